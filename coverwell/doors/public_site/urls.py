"""Addresses that anybody may open."""

from django.urls import path

from coverwell.doors.public_site import plans, views


app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:key>/<str:first>/", plans.plan, name="plan"),
    path("estimates/accuracy/", views.accuracy, name="accuracy"),
    path("availability/", views.availability, name="availability"),
]

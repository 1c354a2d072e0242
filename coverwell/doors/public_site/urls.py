"""Addresses that anybody may open."""

from django.urls import path

from coverwell.doors.public_site import views


app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("availability/", views.availability, name="availability"),
]

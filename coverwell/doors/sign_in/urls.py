"""Addresses of sign-in; allauth's own names stay as they are, beside ours."""

from django.urls import path

from coverwell.doors.sign_in import views


app_name = "sign_in"
urlpatterns = [
    path("", views.account, name="account"),
    path("start/", views.start, name="start"),
    path("awake/", views.awake, name="awake"),
    path("draft/", views.draft, name="draft"),
    path("practice/", views.practice, name="practice"),
]

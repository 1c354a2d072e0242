"""Addresses of the member site."""

from django.urls import path

from coverwell.doors.member_portal import home


app_name = "member"
urlpatterns = [path("", home.home, name="home")]

"""Addresses of the provider office."""

from django.urls import path

from coverwell.doors.provider_portal import dashboard


app_name = "office"
urlpatterns = [path("", dashboard.dashboard, name="dashboard")]

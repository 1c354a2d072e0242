"""Addresses of the provider office."""

from django.urls import path

from coverwell.doors.provider_portal import claims, dashboard


app_name = "office"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:number>/", claims.claim, name="claim"),
]

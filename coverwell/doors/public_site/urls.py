"""Addresses that anybody may open."""

from django.urls import path

from coverwell.doors.public_site import edi, plans, views


app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:key>/<str:first>/", plans.plan, name="plan"),
    path("estimates/accuracy/", views.accuracy, name="accuracy"),
    path("edi-guide/", edi.guide, name="edi"),
    path("edi-guide/vendors/", edi.vendor_list, name="vendors"),
    path("edi-guide/<slug:key>/", edi.message, name="edi_message"),
    path("edi-guide/<slug:key>/pdf/", edi.pdf, name="edi_pdf"),
    path("availability/", views.availability, name="availability"),
]

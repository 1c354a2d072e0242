"""Where partners send messages over HTTPS."""

from django.urls import path

from coverwell.doors.edi_gateway.https import views


urlpatterns = [
    path("core/mime", views.mime, name="edi-mime"),
    path("core/soap", views.soap, name="edi-soap"),
    path("core/v4/token", views.token, name="edi-token"),
    path("core/v4/realtime", views.real_time, name="edi-real-time"),
    path("core/v4/batch", views.batch, name="edi-batch"),
]

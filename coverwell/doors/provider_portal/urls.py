"""Addresses of the provider office."""

from django.urls import path

from coverwell.doors.provider_portal import claims, dashboard, estimates, files, remittances


app_name = "office"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:number>/", claims.claim, name="claim"),
    path("remittances/", remittances.remittances, name="remittances"),
    path("remittances/<str:trace>/", remittances.one, name="remittance"),
    path("remittances/<str:trace>/835/", remittances.download, name="remittance_file"),
    path("estimates/", estimates.estimates, name="estimates"),
    path("estimates/<str:reference>/", estimates.estimate, name="estimate"),
    path("files/", files.files, name="files"),
    path("files/<int:number>/", files.file, name="file"),
    path("files/<int:number>/download/", files.download, name="download"),
]

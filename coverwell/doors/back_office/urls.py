"""Addresses of the back office."""

from django.urls import path

from coverwell.doors.back_office import gateway, partners


app_name = "staff"
urlpatterns = [
    path("", gateway.board_page, name="gateway"),
    path("files/<int:number>/", gateway.file_page, name="file"),
    path("files/<int:number>/download/", gateway.download, name="download"),
    path("files/<int:number>/again/", gateway.again, name="again"),
    path("partners/", partners.partners_page, name="partners"),
    path("partners/<int:number>/move/", partners.move_page, name="move"),
]

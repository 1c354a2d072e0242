"""The gateway as Django knows it: a place where jobs are found."""

from django.apps import AppConfig


class Gateway(AppConfig):
    """The door of X12 files."""

    name = "coverwell.doors.edi_gateway"
    label = "cw_edi_gateway"

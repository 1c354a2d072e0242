"""The schedule as Django knows it: a place where jobs are found."""

from django.apps import AppConfig


class Schedule(AppConfig):
    """The door through which time comes in."""

    name = "coverwell.doors.schedule"
    label = "cw_schedule"

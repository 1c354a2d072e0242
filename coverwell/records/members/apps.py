from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "coverwell.records.members"
    label = "cw_members"
    default_auto_field = "django.db.models.BigAutoField"

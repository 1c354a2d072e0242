from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "coverwell.records.access"
    label = "cw_access"
    default_auto_field = "django.db.models.BigAutoField"

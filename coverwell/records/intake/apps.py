from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "coverwell.records.intake"
    label = "cw_intake"
    default_auto_field = "django.db.models.BigAutoField"

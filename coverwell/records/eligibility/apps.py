from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    name = "coverwell.records.eligibility"
    label = "cw_eligibility"
    default_auto_field = "django.db.models.BigAutoField"

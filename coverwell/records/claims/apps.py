from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "coverwell.records.claims"
    label = "cw_claims"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "coverwell.records.estimates"
    label = "cw_estimates"
    default_auto_field = "django.db.models.BigAutoField"

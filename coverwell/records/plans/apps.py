from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "coverwell.records.plans"
    label = "cw_plans"
    default_auto_field = "django.db.models.BigAutoField"

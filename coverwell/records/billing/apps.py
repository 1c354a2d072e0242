from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "coverwell.records.billing"
    label = "cw_billing"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "coverwell.records.payments"
    label = "cw_payments"
    default_auto_field = "django.db.models.BigAutoField"

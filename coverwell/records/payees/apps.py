from django.apps import AppConfig


class PayeesConfig(AppConfig):
    name = "coverwell.records.payees"
    label = "cw_payees"
    default_auto_field = "django.db.models.BigAutoField"

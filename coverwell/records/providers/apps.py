from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "coverwell.records.providers"
    label = "cw_providers"
    default_auto_field = "django.db.models.BigAutoField"

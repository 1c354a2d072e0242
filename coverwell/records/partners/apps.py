from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "coverwell.records.partners"
    label = "cw_partners"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class AuthorizationsConfig(AppConfig):
    name = "coverwell.records.authorizations"
    label = "cw_authorizations"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coverwell.records.audit"
    label = "cw_audit"
    default_auto_field = "django.db.models.BigAutoField"

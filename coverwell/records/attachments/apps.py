from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "coverwell.records.attachments"
    label = "cw_attachments"
    default_auto_field = "django.db.models.BigAutoField"

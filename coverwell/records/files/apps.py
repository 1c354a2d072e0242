from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "coverwell.records.files"
    label = "cw_files"
    default_auto_field = "django.db.models.BigAutoField"

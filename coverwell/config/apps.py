"""The settings as a Django app, so that its deployment checks are known."""

from django.apps import AppConfig


class Settings(AppConfig):
    """Registers what `coverwell check --deploy` looks at."""

    name = "coverwell.config"
    label = "cw_config"

    def ready(self) -> None:
        """Import the checks; importing registers them."""
        from coverwell.config import deploy_checks  # noqa: F401, PLC0415 - settings must be loaded

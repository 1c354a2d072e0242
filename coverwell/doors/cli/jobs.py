"""Work off what a command has enqueued, in this process, so that its files are there at once."""

from collections.abc import Iterable


def work_off(queues: Iterable[str]) -> None:
    """Run the waiting jobs of some queues and return when none waits; workers may run too."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - needs settings
    from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: PLC0415 - needs settings

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("The queue of this installation is not Django's.")
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(
            queues=list(queues), wait=False, install_signal_handlers=False, listen_notify=False
        )

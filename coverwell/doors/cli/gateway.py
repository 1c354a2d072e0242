"""`coverwell gateway`: the ways in for trading partners."""

import click

from coverwell.doors.cli.database import needs_database
from coverwell.doors.cli.ports import HOST


@click.group()
def command() -> None:
    """The ways in for trading partners."""


@command.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=2222, show_default=True, help="Port; 0 takes a free one.")
@needs_database
def sftp(host: str, port: int) -> None:
    """Serve the partners' folders over SFTP until Ctrl-C or SIGTERM."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils.module_loading import import_string  # noqa: PLC0415

    import_string(settings.SERVE_SFTP)(host, port, click.echo)


PEM = click.Path(exists=True, dir_okay=False)


@command.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=8443, show_default=True, help="Port to listen on.")
@click.option("--certificate", type=PEM, required=True, help="The server's certificate (PEM).")
@click.option("--key", type=PEM, required=True, help="Its key (PEM).")
@click.option("--client-authorities", type=PEM, help="Who may sign client certificates (PEM).")
@needs_database
def https(
    host: str, port: int, certificate: str, key: str, client_authorities: str | None
) -> None:
    """Serve the CORE connectivity rules over TLS, with client certificates where given."""
    import ssl  # noqa: PLC0415 - only here

    import uvicorn  # noqa: PLC0415 - only here

    uvicorn.run(
        "coverwell.config.asgi:application",
        host=host,
        port=port,
        http="coverwell.config.client_certificates:PartnerProtocol",
        ssl_certfile=certificate,
        ssl_keyfile=key,
        ssl_ca_certs=client_authorities,
        ssl_cert_reqs=ssl.CERT_OPTIONAL if client_authorities else ssl.CERT_NONE,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=30,
    )

"""Finding a port to serve on."""

import socket

import click


HOST = "127.0.0.1"
TRIED = 100


def free_port(wanted: int) -> int:
    """The wanted port of the loopback address, or the next one that nobody uses."""
    for port in range(wanted, wanted + TRIED):
        with socket.socket() as probe:
            # As a server does: a port that was used a minute ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"No free port from {wanted} to {wanted + TRIED - 1}: set PORT.")

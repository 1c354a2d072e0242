"""The `coverwell` command. Each file beside this one that has a `command` is one of its words."""

import importlib
import pkgutil

import click

import coverwell
from coverwell.doors import cli
from coverwell.doors.cli.database import with_settings


class Files(click.Group):
    """A group whose subcommands are the files of this folder, loaded when they are asked for.

    `plan.py` with `command = click.Group(...)` becomes `coverwell plan`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files that hold a command."""
        # Files beside the commands, which are looked into as well, may need the records.
        with_settings()
        found = (module.name for module in pkgutil.iter_modules(cli.__path__))
        return sorted(name for name in found if self.get_command(ctx, name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of one file, or None where the file holds none."""
        where = f"{cli.__name__}.{cmd_name.replace('-', '_')}"
        try:
            module = importlib.import_module(where)
        except ModuleNotFoundError as missing:
            if missing.name == where:
                return None
            raise
        found = getattr(module, "command", None)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Files, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(coverwell.__version__, prog_name="coverwell")
def main() -> None:
    """The system behind a health plan: one kernel answers every question."""


if __name__ == "__main__":
    main()

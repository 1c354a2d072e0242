"""`python -m coverwell` is the `coverwell` command."""

from coverwell.doors.cli.main import main


main(prog_name="coverwell")

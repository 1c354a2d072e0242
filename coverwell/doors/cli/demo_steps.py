"""The steps of `coverwell demo`, in order. Each can be done again and then finds its work done."""

from coverwell.doors.cli.database import start
from coverwell.doors.cli.demo_step import Advance, Outcome, Step


def database(_: Advance) -> Outcome:
    """Start the database and bring its tables up to date."""
    start()
    from coverwell.services.database.owner import prepare  # noqa: PLC0415 - needs settings

    ran = prepare()
    return Outcome(f"{ran} migrations run" if ran else "up to date")


def plans(advance: Advance) -> Outcome:
    """Publish every edition of the rulebook."""
    from coverwell.services.acting import ENGINE  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.publish import publish_rulebook  # noqa: PLC0415 - needs settings

    done = publish_rulebook(ENGINE, advance)
    new = sum(one.new for one in done)
    said = f"{new} published" if new else "published before"
    return Outcome(f"{len(done)} editions, {said}", (("Plan editions", str(len(done))),))


def world(advance: Advance) -> Outcome:
    """Create the demonstration world."""
    from coverwell.doors.cli import demo_world  # noqa: PLC0415 - needs settings

    return demo_world.world(advance)


def trading_partner(advance: Advance) -> Outcome:
    """Give the demonstration's clearinghouse its keys."""
    from coverwell.doors.cli import demo_gateway  # noqa: PLC0415 - needs settings

    return demo_gateway.partner(advance)


def past_year(advance: Advance) -> Outcome:
    """Decide and pay the past year's claims."""
    from coverwell.doors.cli import demo_world  # noqa: PLC0415 - needs settings

    return demo_world.past_year(advance)


def main_job(advance: Advance) -> Outcome:
    """Take in, decide and pay the sample files."""
    from coverwell.doors.cli import demo_world  # noqa: PLC0415 - needs settings

    return demo_world.main_job(advance)


def requests(advance: Advance) -> Outcome:
    """Ask for approvals, so that the reviewers' queue is not empty."""
    from coverwell.doors.cli import demo_world  # noqa: PLC0415 - needs settings

    return demo_world.requests(advance)


STEPS = (
    Step("Database", database),
    Step("Plans", plans),
    Step("World", world),
    Step("Trading partner", trading_partner),
    Step("Past year", past_year),
    Step("Sample files", main_job),
    Step("Requests for approval", requests),
)

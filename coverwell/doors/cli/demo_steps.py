"""The steps of `coverwell demo`, in order. Each can be done again and then finds its work done."""

from collections.abc import Callable
from dataclasses import dataclass

from coverwell.doors.cli.database import start


Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step says it did, rows for the summary, and people who can sign in now.

    A figure is (what, how much); a person is (kind of user, sign-in name, password).
    """

    said: str
    figures: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the demonstration; its work calls `advance(done, total)` to move the bar."""

    name: str
    work: Callable[[Advance], Outcome]


def database(_: Advance) -> Outcome:
    """Start the database and bring its tables up to date."""
    start()
    from coverwell.services.database.owner import prepare  # noqa: PLC0415 - needs settings

    ran = prepare()
    return Outcome(f"{ran} migrations run" if ran else "up to date")


def plans(advance: Advance) -> Outcome:
    """Publish every edition of the rulebook."""
    from coverwell.services.acting import ENGINE  # noqa: PLC0415 - needs settings
    from coverwell.services.plans.publish import publish_rulebook  # noqa: PLC0415

    done = publish_rulebook(ENGINE, advance)
    new = sum(one.new for one in done)
    said = f"{new} published" if new else "published before"
    return Outcome(f"{len(done)} editions, {said}", (("Plan editions", str(len(done))),))


STEPS = (Step("Database", database), Step("Plans", plans))

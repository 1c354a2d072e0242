"""The demonstration's own steps: the world, its year of claims, and the main job on samples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from coverwell.doors.cli import demo_gateway, demo_office
from coverwell.doors.cli.demo_approvals import ask_approvals
from coverwell.doors.cli.demo_estimates import ask_before
from coverwell.doors.cli.demo_step import Advance, Outcome
from coverwell.doors.cli.jobs import work_off
from coverwell.doors.cli.sample_837 import file_837
from coverwell.services.acting import Actor
from coverwell.services.claims.adjudicate import decide_batch
from coverwell.services.claims.summary import Summary, summary
from coverwell.services.files.keep import Arrival, keep
from coverwell.services.files.progress import note
from coverwell.services.files.read import read_now
from coverwell.services.files.show import newest_files, show_file
from coverwell.services.payer.read import payer
from coverwell.services.payments import run as payments
from coverwell.services.world.create import World, create, draw, sending_day
from coverwell.services.world.families import TODAY
from coverwell.services.world.history import DemoClaim
from coverwell.services.world.sign_ins import PASSWORD, create_sign_ins, shown_groups


LOADER = Actor("world", "staff")
SUPERVISOR = Actor("supervisor", "staff")
# Claims sent after this day are the sample files of the main job; the rest are the past year.
PAST_ENDS = date(2026, 11, 8)
SAMPLES = ("sample-professional.837", "sample-institutional.837")
UNKNOWN_EVERY = 60


def world(_: Advance) -> Outcome:
    """Create accounts, families, providers and sign-in names, unless they are there."""
    drawn = draw()
    made = create(drawn)
    people = tuple((one.who, one.name, PASSWORD) for one in create_sign_ins(drawn))
    said = ", ".join(f"{count:,} {what}" for what, count in made.items()) or "there already"
    return Outcome(said, people=people)


def past_year(advance: Advance) -> Outcome:
    """Take in, decide and pay the year's claims month by month, as they came."""
    if finished(past_names(month_ends()[-1])):
        return Outcome("decided already")
    drawn = draw()
    shown = frozenset(group.tax_id for group in shown_groups(drawn))
    ends = month_ends()
    for at, end in enumerate(ends):
        first = ends[at - 1] if at else date.min
        sent = [one for one in drawn.claims if first < sending_day(one) <= end]
        ask_before(sent, shown)
        take_in(sent, past_names(end), end, control=100 + 2 * at)
        pay(end)
        advance(at + 1, len(ends))
    demo_gateway.caught_up()
    whole = summary(LOADER)
    return Outcome(f"{whole.claims:,} claims decided and paid in {len(ends)} monthly runs")


def main_job(advance: Advance) -> Outcome:
    """Take in the sample files, decide them, pay, and sum up."""
    if not finished(SAMPLES):
        sent = samples(draw())
        take_in(sent, SAMPLES, TODAY, control=900, advance=advance)
        pay(TODAY)
    if not finished([demo_office.NAME]):
        send_of_office()
    files = [file for file in newest_files(LOADER, limit=100) if file.name in SAMPLES]
    found = summary(LOADER, [file.id for file in files])
    rejected = sum(int(file.detail.get("rejected", 0)) for file in files)
    return Outcome(f"{found.claims:,} claims decided", figures(found, rejected))


def requests(_: Advance) -> Outcome:
    """Ask for approvals as the front desk does, and decide some of them."""
    return Outcome(f"{ask_approvals(draw())} requests for approval")


def send_of_office() -> None:
    """Send the front desk's own file of the morning, with mistakes to correct on the site."""
    drawn = draw()
    group = shown_groups(drawn)[0]
    content = demo_office.morning_file(drawn, group, TODAY)
    came = timezone.make_aware(datetime.combine(TODAY, time(8, 20)))
    arrival = Arrival(demo_office.NAME, "portal", tax_id=group.tax_id, at=came)
    take_in_file(content, arrival, None)


def samples(drawn: World) -> list[DemoClaim]:
    """Return the last weeks' claims, a few of them for members whom nobody knows, one twice."""
    late = [claim for claim in drawn.claims if sending_day(claim) > PAST_ENDS]
    strange = [
        replace(claim, family=replace(claim.family, subscriber_number="U99999999"))
        if at % UNKNOWN_EVERY == UNKNOWN_EVERY - 1
        else claim
        for at, claim in enumerate(late)
    ]
    again = next(claim for claim in drawn.claims if claim.last > PAST_ENDS - timedelta(days=60))
    return [*strange, replace(again, serial=again.serial + 9_000_000)]


def month_ends() -> list[date]:
    """Return the last days of the months of the past year, the last one being PAST_ENDS."""
    firsts = [date(2026, month, 1) for month in range(2, 12)]
    return [*(first - timedelta(days=1) for first in firsts), PAST_ENDS]


def past_names(end: date) -> tuple[str, str]:
    """Name the two files of a month."""
    return f"{end}-professional.837", f"{end}-institutional.837"


def finished(names: Iterable[str]) -> bool:
    """Say whether all these files were read and decided."""
    done = {file.name for file in newest_files(LOADER, limit=100) if file.state == "decided"}
    return done.issuperset(names)


def take_in(
    claims: list[DemoClaim],
    names: tuple[str, str],
    end: date,
    control: int,
    advance: Advance | None = None,
) -> None:
    """Keep, read and decide the professional and the institutional claims of some days."""
    came = timezone.make_aware(datetime.combine(end, time(9)))
    who = payer(end)
    kinds = (
        [c for c in claims if not c.episode.bill_type],
        [c for c in claims if c.episode.bill_type],
    )
    for at, (name, of_kind) in enumerate(zip(names, kinds, strict=True)):
        if of_kind:
            take_in_file(
                file_837(of_kind, control + at, came, who), Arrival(name, "demo", at=came), advance
            )


def take_in_file(content: bytes, arrival: Arrival, advance: Advance | None) -> None:
    """Keep, read and decide one file; a file that was interrupted is taken up where it stopped."""
    kept = keep([content], arrival, LOADER)
    file = kept.first or kept.id
    read_now(file)
    story = show_file(file, LOADER)
    accepted = int(story.detail.get("accepted", 0)) if story else 0
    done = 0
    while count := decide_batch(as_of=arrival.at.date() if arrival.at else None):
        done += count
        if advance is not None:
            advance(done, accepted)
    detail = {key: story.detail[key] for key in ("accepted", "rejected")} if story else {}
    note(file, "decided", detail)


def pay(day: date) -> None:
    """Make the payment run of a day; the supervisor approves a large one. Write its files."""
    asked = payments.run(day, LOADER)
    if asked.request:
        payments.approve(asked.request, day, SUPERVISOR)
    work_off(["gateway", "bank"])


def figures(found: Summary, rejected: int) -> tuple[tuple[str, str], ...]:
    """Return the rows of the summary table: claims, money, and the main reasons of denial."""
    rows = [
        ("Claims decided", f"{found.claims:,}"),
        ("Claims rejected", f"{rejected:,}"),
        ("Lines", f"{found.lines:,}"),
        ("Charged", str(found.charge)),
        ("Allowed", str(found.allowed)),
        ("Plan pays", str(found.plan_paid)),
        ("Members owe", str(found.member_owes)),
        ("Claims that wait for a person", f"{found.outcomes.get('pended', 0):,}"),
        ("Lines denied", f"{found.denied_lines:,}"),
    ]
    reasons = [(f"  denied {code}", f"{count:,}") for code, count in found.denied_by[:5]]
    return tuple(rows + reasons)

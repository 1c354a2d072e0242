"""Asking offices for documents: what pended claims wait for, gathered into one 277 a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count

from coverwell.kernel.vocabulary.claim import Line
from coverwell.kernel.vocabulary.money import Money
from coverwell.records.attachments.models import Request, ToAsk
from coverwell.records.claims.models import Claim, DecisionLine
from coverwell.records.files.models import Interchange, KeptFile
from coverwell.records.intake.models import IntakeClaim
from coverwell.records.providers.models import Group
from coverwell.services.acting import Actor, DeniedError, acting
from coverwell.services.attachments.place import of_claims
from coverwell.services.claims.papers import laid, newest_decisions
from coverwell.services.claims.release import waiting_decision
from coverwell.services.claims.stored_lines import asked_line
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.partners.receivers import Mailed, mailed
from coverwell.services.rulebook.attachments import Kind, attachment_rules


GATEWAY: Final = Actor("gateway", "engine")
BY_RULES: Final = "rules"
MOST: Final = 200
KIND: Final = "277"


class NothingAskedError(ValueError):
    """No kind of document was chosen, or one that cannot be asked for."""


class AskedMeanwhileError(RuntimeError):
    """Somebody else asked for the same documents at the same moment: nothing was saved."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about one claim; `number` is the trace of the request, `asked` by line.

    Line 0 is the whole claim. Amounts are cents.
    """

    number: str
    count: int
    decision_no: int
    family: int
    claim: int
    person: int
    claim_number: str
    account: str
    member_id: str
    last_name: str
    first_name: str
    charge: Money
    first: date
    last: date
    tax_id: str
    npi: str
    office: str
    asked: tuple[tuple[int, Kind], ...]
    category: str
    lines: tuple[Line, ...]
    asked_on: date
    due_on: date
    by: str


@dataclass(frozen=True, slots=True)
class ToWrite:
    """The requests about claims of one file, and who fetches them; file 0: only a page says so.

    `number` counts the requests of the file so far; `address` is that of its sender.
    """

    file: int
    number: int
    partner: Mailed | None
    address: tuple[str, str]
    asking: tuple[Asking, ...]

    @property
    def name(self) -> str:
        """How the 277 is called in a mailbox."""
        return f"277-request-{self.file}-{self.number}.x12"


def requests_to_write(today: date) -> list[ToWrite]:
    """Read what is to be asked, file by file; what is moot by now leaves the outbox."""
    with acting(GATEWAY):
        rows = list(ToAsk.objects.order_by("family_id", "claim")[:MOST])
        moot = _moot(rows)
        if moot:
            ToAsk.objects.filter(of_claims(moot)).delete()
        left = [row for row in rows if (row.family_id, row.claim) not in moot]
        by_file: dict[int, list[Asking]] = defaultdict(list)
        files = _files(left)
        for one in _asking(left, today):
            by_file[files.get((one.family, one.claim), 0)].append(one)
        return list(_to_write(by_file, today))


def _moot(rows: Sequence[ToAsk]) -> set[tuple[int, int]]:
    """Claims that do not wait any more, or to which documents came before they were asked for.

    What a person asks for is asked whatever is there.
    """
    keys = {(row.family_id, row.claim): row for row in rows}
    wait = {
        (one.family_id, one.claim)
        for one in newest_decisions().filter(of_claims(keys), outcome="pended")
        if keys[one.family_id, one.claim].decision_no == one.decision_no
    }
    places = laid().filter(of_claims(keys, family="family"))
    there = set(places.values_list("family", "claim"))
    return {
        key
        for key, row in keys.items()
        if key not in wait or (row.by == BY_RULES and key in there)
    }


def _files(rows: Sequence[ToAsk]) -> dict[tuple[int, int], int]:
    """The file that each claim came in."""
    known = {(row.family_id, row.claim): row.file for row in rows if row.file}
    left = [key for row in rows if (key := (row.family_id, row.claim)) not in known]
    if left:
        said = IntakeClaim.objects.filter(of_claims(left, family="family"))
        for row in said.filter(tax_id__in=_tax_ids(left)).order_by("pk"):
            if row.family is not None and row.claim is not None:
                known[row.family, row.claim] = row.file_id
    return known


def _tax_ids(keys: Iterable[tuple[int, int]]) -> list[str]:
    return list(Claim.objects.filter(of_claims(keys, "id")).values_list("tax_id", flat=True))


def _asking(rows: Sequence[ToAsk], today: date) -> Iterator[Asking]:
    rules = attachment_rules(today)
    keys = [(row.family_id, row.claim) for row in rows]
    claims = {(one.family_id, one.id): one for one in Claim.objects.filter(of_claims(keys, "id"))}
    made = Request.objects.filter(of_claims(keys)).values("family_id", "claim")
    counts = {
        (one["family_id"], one["claim"]): one["n"] for one in made.annotate(n=Count("count"))
    }
    lines: dict[tuple[int, int, int], list[Line]] = defaultdict(list)
    for line in DecisionLine.objects.filter(of_claims(keys)).order_by("line"):
        lines[line.family_id, line.claim, line.decision_no].append(asked_line(line))
    groups = Group.objects.filter(tax_id__in={one.tax_id for one in claims.values()})
    offices = dict(groups.values_list("tax_id", "name"))
    # One category serves all that the rules ask for: R4, documents (code list 507).
    category = next(iter(rules.asks.values())).category
    for row in rows:
        claim = claims[row.family_id, row.claim]
        count = counts.get((row.family_id, row.claim), 0) + 1
        kinds = ((line, rules.kinds[key]) for line, key in row.asked if key in rules.kinds)
        yield Asking(
            f"{claim.number}-{count}", count, row.decision_no, row.family_id, row.claim,
            claim.person, claim.number, claim.patient_account, claim.member_id,
            claim.patient_last, claim.patient_first, Money(claim.charge), claim.first_on,
            claim.last_on, claim.tax_id, claim.billing_npi, offices.get(claim.tax_id, ""),
            tuple(kinds), category,
            tuple(lines[row.family_id, row.claim, row.decision_no]), today,
            today + timedelta(days=rules.due), row.by,
        )  # fmt: skip


def _to_write(by_file: dict[int, list[Asking]], today: date) -> Iterator[ToWrite]:
    files = KeptFile.objects.filter(pk__in=by_file).select_related("partner")
    rows = {row.pk: row for row in files}
    senders = {
        one.file_id: (one.qualifier, one.sender_id)
        for one in Interchange.objects.filter(file__in=by_file).order_by("-pk")
    }
    made = KeptFile.objects.filter(answers__in=by_file, kind=KIND).values("answers")
    counts = {one["answers"]: one["n"] for one in made.annotate(n=Count("pk"))}
    for file, asking in by_file.items():
        row = rows.get(file)
        partner = mailed(row.partner, today) if row is not None and row.partner else None
        address = partner.address if partner else senders.get(file, ("", ""))
        known = file if row is not None and address[1] else 0
        yield ToWrite(known, counts.get(file, 0), partner, address, tuple(asking))


def keep_requests(written: ToWrite, content: bytes) -> None:
    """Keep a 277 and the requests in it, and empty the outbox of them, in one transaction.

    Again after a crash is safe: a file that was kept before has its requests.
    """
    if not written.file:
        with acting(GATEWAY):
            _save(written)
        return
    answer = Answer(written.file, KIND, written.name)
    keep_answer([content], answer, lambda: _save(written))


def _save(written: ToWrite) -> None:
    keys = [(one.family, one.claim) for one in written.asking]
    taken, _ = ToAsk.objects.filter(of_claims(keys)).delete()
    if taken != len(keys):
        raise AskedMeanwhileError("These documents were asked for meanwhile.")
    file = KeptFile.objects.filter(answers=written.file, name=written.name).first()
    Request.objects.bulk_create(
        Request(
            family_id=one.family,
            claim=one.claim,
            count=one.count,
            number=one.number,
            decision_no=one.decision_no,
            person=one.person,
            tax_id=one.tax_id,
            asked=[[line, kind.key] for line, kind in one.asked],
            asked_on=one.asked_on,
            due_on=one.due_on,
            by=one.by,
            file=file,
        )
        for one in written.asking
    )


def ask_for(number: str, kinds: Sequence[str], today: date, actor: Actor) -> None:
    """Put kinds of documents down to be asked of a claim's office; staff only (DeniedError).

    NotWaitingError where the claim waits for nothing, NothingAskedError without a kind.
    """
    if actor.role != "staff":
        raise DeniedError("Only staff ask for documents.")
    known = attachment_rules(today).kinds
    if not kinds or not all(key in known and known[key].loinc for key in kinds):
        raise NothingAskedError("Choose at least one kind of document.")
    with acting(actor.as_engine()):
        row = waiting_decision(number)
        ToAsk.objects.filter(family_id=row.family_id, claim=row.claim).delete()
        ToAsk.objects.create(
            family_id=row.family_id,
            claim=row.claim,
            decision_no=row.decision_no,
            asked=[[0, key] for key in dict.fromkeys(kinds)],
            by=actor.user,
        )

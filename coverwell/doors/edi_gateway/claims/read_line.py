"""From a service line in the standard's words to one in ours."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from coverwell.kernel.vocabulary.claim import (
    NO_PROVIDER,
    Line,
    Provider,
)
from coverwell.kernel.vocabulary.money import Money
from coverwell.wire.x12.transactions.claim_837 import Claim837, ServiceLine
from coverwell.wire.x12.transactions.common import Dated, Party, reference


Days = tuple[date | None, date | None]
_UNSAID = (Decimal(0), Decimal(1))  # a dental line that says no number is about one service


def lines_of(sent: Claim837, received: date | None = None) -> Iterator[Line]:
    """The lines of a claim whose dates can be read; the claim's own dates stand in for none.

    What a predetermination asks about is not done yet: it has the day on which it came.
    """
    asked = received if sent.predetermination else None
    codes = tuple([code.code.replace(".", "") for code in sent.diagnoses])
    institutional, stated = sent.institutional, stated_of(sent)
    for number, line in enumerate(sent.lines, start=1):
        first, last = days_of(line, stated)
        if first is None and asked is not None:
            first = last = asked
        if first is not None and last is not None:
            yield Line(
                number=number,
                charge=Money(line.charge),
                first=first,
                last=last,
                units=line.units if line.quantity else _UNSAID[sent.dental],
                unit_basis=line.unit or "UN",
                procedure=line.procedure.code if line.procedure else "",
                modifiers=line.procedure.modifiers if line.procedure else (),
                revenue=line.revenue,
                place=line.place,
                diagnoses=codes if institutional else _pointed(line, codes),
                rendering=provider_of(line.provider("82")) if line.providers else NO_PROVIDER,
                authorization=reference(line.references, "G1") if line.references else "",
                drug=line.drug.code if line.drug else "",
                control=line.control if line.references else "",
                spots=tuple(_spots(line)) if line.teeth or line.oral_cavity else (),
                prosthesis=line.prosthesis,
            )


def _spots(line: ServiceLine) -> Iterator[str]:
    """Where in the mouth: each tooth with its surfaces, each area of the oral cavity."""
    for tooth in line.teeth:
        yield f"{tooth.code} {''.join(tooth.surfaces)}".rstrip()
    for area in line.oral_cavity:
        yield f"area {area}"


def stated_of(sent: Claim837) -> Dated | None:
    """The day of the whole claim, which stands in for lines without one (X223A2, X224A2)."""
    if sent.dental:
        return sent.date("472")
    return sent.date("434") if sent.institutional else None


def days_of(line: ServiceLine, stated: Dated | None) -> Days:
    """First and last day of a line, by its own date or else the one stated for the claim."""
    service = line.service or stated
    return _days(service) if service else (None, None)


@lru_cache(maxsize=1 << 12)
def _days(service: Dated) -> Days:
    return service.first, service.last


def provider_of(party: Party | None) -> Provider:
    """A provider as named; NO_PROVIDER where nobody is."""
    if party is None:
        return NO_PROVIDER
    return Provider(party.npi, party.reference("EI", "SY"), party.taxonomy)


def _pointed(line: ServiceLine, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that the pointers name; a pointer to nothing is a fault of its own."""
    return tuple([codes[at - 1] for at in line.pointers if 0 < at <= len(codes)])

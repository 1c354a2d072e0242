"""Where the parts of an 837 claim stand, worked out once for each form of a claim (`forms`).

The claims of a file share a few forms, and their lines fewer still. Which segment is a line's
charge, a party's street or an adjudication's date follows from the positions alone, so binding a
claim is a matter of splitting the segments at known places.
"""

from collections.abc import Iterator
from typing import NamedTuple

from coverwell.wire.x12.forms import Form, Forms


Ats = tuple[int, ...]
_OF_PARTY = frozenset(("N3", "N4", "PER", "PRV", "REF"))
_SERVICES = frozenset(("SV1", "SV2", "SV3"))
# What begins a line whose LX was left out.
_OF_LINE = _SERVICES | {"SVD", "LIN", "CTP", "TOO"}


class Own(NamedTuple):
    """Where the segments stand that a claim, a line or another one's decision has of its own.

    parties are the places of each NM1 with those of what follows it.
    """

    first: int
    dates: Ats
    references: Ats
    amounts: Ats
    notes: Ats
    attachments: Ats
    adjustments: Ats
    parties: tuple[Ats, ...]


class LineForm(NamedTuple):
    """A line, its places counted from its first segment; service is -1 where there is none.

    lx: it begins with one. plain: it has nothing but a service, dates and references.
    """

    own: Own
    lx: bool
    service: int
    drugs: Ats
    quantities: Ats
    prescriptions: Ats
    teeth: Ats
    adjudications: tuple[Own, ...]
    plain: bool
    dental: bool


class OtherForm(NamedTuple):
    """Another subscriber (loop 2320)."""

    own: Own
    insured: Ats
    inpatient: Ats
    outpatient: Ats


class ClaimForm(NamedTuple):
    """A claim: its own segments, other subscribers, and where each line begins and ends."""

    own: Own
    claim: int
    codes: Ats
    institutional: Ats
    orthodontics: Ats
    tooth_statuses: Ats
    others: tuple[OtherForm, ...]
    lines: tuple[tuple[int, int, LineForm], ...]


class _Found:
    """What stands in a run of a form: places by segment id, and parties."""

    def __init__(self, form: Form, first: int, last: int) -> None:
        self.first = first
        self.by_id: dict[str, list[int]] = {}
        self.parties: list[list[int]] = []
        loop = ""
        for at in range(first, last):
            place = form[at]
            if place is None:
                continue
            if place.id == "NM1":
                loop = place.loop
                self.parties.append([at])
            elif place.loop == loop and place.id in _OF_PARTY:
                self.parties[-1].append(at)
            else:
                name = place.id if place.loop != "2410" else f"drug {place.id}"
                self.by_id.setdefault(name, []).append(at)

    def __call__(self, *names: str) -> Ats:
        return tuple(sorted(at for name in names for at in self.by_id.get(name, ())))

    @property
    def own(self) -> Own:
        return Own(
            self.first,
            self("DTP"),
            self("REF"),
            self("AMT"),
            self("NTE"),
            self("PWK"),
            self("CAS"),
            tuple(tuple(party) for party in self.parties),
        )


def _line_form(form: Form) -> LineForm:
    ids = [place.id if place else "" for place in form]
    svd = [at for at, name in enumerate(ids) if name == "SVD"]
    own = _Found(form, 0, svd[0] if svd else len(form))
    whole = _Found(form, 0, len(form))
    runs = zip(svd, [*svd[1:], len(form)], strict=False)
    services = whole(*_SERVICES)
    plain = not own.parties and own.by_id.keys() <= {"LX", "DTP", "REF", *_SERVICES} and not svd
    return LineForm(
        own.own,
        ids[0] == "LX",
        services[-1] if services else -1,
        whole("drug LIN"),
        whole("drug CTP"),
        whole("drug REF"),
        whole("TOO"),
        tuple(_Found(form, first, last).own for first, last in runs),
        plain,
        bool(whole("SV3")),
    )


_line_forms = Forms(_line_form)


def _runs(form: Form) -> Iterator[tuple[str, int, int]]:
    """The claim itself, other subscribers (SBR) and lines (LX), each from place to place."""
    name, first = "CLM", 0
    for at, place in enumerate(form):
        starts = place.id if place else ""
        headless = starts in _OF_LINE and name != "LX"
        if starts in {"SBR", "LX"} or headless:
            yield name, first, at
            name, first = ("LX" if headless else starts), at
    yield name, first, len(form)


def _other_form(form: Form, first: int, last: int) -> OtherForm:
    found = _Found(form, first, last)
    return OtherForm(found.own, found("OI"), found("MIA"), found("MOA"))


def _claim_form(form: Form) -> ClaimForm:
    (_, first, last), *below = _runs(form)
    found = _Found(form, first, last)
    claims = found("CLM")
    return ClaimForm(
        found.own,
        claims[0] if claims else -1,
        found("HI"),
        found("CL1"),
        found("DN1"),
        found("DN2"),
        tuple(_other_form(form, a, b) for name, a, b in below if name == "SBR"),
        tuple((a, b, _line_forms[form[a:b]]) for name, a, b in below if name == "LX"),
    )


claim_forms = Forms(_claim_form)

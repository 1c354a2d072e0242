"""Turns the segments of one service line of an 837 claim into a ServiceLine."""

from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.transactions.bind import (
    BLANK,
    fields,
    money,
    procedure,
    reference_of,
)
from coverwell.wire.x12.transactions.claim_837 import (
    Attachment,
    Drug,
    LineAdjudication,
    Note,
    ServiceLine,
)
from coverwell.wire.x12.transactions.common import Amount, Party, Procedure, Tooth
from coverwell.wire.x12.transactions.forms_837 import LineForm, Own
from coverwell.wire.x12.transactions.owned_837 import (
    amounts,
    attachments,
    dates,
    notes,
    parties,
    reasons,
    references,
    split,
)


Spot = tuple[int, int]  # where the line begins: the segment counted from ST, and its byte


class _More(NamedTuple):
    """What most lines do not have."""

    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    drug: Drug | None = None
    providers: tuple[Party, ...] = ()
    adjudications: tuple[LineAdjudication, ...] = ()


_NO_MORE = _More()


class _Service(NamedTuple):
    """What SV1, SV2 or SV3 says: the fields of a ServiceLine from revenue to not_covered."""

    revenue: str = ""
    procedure: Procedure | None = None
    charge: int = 0
    unit: str = ""
    quantity: str = ""
    place: str = ""
    pointers: tuple[int, ...] = ()
    emergency: bool = False
    epsdt: bool = False
    family_planning: bool = False
    copay_exempt: bool = False
    not_covered: int | None = None


class _Dental(NamedTuple):
    """What only a dental line has."""

    oral_cavity: tuple[str, ...] = ()
    prosthesis: str = ""
    teeth: tuple[Tooth, ...] = ()


_NO_SERVICE, _NO_TEETH = _Service(), _Dental()


def service_line(form: LineForm, texts: list[str], marks: Delimiters, spot: Spot) -> ServiceLine:
    """A line from its segments."""
    element, component, _, _ = marks
    own = form.own
    # Tuples joined, past the __new__ of the named tuple: that is Python, and takes twice as long.
    head = (
        _number(texts[0], element) if form.lx else "",
        *(_service(texts[form.service], element, component) if form.service >= 0 else _NO_SERVICE),
        dates(texts, own.dates, element),
        references(texts, own.references, element),
    )
    more = _NO_MORE if form.plain else _more(form, texts, marks)
    tail = _dental_part(form, texts, marks) if form.dental else _NO_TEETH
    return tuple.__new__(ServiceLine, head + more + spot + tail)


@lru_cache(maxsize=1 << 10)
def _number(text: str, element: str) -> str:
    return text.split(element)[1] if element in text else ""


@lru_cache(maxsize=1 << 13)
def _service(text: str, element: str, component: str) -> _Service:
    """Remembered by its text: an office asks the same for the same care."""
    values = fields(text, element, 15)
    return _KINDS.get(values[0].upper(), _professional)(values, component)


def _professional(sv1: list[str], component: str) -> _Service:
    pointers = tuple([int(one) for one in sv1[7].split(component) if one.isdecimal()])
    return _Service(
        "", procedure(sv1[1], component), money(sv1[2]), sv1[3], sv1[4], sv1[5], pointers,
        sv1[9] == "Y", sv1[11] == "Y", sv1[12] == "Y", sv1[15] == "0",
    )  # fmt: skip


def _institutional(sv2: list[str], component: str) -> _Service:
    not_covered = money(sv2[7]) if sv2[7] else None
    care = procedure(sv2[2], component)
    return _Service(sv2[1], care, money(sv2[3]), sv2[4], sv2[5], not_covered=not_covered)


def _dental(sv3: list[str], component: str) -> _Service:
    """SV3 read as the SV1 that says the same."""
    as_sv1 = ["SV1", sv3[1], sv3[2], "", sv3[6], sv3[3], "", sv3[11], *BLANK]
    return _professional(as_sv1, component)


_KINDS = {"SV1": _professional, "SV2": _institutional, "SV3": _dental}


def _dental_part(form: LineForm, texts: list[str], marks: Delimiters) -> _Dental:
    sv3 = fields(texts[form.service], marks.element, 5) if form.service >= 0 else BLANK
    rows = split(texts, form.teeth, marks.element, 3)
    teeth = [Tooth(v[1], v[2], _filled(v[3], marks.component)) for v in rows]
    return _Dental(_filled(sv3[4], marks.component), sv3[5], tuple(teeth))


def _filled(text: str, component: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(component)))


def _more(form: LineForm, texts: list[str], marks: Delimiters) -> _More:
    element, own = marks.element, form.own
    return _More(
        amounts(texts, own.amounts, element),
        notes(texts, own.notes, element),
        attachments(texts, own.attachments, element),
        _drug(form, texts, marks) if form.drugs else None,
        parties(texts, own.parties, element),
        tuple([_adjudication(one, texts, marks) for one in form.adjudications]),
    )


def _drug(form: LineForm, texts: list[str], marks: Delimiters) -> Drug:
    lin = fields(texts[form.drugs[0]], marks.element, 3)
    quantity = unit = ""
    for ctp in split(texts, form.quantities, marks.element, 5):
        quantity, unit = ctp[4], ctp[5].split(marks.component)[0]
    numbers = tuple([reference_of(texts[at], marks.element) for at in form.prescriptions])
    return Drug(lin[2], lin[3], quantity, unit, numbers)


def _adjudication(own: Own, texts: list[str], marks: Delimiters) -> LineAdjudication:
    element = marks.element
    svd = fields(texts[own.first], element, 6)
    left = amounts(texts, own.amounts, element)
    return LineAdjudication(
        svd[1],
        money(svd[2]),
        procedure(svd[3], marks.component),
        svd[4],
        svd[5],
        reasons(texts, own.adjustments, element),
        dates(texts, own.dates, element),
        next((one.amount for one in left if one.qualifier == "EAF"), None),
    )

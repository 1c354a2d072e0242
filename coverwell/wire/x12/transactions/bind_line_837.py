"""Turns the segments of one service line of an 837 claim into a ServiceLine."""

from functools import lru_cache
from typing import NamedTuple

from coverwell.wire.x12.delimiters import Delimiters
from coverwell.wire.x12.transactions.bind import BLANK, fields, money, procedure, reference_of
from coverwell.wire.x12.transactions.claim_837 import (
    Attachment,
    Drug,
    LineAdjudication,
    Note,
    ServiceLine,
)
from coverwell.wire.x12.transactions.common import Amount, Dated, Party, Reference, Tooth
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

    amounts: tuple[Amount, ...]
    notes: tuple[Note, ...]
    attachments: tuple[Attachment, ...]
    drug: Drug | None
    providers: tuple[Party, ...]
    adjudications: tuple[LineAdjudication, ...]


_NO_MORE = _More((), (), (), None, (), ())


def service_line(form: LineForm, texts: list[str], marks: Delimiters, spot: Spot) -> ServiceLine:
    """A line from its segments."""
    element = marks.element
    sv = fields(texts[form.service], element, 15) if form.service >= 0 else BLANK
    number = texts[form.lx].split(element, 2)[1:2] if form.lx >= 0 else None
    dated = dates(texts, form.own.dates, element)
    numbers = references(texts, form.own.references, element)
    more = _NO_MORE if form.plain else _more(form, texts, marks)
    if sv[0] != "SV1" and sv[0].upper() in ("SV2", "SV3"):
        line = (_institutional if sv[0].upper() == "SV2" else _dental)(sv, marks)
        teeth = _teeth(form, texts, marks) if form.teeth else ()
        return line._replace(
            number=number[0] if number else "", dates=dated, references=numbers,
            **more._asdict(), teeth=teeth, segment=spot[0], offset=spot[1],
        )  # fmt: skip
    # Past the __new__ of the named tuple: that is Python, and costs as much as the line itself.
    return tuple.__new__(ServiceLine, (
        number[0] if number else "", "", procedure(sv[1], marks.component), money(sv[2]),
        sv[3], sv[4], sv[5], _pointers(sv[7], marks.component),
        sv[9] == "Y", sv[11] == "Y", sv[12] == "Y", sv[15] == "0", None,
        dated, numbers, *more, *spot, (), "", (),
    ))  # fmt: skip


@lru_cache(maxsize=1 << 10)
def _pointers(text: str, component: str) -> tuple[int, ...]:
    return tuple([int(one) for one in text.split(component) if one.isdecimal()])


def _institutional(sv2: list[str], marks: Delimiters) -> ServiceLine:
    not_covered = money(sv2[7]) if sv2[7] else None
    care = procedure(sv2[2], marks.component)
    return ServiceLine(
        "", sv2[1], care, money(sv2[3]), sv2[4], sv2[5], not_covered=not_covered
    )  # fmt: skip


def _dental(sv3: list[str], marks: Delimiters) -> ServiceLine:
    """What SV3 says, with what only a dental line has."""
    return ServiceLine(
        "", "", procedure(sv3[1], marks.component), money(sv3[2]), "", sv3[6], sv3[3],
        _pointers(sv3[11], marks.component),
        oral_cavity=tuple(filter(None, sv3[4].split(marks.component))), prosthesis=sv3[5],
    )  # fmt: skip


def _teeth(form: LineForm, texts: list[str], marks: Delimiters) -> tuple[Tooth, ...]:
    rows = split(texts, form.teeth, marks.element, 3)
    return tuple(
        [Tooth(v[1], v[2], tuple(filter(None, v[3].split(marks.component)))) for v in rows]
    )


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

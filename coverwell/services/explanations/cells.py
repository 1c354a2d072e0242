"""The cells of a plan in the words of a reader's language; English is the document's own."""

from __future__ import annotations

from decimal import Decimal

from coverwell.kernel.plan.cost_share import (
    Cap,
    Coinsurance,
    Copay,
    CostShare,
    Part,
    Per,
    When,
    cell_phrase,
)
from coverwell.kernel.plan.limit import (
    Counted,
    FamilyAmount,
    Limit,
    Precert,
    Precertification,
    waiting_phrase,
)
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.rulebook.load import rulebook


SPANISH = "es"
_PER = {
    Per.VISIT: "por visita",
    Per.DAY: "por día",
    Per.STAY: "por estancia",
    Per.FILL: "por surtido",
    Per.TRIP: "por viaje",
    Per.ITEM: "por artículo",
}
_WHEN = {
    When.FIRST: "después del deducible",
    When.DRUG_FIRST: "después del deducible de medicamentos",
    When.WAIVED: "no se aplica el deducible",
}
_COUNTED = {
    Counted.VISITS: ("visita", "visitas"),
    Counted.DAYS: ("día", "días"),
    Counted.ITEMS: ("artículo", "artículos"),
}
_PRECERTIFICATION = {
    Precert.NOT_REQUIRED: "no se requiere",
    Precert.REQUIRED: "se requiere autorización previa",
    Precert.REDUCED: "se requiere autorización previa; sin ella el beneficio baja",
    Precert.NOT_COVERED: "se requiere autorización previa; sin ella no se cubre",
}


def cell_words(cell: CostShare | None, language: str) -> str:
    """Say what the member pays: '$20 copay, deductible does not apply'."""
    if language != SPANISH:
        return sentence(cell_phrase(cell))
    return sentence("no cubierto" if cell is None else _spanish(cell))


def limit_words(limit: Limit, language: str) -> str:
    """Say how much of a benefit there is: '60 visits per year'."""
    if language != SPANISH:
        return sentence(limit.phrase())
    if limit.counted is Counted.DOLLARS:
        quantity = f"hasta {Money(limit.quantity)}"
    elif limit.counted is Counted.PAID:
        quantity = f"el plan paga como máximo {Money(limit.quantity)}"
    else:
        quantity = _counted(limit.quantity, _COUNTED[limit.counted])
    if limit.per.lifetime:
        per = "en toda la vida"
    else:
        months = limit.per.months
        per = "por año" if months is None else f"cada {_counted(months, ('mes', 'meses'))}"
    shared = ", ".join(care_words(care, language) for care in limit.shared_with)
    return sentence(f"{quantity} {per}" + (f", junto con: {shared}" if shared else ""))


def waiting_words(months: int, language: str) -> str:
    """Say how long a member is covered before a row pays."""
    if language != SPANISH:
        return sentence(f"waiting period {waiting_phrase(months)}")
    return sentence(f"período de espera: {_counted(months, ('mes', 'meses'))}")


def precertification_words(asked: Precertification, language: str) -> str:
    """Say whether approval is needed first, and what its absence costs."""
    if language != SPANISH:
        return sentence(f"precertification {asked.phrase()}")
    percent = "" if asked.reduced_by is None else f" {_percent(asked.reduced_by)}"
    return sentence(f"{_PRECERTIFICATION[asked.need]}{percent}")


def amount_words(amount: FamilyAmount | None, language: str) -> str:
    """Say a yearly amount: '$1,500 person, $3,000 family'."""
    if language != SPANISH:
        return "None" if amount is None else amount.phrase()
    if amount is None:
        return "Ninguno"
    words = amount.phrase().replace("person", "por persona").replace("family", "por familia")
    return words.replace("aggregate", "de la familia en conjunto")


def care_words(care: str, language: str) -> str:
    """Say a kind of care as the heading of a row."""
    if language == SPANISH:
        named = rulebook().care_names["es"].get(care, care)
        for article in ("una ", "un ", "la ", "el ", "los ", "las "):
            named = named.removeprefix(article)
        return sentence(named)
    return sentence(care)


def sentence(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def _spanish(cell: CostShare) -> str:
    first, *later = (_part(part) for part in cell.parts)
    if cell.when is When.BETWEEN:
        return ", luego ".join((first, "el deducible", *later))
    words = ", luego ".join((first, *later))
    return f"{words}, {_WHEN[cell.when]}" if cell.when_said else words


def _part(part: Part) -> str:
    if isinstance(part, Copay):
        said = part.per_said or part.per is not Per.VISIT
        return f"copago de {part.amount}{f' {_PER[part.per]}' if said else ''}{_cap(part.cap)}"
    if isinstance(part, Coinsurance):
        return f"{_percent(part.percent)} de coaseguro{_cap(part.cap)}"
    return "sin cargo"


def _cap(cap: Cap | None) -> str:
    if cap is None:
        return ""
    if cap.amount is not None:
        return f", hasta {cap.amount}" + (f" {_PER[cap.per]}" if cap.per else "")
    if cap.days is not None:
        return f" los primeros {_counted(cap.days, ('día', 'días'))}"
    if cap.visits is not None:
        return f" en las primeras {_counted(cap.visits, ('visita', 'visitas'))}"
    return " (no se cobra si lo ingresan)"


def _percent(percent: Decimal) -> str:
    return f"{percent:f}%"


def _counted(quantity: int, words: tuple[str, str]) -> str:
    return f"{quantity} {words[quantity != 1]}"

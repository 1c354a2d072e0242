"""Terms and the tables that they are read by, as in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coverwell.kernel.pricing.anesthesia import AnesthesiaUnits
from coverwell.kernel.pricing.priced import PriceBook
from coverwell.kernel.pricing.schedule import Schedule
from coverwell.kernel.pricing.terms import ModifierRules, Terms
from coverwell.kernel.vocabulary.memory import ByDay, MadeOnce


@dataclass(frozen=True, slots=True, eq=False)
class PricesOfDay:
    """One for all days on which the same editions are in force, so that it is told by identity."""

    terms: Terms
    schedules: Mapping[str, Schedule]
    rules: ModifierRules
    facility_places: frozenset[str]
    anesthesia: AnesthesiaUnits | None


def _by_terms(book: PriceBook) -> MadeOnce[Terms, ByDay[PricesOfDay]]:
    def schedules(day: date) -> dict[str, Schedule]:
        found = {key: dated.on(day) for key, dated in book.schedules.items()}
        return {key: schedule for key, schedule in found.items() if schedule is not None}

    def editions(day: date) -> tuple[object, ...]:
        return (*schedules(day).values(), book.modifiers.nearest(day), anesthesia(day))

    def anesthesia(day: date) -> AnesthesiaUnits | None:
        return None if book.anesthesia is None else book.anesthesia.nearest(day)

    def of_terms(terms: Terms) -> ByDay[PricesOfDay]:
        def of_day(day: date) -> PricesOfDay:
            rules = book.modifiers.nearest(day)
            places = book.facility_places
            return PricesOfDay(terms, schedules(day), rules, places, anesthesia(day))

        return ByDay(editions, of_day)

    return MadeOnce(of_terms, 8192)


_KNOWN: MadeOnce[PriceBook, MadeOnce[Terms, ByDay[PricesOfDay]]] = MadeOnce(_by_terms, 16)


def prices_of_day(terms: Terms, book: PriceBook, day: date) -> PricesOfDay:
    """Return terms and tables as they are read on a day."""
    return _KNOWN.of(book).of(terms).on(day)

"""Everything that a batch of whole families needs, in seven statements whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from coverwell.kernel.cost_share.balances import Balances
from coverwell.kernel.vocabulary.history import PriorLine, history
from coverwell.kernel.vocabulary.money import Money
from coverwell.services.claims import statements
from coverwell.services.claims.claim_text import read_content
from coverwell.services.claims.family import (
    Agreement,
    Approval,
    Employer,
    Family,
    Office,
    Other,
    Placed,
    Referred,
    Relative,
    Restricted,
    Span,
    Waiting,
    answers,
)
from coverwell.services.claims.numbers import claim_number, member_id
from coverwell.services.claims.stored import stored_decision
from coverwell.services.claims.terms import contract_terms
from coverwell.services.prepared import prepared


_DENIED = "denied"


def lock_families(part: int, parts: int, most: int) -> list[int]:
    """Lock the families of the next claims of this part, in sorted order; return their ids."""
    return [family for (family,) in ask(statements.LOCK, [parts, part, most])]


def lock_family(family: int) -> list[int]:
    """Lock one family; returns its id."""
    return [family for (family,) in ask(statements.LOCK_ONE, [family])]


def waiting_claims(families: Sequence[int]) -> dict[int, list[Waiting]]:
    """The claims that wait, by family, in the order in which they were accepted."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    for row in ask(statements.WAITING, [families]):
        family, claim, person, member, text, edition, corrects, decided, file, reviews = row
        read = read_content(text, claim, family, member, corrects)
        found[family].append(
            Waiting(claim, person, read, edition, corrects, decided, file, *answers(reviews))
        )
    return found


def load_families(ids: Sequence[int]) -> list[Family]:
    """People, cover, approvals, balances and history of families."""
    lines = _prior_lines(ids)
    return [_family(row, lines) for row in ask(statements.FAMILIES, [ids])]


def load_family(family: int) -> Family:
    """One family, for a question that somebody waits for."""
    lines = prepared(statements.HISTORY, [[family]])
    (row,) = prepared(statements.FAMILIES, [[family]])
    return _family(row, {family: lines})


def load_placed(families: Iterable[Family]) -> None:
    """For families with a correction: the newest decision of each claim, with its place."""
    by_id = {family.id: family for family in families}
    if not by_id:
        return
    for row in ask(statements.PLACED, [list(by_id)]):
        family = by_id[row[0]]
        _, claim, decided, order, person, edition, outcome, member, text, corrects = row[:10]
        lines, entries = row[10:]
        made = stored_decision(claim_number(claim), family.subscriber, outcome, lines, entries)
        read = read_content(text, claim, family.id, member, corrects)
        closed = outcome == "reversed"
        family.placed[claim] = Placed(claim, person, edition, decided, order, read, made, closed)


def load_offices(claims: Iterable[Waiting]) -> dict[str, Office]:
    """The billing offices by tax id and the facilities by NPI, with their contracts."""
    asked = [one.claim for one in claims]
    tax_ids = list({claim.billing.tin for claim in asked})
    npis = list({claim.facility.npi for claim in asked if claim.facility.npi})
    earliest = min((line.first for claim in asked for line in claim.lines), default=date.max)
    found: dict[str, Office] = {}
    for row in ask(statements.OFFICES, [npis, earliest, tax_ids, npis, npis]):
        tax_id, known, contracts, people = row
        restricted = dict(map(_restricted, people or ()))
        office = Office(tax_id, tuple(map(_agreement, contracts or ())), restricted)
        found[tax_id] = office
        found.update(dict.fromkeys(known or (), office))
    return found


def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement of the batch and fetch its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _family(row: tuple[Any, ...], lines: dict[int, list[tuple[Any, ...]]]) -> Family:
    family, subscriber, order, employer, people, spans, others, approvals, referrals, used = row
    return Family(
        family,
        subscriber,
        order,
        Employer(*employer),
        tuple(Relative(number, _day(born), *rest) for number, born, *rest in people or ()),
        tuple(map(_span, spans or ())),
        tuple(
            Other(person, payer, facts, _day(first), _last(last), verified)
            for person, payer, facts, first, last, verified in others or ()
        ),
        tuple(
            Approval(number, person, tuple(codes), tax_id, _day(first), _day(last), *rest)
            for number, person, codes, tax_id, first, last, *rest in approvals or ()
        ),
        tuple(
            Referred(number, person, npi, tax_id, _day(first), _day(last), visits)
            for number, person, npi, tax_id, first, last, visits in referrals or ()
        ),
        Balances({_key(subscriber, *one[:4]): one[4] for one in used or () if one[4]}),
        history(_prior(subscriber, line) for line in lines.get(family, ())),
    )


def _key(
    subscriber: str, person: int, what: str, side: str, start: str
) -> tuple[str, str, str, date]:
    return (member_id(subscriber, person) if person else "", what, side, _day(start))


def _span(row: Sequence[Any]) -> Span:
    person, plan, tier, first, last, pcp, known = row
    return Span(person, plan, tier, _day(first), _last(last), pcp, _day(known))


def _restricted(row: Sequence[Any]) -> tuple[str, Restricted]:
    npi, first, last, networks, sanctioned = row
    return npi, Restricted(_day(first), _last(last), tuple(networks), _last(sanctioned))


def _agreement(row: Sequence[Any]) -> Agreement:
    network, tier, first, last, days, terms = row
    return Agreement(network, tier, _day(first), _last(last), days, contract_terms(terms))


def _prior_lines(ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in ask(statements.HISTORY, [ids]):
        found[row[0]].append(row)
    return found


def _prior(subscriber: str, row: tuple[Any, ...]) -> PriorLine:
    (_, claim, number, person, first, last, procedure, modifiers, revenue, units, place, tax_id,
     rendering, diagnosis, status, care, amounts, counted, admitted, paid, at) = row  # fmt: skip
    # charge, allowed, base, deductible, copay, coinsurance: the order of the kernel's Totals.
    charge, _, _, _, copay, coinsurance, _ = amounts.split(",", 6)
    return PriorLine(
        claim_number(claim),
        number,
        member_id(subscriber, person),
        first,
        last,
        Money(charge),
        procedure,
        tuple(modifiers.split()),
        revenue,
        units,
        place,
        tax_id,
        rendering,
        diagnosis,
        status == _DENIED,
        care,
        Money(copay),
        Money(coinsurance),
        counted,
        admitted,
        paid,
        tuple(at.split("|")) if at else (),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _last(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Who is covered by what, for billing: whole families, in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from coverwell.kernel.premiums.rates import Insured
from coverwell.records.members.models import Account, CoverageSpan, Family, Person


class Billed(NamedTuple):
    """Somebody who is billed: an account, or one family of it; and the families in question."""

    payer: str
    account: Account
    family: int | None
    families: tuple[int, ...]


def payers(one_by_one: Collection[str]) -> list[Billed]:
    """Return who is billed: insured accounts, or their families where those pay by themselves."""
    accounts = {row.pk: row for row in Account.objects.filter(funding=Account.Funding.INSURED)}
    families: dict[int, list[Family]] = defaultdict(list)
    for family in Family.objects.filter(account__in=accounts).order_by("pk"):
        families[family.account_id].append(family)
    found: list[Billed] = []
    for account in sorted(accounts.values(), key=lambda one: one.number):
        mine = families[account.pk]
        if account.number in one_by_one:
            found += [
                Billed(f"family {one.subscriber_number}", account, one.pk, (one.pk,))
                for one in mine
            ]
        else:
            ids = tuple(one.pk for one in mine)
            found.append(Billed(f"account {account.number}", account, None, ids))
    return found


def insured(families: Collection[int]) -> dict[int, list[Insured]]:
    """Return every span of these families as billing asks it."""
    people = {
        (one.family_id, one.number): one for one in Person.objects.filter(family__in=families)
    }
    found: dict[int, list[Insured]] = defaultdict(list)
    for span in CoverageSpan.objects.filter(family__in=families).order_by("family_id", "id"):
        who = people[span.family_id, span.person]
        found[span.family_id].append(
            Insured(
                span.person,
                who.relationship,
                who.birth_date,
                span.plan_key,
                span.first_on,
                span.last_on,
            )
        )
    return found

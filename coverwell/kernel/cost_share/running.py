"""The balances while one claim is decided: what each line posts counts for the next line."""

from __future__ import annotations

from datetime import date

from coverwell.kernel.cost_share.balances import FAMILY, NOTHING_USED, Balances, Entry
from coverwell.kernel.cost_share.buckets import Bucket, Buckets, Sharer
from coverwell.kernel.vocabulary.member import CoverageTier
from coverwell.kernel.vocabulary.record import new


# More than any plan or claim can reach: the room left where there is no limit.
UNBOUNDED = 10**15

_key = tuple[str, str, str, date]


class Account:
    """What is used of one accumulator so far (cents or a count).

    `later` is what claims behind this one in benefit order used of it: a limit holds for all.
    """

    __slots__ = ("later", "used")

    def __init__(self, used: int, later: int) -> None:
        self.used = used
        self.later = later


class Running:
    """Every accumulator as the claim stands, and the entries that were posted."""

    __slots__ = ("_accounts", "_before", "_later", "_purses", "entries")

    def __init__(self, balances: Balances, later: Balances = NOTHING_USED) -> None:
        self._before = balances.used
        self._later = later.used
        self._accounts: dict[_key, Account] = {}
        self._purses: dict[tuple[Buckets, date], Purses] = {}
        self.entries: list[Entry] = []

    def account(self, key: _key) -> Account:
        """Return the one account of an accumulator, which everybody posts to."""
        found = self._accounts.get(key)
        if found is None:
            found = Account(self._before.get(key, 0), self._later.get(key, 0))
            self._accounts[key] = found
        return found

    def used(self, person: str, what: str, side: str, start: date) -> int:
        """Return what is used of one accumulator so far."""
        return self.account((person, what, side, start)).used

    def taken(self, person: str, what: str, side: str, start: date) -> int:
        """Return what is used, by claims later in benefit order too: a limit holds for all."""
        account = self.account((person, what, side, start))
        return account.used + account.later

    def used_since(self, person: str, what: str, after: date) -> int:
        """Sum what was used on days later than `after` (limits over rolling months)."""
        now = {**self._before, **{key: one.used for key, one in self._accounts.items()}}
        return sum(
            amount
            for (who, of, _, start), amount in (*now.items(), *self._later.items())
            if who == person and of == what and start > after
        )

    def add(self, entry: Entry) -> None:
        """Post one entry; nothing is posted for nothing."""
        if entry.amount:
            self.account(entry[:4]).used += entry.amount
            self.entries.append(entry)

    def purses(self, buckets: Buckets, sharer: Sharer, federal: int | None) -> Purses:
        """Return what a line fills; lines that fill the same share them."""
        found = self._purses.get((buckets, sharer.start))
        if found is None:
            found = Purses(buckets, sharer, federal, self)
            self._purses[buckets, sharer.start] = found
        return found


class Purse:
    """One deductible or maximum of a person, and of the family where it is shared."""

    __slots__ = (
        "_entries",
        "_family",
        "_most",
        "_of_family",
        "_of_person",
        "_person",
        "_shared",
        "_together",
    )

    def __init__(self, bucket: Bucket, sharer: Sharer, running: Running) -> None:
        self._of_person = (sharer.person, bucket.what, bucket.side, sharer.start)
        self._of_family = (FAMILY, bucket.what, bucket.side, sharer.start)
        self._person = running.account(self._of_person)
        self._family = running.account(self._of_family)
        self._entries = running.entries
        self._shared = bucket.shared_by_family
        # What the person and the family may use of it before this claim's later ones did.
        self._most = UNBOUNDED if bucket.person is None else bucket.person - self._person.later
        self._together = UNBOUNDED
        if bucket.family is not None:
            self._together = bucket.family - self._family.later

    def left(self) -> int:
        """Return what is left (cents): the person or the family fills first."""
        left = self._most - self._person.used
        ours = self._together - self._family.used
        # Measured: a call of min() takes as long as all the rest of this.
        left = min(left, ours)
        return left if left > 0 else 0  # noqa: FURB136

    def post(self, amount: int, line: int) -> None:
        """Post an amount to the person and, where the family shares the bucket, to the family."""
        self._person.used += amount
        self._entries.append(new(Entry, (*self._of_person, amount, line)))
        if self._shared:
            self._family.used += amount
            self._entries.append(new(Entry, (*self._of_family, amount, line)))


class Purses:
    """What a line fills: its deductible and its maximum, and those of the other side that the
    same amounts count to as well. `federal` is the law's self-only maximum (cents), which binds
    each person of a family in network too (45 CFR 156.130); None where it does not apply.
    """

    __slots__ = ("_deductible", "_deductible_also", "_law", "_maximum", "_maximum_also", "what")

    def __init__(
        self, buckets: Buckets, sharer: Sharer, federal: int | None, running: Running
    ) -> None:
        self._deductible = _purse(buckets.deductible, sharer, running)
        self._maximum = _purse(buckets.maximum, sharer, running)
        self._deductible_also = _purse(buckets.deductible_also, sharer, running)
        self._maximum_also = _purse(buckets.maximum_also, sharer, running)
        self._law = _law(buckets.maximum, sharer, federal, running)
        self.what = "deductible" if buckets.deductible is None else buckets.deductible.what

    def deductible_left(self) -> int:
        """Return what is left of the deductible (cents)."""
        return UNBOUNDED if self._deductible is None else self._deductible.left()

    def maximum_left(self) -> int:
        """Return what is left of the out-of-pocket maximum (cents)."""
        if self._maximum is None:
            return UNBOUNDED
        left = self._maximum.left()
        if self._law is None or not left:
            return left
        most, accounts = self._law
        return min(left, max(most - sum(one.used + one.later for one in accounts), 0))

    def post(self, deductible: int, total: int, line: int) -> None:
        """Post a share; the other side's amounts take of it what they still have room for."""
        if deductible and self._deductible is not None:
            self._deductible.post(deductible, line)
        if total and self._maximum is not None:
            self._maximum.post(total, line)
        if deductible and self._deductible_also is not None:
            _post_also(self._deductible_also, deductible, line)
        if total and self._maximum_also is not None:
            _post_also(self._maximum_also, total, line)


def _purse(bucket: Bucket | None, sharer: Sharer, running: Running) -> Purse | None:
    return None if bucket is None else Purse(bucket, sharer, running)


def _law(
    maximum: Bucket | None, sharer: Sharer, federal: int | None, running: Running
) -> tuple[int, tuple[Account, ...]] | None:
    if federal is None or maximum is None or maximum.side != "network":
        return None
    if sharer.tier is CoverageTier.SELF_ONLY:
        return None
    return federal, tuple(
        running.account((sharer.person, what, maximum.side, sharer.start))
        for what in ("out_of_pocket", "drug_out_of_pocket")
    )


def _post_also(purse: Purse, amount: int, line: int) -> None:
    fits = min(amount, purse.left())
    if fits:
        purse.post(fits, line)

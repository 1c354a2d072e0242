r"""A trace as one compact text column, and back.

One record a finding: line, rule, cents, source, then `name=kind:value` facts, parted by tabs;
one record for all lines with the same ids of rules that changed nothing. Tabs, line ends and
backslashes inside a value are written \t, \n and \\.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coverwell.kernel.claims.decision import Noted, Trace
from coverwell.kernel.reasons.finding import Fact, Finding
from coverwell.kernel.vocabulary.money import Money


_UNCHANGED = "-"


def trace_text(trace: Trace) -> str:
    """Write a trace as text."""
    records = [_record(noted) for noted in trace.changed]
    groups: dict[tuple[str, ...], list[str]] = {}
    for number, rules in trace.unchanged:
        groups.setdefault(rules, []).append(str(number))
    for rules, numbers in groups.items():
        records.append(f"{','.join(numbers)}\t{_UNCHANGED}\t{' '.join(rules)}")
    return "\n".join(records)


def read_trace(text: str) -> Trace:
    """Read a trace; ValueError where the text is not one."""
    changed: list[Noted] = []
    unchanged: list[tuple[int, tuple[str, ...]]] = []
    for record in text.split("\n") if text else ():
        fields = record.split("\t")
        if fields[1] == _UNCHANGED:
            rules = tuple(fields[2].split())
            unchanged += [(int(number), rules) for number in fields[0].split(",")]
        else:
            changed.append(_noted(fields))
    return Trace(tuple(changed), tuple(sorted(unchanged)))


def _record(noted: Noted) -> str:
    line, finding = noted
    head = f"{line}\t{finding.rule}\t{int(finding.amount)}\t{_escaped(finding.source)}"
    facts = [f"{name}={_fact_text(fact)}" for name, fact in finding.facts.items()]
    return "\t".join((head, *facts))


def _noted(fields: list[str]) -> Noted:
    line, rule, amount, source, *facts = fields
    read: dict[str, Fact] = {}
    for fact in facts:
        name, _, said = fact.partition("=")
        read[name] = _read_fact(said)
    return Noted(int(line), Finding(rule, Money(int(amount)), read, _plain(source)))


def _fact_text(fact: Fact) -> str:
    if isinstance(fact, Money):
        return f"m:{int(fact)}"
    if isinstance(fact, str):
        return f"s:{_escaped(fact)}"
    if isinstance(fact, int):
        return f"n:{fact}"
    return f"t:{fact}" if isinstance(fact, date) else f"d:{fact}"


def _read_fact(said: str) -> Fact:
    kind, _, value = said.partition(":")
    if kind == "m":
        return Money(int(value))
    if kind == "n":
        return int(value)
    if kind == "t":
        return date.fromisoformat(value)
    return Decimal(value) if kind == "d" else _plain(value)


def _escaped(value: str) -> str:
    if value.isprintable() and "\\" not in value:
        return value
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _plain(value: str) -> str:
    if "\\" not in value:
        return value
    pieces = value.split("\\\\")
    return "\\".join(piece.replace("\\t", "\t").replace("\\n", "\n") for piece in pieces)

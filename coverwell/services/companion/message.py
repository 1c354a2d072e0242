"""The companion guide of one message: versions, what we ask, codes we answer with, segments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from coverwell.services.authorizations.tables import reasons as decision_reasons
from coverwell.services.billing.rules import billing_rules
from coverwell.services.claims.rejections import reasons
from coverwell.services.claims.status_words import status_table
from coverwell.services.companion.document import Document, Guide, Section
from coverwell.services.companion.overview import about, listed, modes
from coverwell.services.companion.tables import Message, companion
from coverwell.services.eligibility.inquiry_tables import refusals, service_types
from coverwell.services.enrollment.limits import enrollment_limits
from coverwell.services.payer.read import payer
from coverwell.services.rulebook.attachments import attachment_rules


def message_guide(
    key: str, guide: Callable[[str, str], Guide], day: date, language: str
) -> Document:
    """Return the guide of one message; KeyError where we do not exchange it.

    `guide` asks the codec what it reads: a version and a set (may be empty) to its description.
    """
    said = companion(day)
    message = said.messages[key]
    found = guide(message.version, message.set)
    with translation.override(language):
        notes = tuple(one.words[language] for one in said.notes.get(key, ()))
        sections = [_facts(message, found)]
        if notes:
            sections.append(Section(_("What we ask beyond the guide"), notes))
        if message.table:
            sections.append(_TABLES[message.table](day, language))
        sections += list(_codec(found))
        title = f"{key}: {message.words[language]}"
        return Document(key, title, about(payer(day), day), language, tuple(sections))


def _facts(message: Message, found: Guide) -> Section:
    rows = [
        (_("Version"), message.version),
        (_("Versions that are read as this one"), ", ".join(found.also)),
        (_("Functional group (GS01)"), found.group),
        (_("Direction"), _("you to us") if message.incoming else _("we to you")),
        (_("Way"), modes(message)),
        (_("Answered by"), ", ".join(message.answers)),
    ]
    if not message.incoming:
        rows[1] = (rows[1][0], "")
    return listed(_("In short"), (_("What"), _("Value")), (row for row in rows if row[1]))


def _codec(found: Guide) -> Iterator[Section]:
    """What the codec checks, in its own words."""
    if found.rules:
        head = (_("Loop"), _("Rule"))
        yield Section(_("Situations that are checked"), (), head, found.rules, english=True)
    segments = tuple(
        (one.loop, one.segment, one.title, _("required") if one.required else _("situational"),
         str(one.most or _("any number")), "; ".join(one.codes))
        for one in found.segments
    )  # fmt: skip
    columns = (_("Loop"), _("Segment"), _("What it is"), _("Usage"), _("At most"), _("Codes"))
    why = _("Every position that we read or write. Lists of more than a dozen codes are left out.")
    yield Section(_("Segments and codes"), (why,), columns, segments, folded=True, english=True)


def _rejections(_day: date, language: str) -> Section:
    rows = (
        (f"{one.category}:{one.status}" + (f":{one.entity}" if one.entity else ""),
         one.text_es if language == "es" else one.text)
        for one in reasons().values()
    )  # fmt: skip
    why = _(
        "A rejected claim is never decided: correct it and send it again. STC01 of the 277CA says:"
    )
    return listed(_("Why a claim is rejected"), (_("Code"), _("What to correct")), rows, why)


def _types(day: date, language: str) -> Section:
    rows = (
        (one.code, one.words[language],
         _("yes") if one.general else (_("the plan") if one.whole_plan else ""))
        for one in service_types(day).values()
    )  # fmt: skip
    head = (_("Code"), _("Service"), _("Part of a general answer (30)"))
    return listed(_("Service types that are answered (EQ01)"), head, rows)


def _refusals(day: date, language: str) -> Section:
    follow = {
        "C": _("correct and send again"),
        "N": _("do not send again"),
        "R": _("send again later"),
    }
    rows = (
        (one.code, one.words[language], f"{one.follow_up}: {follow[one.follow_up]}")
        for one in refusals(day).values()
    )
    head = (_("AAA03"), _("Why, and what to correct"), _("AAA04"))
    return listed(_("When a question is refused (AAA)"), head, rows)


def _authorizations(day: date, language: str) -> Section:
    rows = (
        (one.code, one.words[language], ", ".join(one.answers))
        for one in decision_reasons(day).values()
    )
    why = _("A request that cannot be taken is refused like a coverage question (AAA03).")
    head = (_("HCR03"), _("Why"), _("With the answer"))
    return listed(_("Why a request is pended, cut or denied (HCR03)"), head, rows, why)


def _statuses(day: date, language: str) -> Section:
    rows = (
        (f"{one.category}:{one.status}", one.words[language])
        for one in status_table(day).states.values()
    )
    return listed(_("Where a claim stands (STC01)"), (_("Code"), _("What it means")), rows)


def _enrollment(day: date, language: str) -> Section:
    limits = enrollment_limits(day)
    words = {"share": limits.share, "days": limits.retroactive_days}
    why = (
        _("A full file waits for a person where it would end %(share)s%% of the people or more.")
        % words,
        _("An end of more than %(days)s days back waits for a person too.") % words,
    )
    rows = tuple(
        (one.advice, one.spanish if language == "es" else one.english)
        for one in limits.refusals.values()
    )
    head = (_("TED01 of the 824"), _("What to correct"))
    return Section(_("Why a member is refused"), why, head, rows)


def _attachments(day: date, language: str) -> Section:
    rules = attachment_rules(day)
    types = ", ".join(one.name for one in rules.types)
    why = (
        _("Types that are taken: %(types)s.") % {"types": types},
        _("Up to %(size)s MB each.") % {"size": rules.largest // 1_000_000},
    )
    refused = (*rules.refusals.values(), *rules.unplaced.values())
    rows = tuple((one.advice, one.words[language]) for one in refused)
    head = (_("TED01 of the 824"), _("What to correct"))
    return Section(_("Why a document is not taken"), why, head, rows)


def _premiums(day: date, language: str) -> Section:
    waits = billing_rules(day).waits.values()
    rows = ((one.advice, one.spanish if language == "es" else one.english) for one in waits)
    head = (_("TED01 of the 824"), _("What to correct"))
    return listed(_("Why a part of a payment waits"), head, rows)


_TABLES: Final[dict[str, Callable[[date, str], Section]]] = {
    "rejections": _rejections,
    "service types": _types,
    "refusals": _refusals,
    "claim status": _statuses,
    "enrollment": _enrollment,
    "premiums": _premiums,
    "authorizations": _authorizations,
    "attachments": _attachments,
}

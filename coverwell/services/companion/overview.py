"""The companion guide of the whole gateway: envelope, messages, ways, times, testing, contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverwell.services.companion.document import Document, Section
from coverwell.services.companion.tables import Companion, Message, Said, companion
from coverwell.services.payer.read import Payer, payer


OVERVIEW = "gateway"


def overview(day: date, language: str) -> Document:
    """Return the guide of the gateway as of a day."""
    said, us = companion(day), payer(day)
    with translation.override(language):
        return Document(
            OVERVIEW,
            _("EDI companion guide"),
            about(us, day),
            language,
            (
                _payer(us),
                _envelope(us, said.delimiters),
                _messages(said, language),
                _ways(said.ways, us, language),
                listed(_("When we acknowledge"), (_("Message"), _("When")),
                       ((one.key, one.words[language]) for one in said.acknowledgments)),
                Section(_("How fast we answer"), _sentences(said.times, language)),
                Section(_("How to test"), _sentences(said.testing, language)),
                _contact(us),
            ),
        )  # fmt: skip


def about(us: Payer, day: date) -> str:
    """Say whose guide this is and as of when; in the active language."""
    words = {"name": us.name, "day": date_format(day, "DATE_FORMAT")}
    return _("%(name)s, as of %(day)s. Made from the tables that our gateway reads.") % words


def listed(
    title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *before: str
) -> Section:
    """Return a section with a table."""
    return Section(title, before, head, tuple(rows))


def modes(message: Message) -> str:
    """Say in which way a message is exchanged."""
    words = {"real time": _("real time"), "batch": _("batch")}
    return ", ".join(words[one] for one in message.modes)


def _payer(us: Payer) -> Section:
    rows = (
        (_("Name"), us.name),
        (_("Payer ID (ISA08, GS03, NM109)"), us.payer_id),
        (_("Tax ID (TRN03 of the 835, after a 1)"), us.tax_id),
        (_("Claims on paper"), us.claims_address),
    )
    return listed(_("Who we are"), (_("What"), _("Value")), rows)


def _envelope(us: Payer, delimiters: str) -> Section:
    rows = (
        ("ISA01, ISA03", "00", "00"),
        ("ISA05, ISA06", _("your qualifier and id, as enrolled"), f"ZZ, {us.payer_id}"),
        ("ISA07, ISA08", f"ZZ, {us.payer_id}", _("your qualifier and id")),
        ("ISA11", _("any repetition separator"), delimiters[3]),
        ("ISA12", "00501", "00501"),
        ("ISA13", _("a number that you used for no interchange before"), _("our own number")),
        ("ISA14", _("1 to be answered with a TA1, else 0"), "0"),
        ("ISA15", _("P, or T for a test: nothing in a test counts"), _("as you sent")),
        ("ISA16", _("any component separator"), delimiters[2]),
        (_("Element and segment separators"), _("any; line breaks may follow a segment"),
         f"{delimiters[1]} {delimiters[0]}"),
        ("GS02, GS03", _("your id, our payer ID"), _("our payer ID, your id")),
        ("GS08, ST03", _("the version below, or a neighbour of it"), _("the version below")),
    )  # fmt: skip
    head = (_("Element"), _("You send"), _("We send"))
    why = _("The four separators must differ. A partner may ask for others in what we send.")
    return listed(_("The envelope"), head, rows, why)


def _messages(said: Companion, language: str) -> Section:
    rows = [
        (
            one.key,
            one.words[language],
            one.version,
            _("you to us") if one.incoming else _("we to you"),
            modes(one),
            ", ".join(one.answers),
        )
        for one in said.messages.values()
    ]
    head = (
        _("Message"),
        _("What it is"),
        _("Version"),
        _("Direction"),
        _("Way"),
        _("Answered by"),
    )
    return Section(_("Messages"), (), head, tuple(rows), key="messages")


def _ways(ways: Iterable[Said], us: Payer, language: str) -> Section:
    rows = (
        (one.key, f"https://{us.web}{one.path}" if one.path else us.web, one.words[language])
        for one in ways
    )
    return listed(_("How to connect"), (_("Way"), _("Address"), _("How")), rows)


def _sentences(rows: Iterable[Said], language: str) -> tuple[str, ...]:
    return tuple(one.words[language] for one in rows)


def _contact(us: Payer) -> Section:
    rows = (
        (_("EDI desk"), us.technical_contact),
        (_("Telephone"), us.technical_phone),
        (_("Provider offices"), us.provider_phone),
    )
    return listed(_("Contact"), (_("What"), _("Value")), rows)

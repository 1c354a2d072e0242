"""The 277 by which offices are asked for documents (005010X213): one for each file of claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from coverwell.doors.edi_gateway.mail import control_number
from coverwell.doors.edi_gateway.quirks import written_for
from coverwell.services.attachments.ask import (
    KIND,
    AskedMeanwhileError,
    Asking,
    ToWrite,
    keep_requests,
    requests_to_write,
)
from coverwell.services.payer.read import payer
from coverwell.services.rulebook.attachments import Kind
from coverwell.wire.x12.transactions.claim_status import (
    REQUEST_VERSION,
    Claim,
    ClaimStatus,
    Header,
    Line,
    Person,
    Side,
    Status,
)
from coverwell.wire.x12.transactions.common import Contact, Dated, Party, Reference
from coverwell.wire.x12.transactions.write_claim_status import write_claim_status
from coverwell.wire.x12.writer import CannotWriteError, Envelope, words


CODES_IN_ONE: Final = 3  # STC01, STC10, STC11
LOINC: Final = "LOI"


def write_requests() -> int:
    """Ask for all that waits to be asked for; returns how many claims. Safe to run twice."""
    now, total = timezone.localtime(), 0
    while batch := requests_to_write(now.date()):
        for one in batch:
            try:
                total += _write(one, now)
            except AskedMeanwhileError:
                return total
    return total


def _write(one: ToWrite, now: datetime) -> int:
    """Keep one file's requests; what the guide has no room for is asked for on the page alone."""
    try:
        content = written(one, now) if one.file else b""
    except CannotWriteError:
        if len(one.asking) == 1:
            keep_requests(replace(one, file=0), b"")
            return 1
        return sum(_write(replace(one, asking=(single,)), now) for single in one.asking[:1])
    keep_requests(one, content)
    return len(one.asking)


def written(one: ToWrite, now: datetime) -> bytes:
    """Write a 277 about claims of one file as its receiver asks."""
    us = payer(now.date())
    envelope = Envelope(
        "ZZ",
        us.payer_id,
        *one.address,
        now,
        control_number(one.file, KIND, one.number),
        "P",
        group_receiver=one.partner.quirks.group_receiver if one.partner else "",
    )
    messages = [_message(asking, one, now) for asking in one.asking]
    content = write_claim_status(envelope, REQUEST_VERSION, messages)
    if one.partner is None:
        return content
    return written_for(content, one.partner.delimiters, one.partner.quirks)


def _message(asking: Asking, to: ToWrite, now: datetime) -> ClaimStatus:
    us = payer(now.date())
    phone = "".join(one for one in us.provider_phone if one.isdigit())
    contact = Contact("IC", "CLAIMS", (("TE", phone),))
    name = words(to.partner.name, 60) if to.partner else to.address[1]
    office = words(asking.office, 60) or "PROVIDER"
    qualifier, number = ("XX", asking.npi) if asking.npi else ("FI", asking.tax_id)
    patient = Party(
        "QC", "1", words(asking.last_name, 60) or "UNKNOWN", words(asking.first_name, 35),
        id_qualifier="MI", id=asking.member_id,
    )  # fmt: skip
    return ClaimStatus(
        Header("0085", "48", f"R{to.file}-{to.number}", now.date(), f"{now:%H%M}", "RQ"),
        Side((Party("PR", "2", words(us.name, 60), id_qualifier="PI", id=us.payer_id,
                    contacts=(contact,)),)),
        Side((Party("41", "2", name, id_qualifier="46", id=to.address[1]),)),
        Side((Party("1P", "2", office, id_qualifier=qualifier, id=number),)),
        Person(patient, claims=(_claim(asking),)),
    )  # fmt: skip


def _claim(asking: Asking) -> Claim:
    wanted = list({kind.key: kind for _, kind in asking.asked}.values())
    references = (Reference("1K", asking.claim_number), Reference("EJ", asking.account))
    return Claim(
        asking.number,
        _statuses(asking, wanted, +asking.charge),
        tuple(one for one in references if one.value),
        dates=(
            Dated("472", "RD8", f"{asking.first:%Y%m%d}-{asking.last:%Y%m%d}"),
            Dated("106", "D8", f"{asking.due_on:%Y%m%d}"),
        ),
        lines=_lines(asking),
    )


def _lines(asking: Asking) -> tuple[Line, ...]:
    """The lines that the documents are about, each with what is asked for it."""
    found = []
    for line in asking.lines:
        kinds = [kind for number, kind in asking.asked if number == line.number]
        if kinds:
            code = ("HC", line.procedure, *line.modifiers)
            found.append(
                Line(
                    code if line.procedure else ("NU", line.revenue),
                    +line.charge,
                    statuses=_statuses(asking, kinds, None),
                    references=(Reference("FJ", str(line.number)),),
                    dates=(Dated("472", "RD8", f"{line.first:%Y%m%d}-{line.last:%Y%m%d}"),),
                )
            )
    return tuple(found)


def _statuses(asking: Asking, kinds: Sequence[Kind], charge: int | None) -> tuple[Status, ...]:
    """Say in STC what is asked for, by LOINC code, three to a segment."""
    codes = [(asking.category, kind.loinc, "", LOINC) for kind in kinds]
    found = []
    for at in range(0, len(codes), CODES_IN_ONE):
        first, *more = codes[at : at + CODES_IN_ONE]
        second, third = (*more, (), ())[:2]
        found.append(Status(first, asking.asked_on, charge=charge, second=second, third=third))
    return tuple(found)

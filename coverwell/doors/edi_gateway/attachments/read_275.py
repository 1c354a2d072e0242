"""From the 275's words to ours: what a document is, and which claim it names."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from coverwell.services.attachments.place import Names
from coverwell.services.eligibility.asker import Asker, asker_of
from coverwell.services.files.senders import Sender
from coverwell.wire.x12.transactions.attachment_275 import Document275, Header275, Line275
from coverwell.wire.x12.transactions.common import Party


ANSWER: Final = "11"  # BGN01: the answer to a request
BASE_64: Final = "B64"  # BDS01
_TAX_IDS: Final = ("24", "34", "FI")  # NM108
_LOINC: Final = re.compile(r"\b\d{3,7}-\d\b")
_SPACE: Final = b" \t\r\n"


def office_of(header: Header275, sender: Sender) -> tuple[str, str]:
    """Return the office that the documents are of, or '' and the rule that says why not."""
    provider = header.provider or Party("1P")
    stated = provider.id if provider.id_qualifier in _TAX_IDS else provider.reference("EI", "SY")
    tax_id = stated.replace("-", "")
    found = asker_of(provider.npi, tax_id, sender.tax_ids) if provider.npi or tax_id else Asker()
    if not found.tax_id and provider.npi and tax_id:
        found = asker_of("", tax_id, sender.tax_ids)
    if found.refused == "not_allowed":
        return "", "not_allowed"
    return found.tax_id, "" if found.tax_id else "no_office"


def names(header: Header275, line: Line275, office: tuple[str, str], *, approval: bool) -> Names:
    """Say what a document names, numbers of its line before those of the patient.

    `approval`: it supports a request for approval (X211), not a claim.
    """
    ours = ("G1", "1K") if approval else ("1K",)
    tax_id, problem = office
    patient = header.patient.name if header.patient else Party("QC")
    near = Party("", references=line.references)
    return Names(
        tax_id,
        line.control.number if line.control else "",
        header.purpose == ANSWER,
        near.reference(*ours) or patient.reference(*ours),
        near.reference("EJ") or patient.reference("EJ"),
        patient.id if patient.id_qualifier == "MI" else "",
        problem,
        approval,
    )


def loinc_of(line: Line275) -> str:
    """The LOINC code of what the document answers (STC), or nothing."""
    asked = _LOINC.search(line.asked[0][0]) if line.asked and line.asked[0] else None
    return asked[0] if asked else ""


@dataclass(slots=True)
class Plain:
    """The data of a document as they were before they were encoded; `faulty`: they were not.

    Base64 comes apart into whole groups of four letters; line ends stand anywhere between them.
    """

    runs: Iterable[bytes]
    faulty: bool = False

    def of(self, document: Document275) -> Iterator[bytes]:
        """Yield the plain bytes of a document's data."""
        encoded = any(one.encoding == BASE_64 for one in document.data[:1])
        return self._decoded() if encoded else iter(self.runs)

    def _decoded(self) -> Iterator[bytes]:
        rest = b""
        for run in self.runs:
            text = rest + run.translate(None, _SPACE)
            whole = len(text) - len(text) % 4
            rest = text[whole:]
            yield self._bytes(text[:whole])
        if rest:
            self.faulty = True

    def _bytes(self, text: bytes) -> bytes:
        try:
            return binascii.a2b_base64(text, strict_mode=True) if text else b""
        except binascii.Error:
            self.faulty = True
            return b""

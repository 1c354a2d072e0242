"""What the codec promises of any bytes at all, as checks that a fuzzer and the suite share.

`keep(data)` raises AssertionError, or whatever a reader raised, when a promise is broken:

- nothing is raised; how the bytes are cut into chunks changes nothing;
- every finding stands inside the input and has words;
- what is said is bounded by the input, and so is the work (calls of Python functions are counted);
- our acknowledgment of it is itself a file without faults;
- a document of it gives the same bytes; values of a faultless one are written and read alike.
"""

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from coverwell.doors.cli.x12_report import Report
from coverwell.wire.x12 import Profile, Severity, Transaction, advice, check, read, read_claims
from coverwell.wire.x12.document import NotWellFormedError, from_document, to_document
from coverwell.wire.x12.outline import outline
from coverwell.wire.x12.transactions.ack_999 import Acknowledgment999
from coverwell.wire.x12.transactions.advice_824 import read_advice, write_advice
from coverwell.wire.x12.transactions.claim_837 import Claim837
from coverwell.wire.x12.transactions.claim_status import ClaimStatus
from coverwell.wire.x12.transactions.eligibility import Eligibility
from coverwell.wire.x12.transactions.read_275 import whole_attachments
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.read_820 import read_premiums
from coverwell.wire.x12.transactions.read_834 import read_enrollment
from coverwell.wire.x12.transactions.read_835 import whole_remittances
from coverwell.wire.x12.transactions.read_999 import read_answers
from coverwell.wire.x12.transactions.read_claim_status import read_claim_status
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.write_275 import write_attachments
from coverwell.wire.x12.transactions.write_278 import write_reviews
from coverwell.wire.x12.transactions.write_820 import write_premiums
from coverwell.wire.x12.transactions.write_834 import write_enrollment
from coverwell.wire.x12.transactions.write_835 import write_remittances
from coverwell.wire.x12.transactions.write_837 import write_claims
from coverwell.wire.x12.transactions.write_999 import write_999
from coverwell.wire.x12.transactions.write_claim_status import write_claim_status
from coverwell.wire.x12.transactions.write_eligibility import write_answers, write_inquiries
from tests.wire.x12.sets import ENVELOPE


WHEN = datetime(2026, 1, 5, 8, 33, tzinfo=UTC)
LENIENT = Profile(npi=Severity.WARN)
# Calls of Python functions: so many for any input, and so many for each byte of it.
BASE_CALLS, CALLS_PER_BYTE = 60_000, 60
BASE_FINDINGS, FINDINGS_PER_BYTE = 50, 2


def keep(data: bytes) -> None:
    """Every promise, for one input."""
    findings = _findings(data)
    _cut_anywhere(data, findings)
    _answered(data)
    list(outline([data]))
    _same_document(data)
    for way in _ways(data):
        list(way.read(data))
    if not findings and data.isascii():  # ids in other letters are read, and never written
        _same_values(data)


def keep_to_linear_work(data: bytes) -> None:
    """The calls made for one input are bounded by its length; slow, as each is counted."""
    guides_ready = list(check([data], LENIENT))
    calls = calls_of(lambda: list(check([data], LENIENT)))
    allowed = BASE_CALLS + CALLS_PER_BYTE * len(data)
    assert calls <= allowed, f"{calls} calls for {len(data)} bytes, {len(guides_ready)} findings"


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions are called."""
    count = 0

    def profile(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def _findings(data: bytes) -> list[object]:
    found = list(check([data], LENIENT))
    assert len(found) <= BASE_FINDINGS + FINDINGS_PER_BYTE * len(data)
    for one in found:
        assert 0 <= one.offset <= len(data), one
        assert min(one.segment, one.element, one.component, one.repeat) >= 0, one
        assert one.message
        assert advice(one) is not None
        assert len(one.value) <= len(data)
    return list(found)


def _cut_anywhere(data: bytes, findings: list[object]) -> None:
    step = max(len(data) // 3, 1)
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    assert list(check(chunks, LENIENT)) == findings


def _answered(data: bytes) -> None:
    """The TA1 and 999 for it hold no fault themselves."""
    report = Report(100, WHEN)
    for event in read([data], LENIENT):
        report.take(event)
    answer = report.answer()
    assert [str(one) for one in check([answer]) if one.rejects] == [], answer


def _same_document(data: bytes) -> None:
    try:
        document = to_document(data)
    except NotWellFormedError:
        return
    assert from_document(document) == data


class Way(NamedTuple):
    """How a guide's files are read to values, and written from them."""

    read: Callable[[bytes], Iterable[object]]
    write: Callable[[str, list[object]], bytes]


def _values(reader: Callable[..., Iterable[object]]) -> Callable[[bytes], Iterable[object]]:
    return lambda data: [e.value for e in reader([data]) if isinstance(e, Found)]


def _of(kind: type, reader: Callable[..., Iterable[object]]) -> Callable[[bytes], list[object]]:
    return lambda data: [e for e in reader([data]) if isinstance(e, kind)]


def _headed(writer: Callable[..., bytes]) -> Callable[[str, list[object]], bytes]:
    return lambda _, values: writer(ENVELOPE, values[0], values[1:])


def _plain(writer: Callable[..., bytes]) -> Callable[[str, list[object]], bytes]:
    return lambda _, values: writer(ENVELOPE, values)


def _remitted(data: bytes) -> list[object]:
    return [one.remittance for one in whole_remittances([data])]


def _attached(data: bytes) -> list[object]:
    """Without the lengths: the writer counts them."""
    found: list[object] = []
    for one in whole_attachments([data]):
        parts = tuple(part._replace(length="") for part in one.document.data)
        found.append(one._replace(document=one.document._replace(data=parts)))
    return found


def _status(name: str, values: list[object]) -> bytes:
    return write_claim_status(ENVELOPE, name, values)  # type: ignore[arg-type]


def _reviews(name: str, values: list[object]) -> bytes:
    return write_reviews(ENVELOPE, values, name)  # type: ignore[arg-type]


_STATUS = Way(_of(ClaimStatus, read_claim_status), _status)
_REVIEWS = Way(_values(read_reviews), _reviews)
_CLAIMS = Way(_of(Claim837, read_claims), _plain(write_claims))
_ATTACHED = Way(_attached, lambda name, values: write_attachments(ENVELOPE, values, name))  # type: ignore[arg-type]
WAYS = {
    "005010X279A1.270": Way(_of(Eligibility, read_eligibility), _plain(write_inquiries)),
    "005010X279A1.271": Way(_of(Eligibility, read_eligibility), _plain(write_answers)),
    "005010X212.276": _STATUS,
    "005010X212.277": _STATUS,
    "005010X213": _STATUS,
    "005010X214": _STATUS,
    "005010X215": _REVIEWS,
    "005010X216": _REVIEWS,
    "005010X217": _REVIEWS,
    "005010X218": Way(_values(read_premiums), _headed(write_premiums)),
    "005010X220A1": Way(_values(read_enrollment), _headed(write_enrollment)),
    "005010X221A1": Way(_remitted, _plain(write_remittances)),
    "005010X222A1": _CLAIMS,
    "005010X223A2": _CLAIMS,
    "005010X224A2": _CLAIMS,
    "005010X210": _ATTACHED,
    "005010X211": _ATTACHED,
    "006020X314": _ATTACHED,
    "005010X186A1": Way(_values(read_advice), _headed(write_advice)),
    "005010X231A1": Way(_of(Acknowledgment999, read_answers), _plain(write_999)),
}


def _ways(data: bytes) -> list[Way]:
    """The readers of the sets in it, and one that is for something else."""
    there = {event.guide for event in read([data]) if isinstance(event, Transaction)}
    names = [*WAYS]
    other = names[len(data) % len(names)]
    return [WAYS[name] for name in (*sorted(there & {*names}), other)]


def _same_values(data: bytes) -> None:
    """One faultless transaction set: its values are written, and read as the same values."""
    sets = [event for event in read([data]) if isinstance(event, Transaction)]
    way = WAYS.get(sets[0].guide) if len(sets) == 1 else None
    values = list(way.read(data)) if way else []
    if way and values:
        written = way.write(sets[0].guide, values)
        assert _bare(list(way.read(written))) == _bare(values)


_OF_THE_READER = frozenset(("transaction", "findings", "segment", "segments", "offset"))


def _bare(value: object) -> object:
    """A value as plain data, without what only tells where it was read."""
    names: Iterable[str] = getattr(value, "_fields", ()) or getattr(value, "__slots__", ())
    if names and not isinstance(value, str | bytes):
        return [(n, _bare(getattr(value, n))) for n in names if n not in _OF_THE_READER]
    if isinstance(value, tuple | list):
        return [_bare(one) for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value  # as the writers do

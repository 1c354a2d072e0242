"""The corpus of broken files: each is a good sample with one defect, and what must be said of it.

A table is a text of lines

    sample | segment of the sample | what it becomes | finding | answer

Nothing in the third place leaves the segment out; `~` makes several of one. A segment that begins
with `=` is replaced as raw text of the whole file (envelopes). The finding is written as

    level code severity loop segment-id element-component^repeat @segment
    IK4 7 R 2110C EB03^2 @23

with `-` where there is none, and several of them with ` + ` between. The answer is TA1 / AK9 / IK5
(`A/E/E`): what the acknowledgments say of the interchange, the group and the transaction set.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from coverwell.wire.x12 import Finding, check, read
from coverwell.wire.x12.transactions.ack_999 import Acknowledger, Acknowledgment999
from tests.wire.x12.samples import lines
from tests.wire.x12.sets import file_of


class Sample(NamedTuple):
    """A good transaction set: the name of its guide and its segments."""

    guide: str
    text: str


class Mutant(NamedTuple):
    """One broken file."""

    sample: str
    old: str
    new: str
    findings: str
    answer: str


def rows(table: str) -> Iterator[Mutant]:
    """The mutants of a table."""
    for line in table.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            yield Mutant(*(part.strip() for part in line.split(" | ")))


def broken(mutant: Mutant, samples: Mapping[str, Sample]) -> bytes:
    """The file with its defect; counts and trailers are right unless they are the defect."""
    sample = samples[mutant.sample]
    body = lines(sample.text)
    new = "" if mutant.new == "-" else mutant.new
    if not mutant.old.startswith("="):
        at = body.index(mutant.old)
        body[at : at + 1] = new.split("~") if new else []
        return file_of(sample.guide, body)
    data = file_of(sample.guide, body)
    old = mutant.old[1:].encode()
    assert data.count(old) == 1, mutant
    return data.replace(old, new.encode("latin-1").decode("unicode_escape").encode("latin-1"))


def told(finding: Finding) -> str:
    """A finding as the tables write it."""
    f = finding
    element = f"{f.element:02}" if f.element else ""
    component = f"-{f.component}" if f.component else ""
    repeat = f"^{f.repeat}" if f.repeat else ""
    place = f"{f.segment_id or '-'}{element}{component}{repeat}"
    severity = "R" if f.rejects else "W"
    return f"{f.level.value} {f.code or '-'} {severity} {f.loop or '-'} {place} @{f.segment}"


def said_of(data: bytes) -> str:
    """All findings of a file as the tables write them."""
    return " + ".join(map(told, check([data])))


def answered(data: bytes) -> str:
    """The answer to a file as the tables write it."""
    listener, ta1, ak9, ik5 = Acknowledger(), "-", "-", ""
    for event in read([data]):
        answer = listener.take(event)
        if isinstance(answer, Acknowledgment999):
            ak9 = answer.status
            ik5 += "".join(one.status for one in answer.answers)
        elif answer is not None:
            ta1 = answer.status if answer.code == "000" else f"{answer.status}{answer.code}"
    return f"{ta1}/{ak9}/{ik5 or '-'}"


def answers_999(data: bytes) -> list[Acknowledgment999]:
    """The 999 answers to a file."""
    listener = Acknowledger()
    answers = [listener.take(event) for event in read([data])]
    return [answer for answer in answers if isinstance(answer, Acknowledgment999)]


def fill(table: str, samples: Mapping[str, Sample]) -> str:
    """A table with findings and answers as they are now: to be read before it is believed.

    python -c "from tests.wire.x12 import mutants_status as m; print(m.fill(m.TABLE, m.SAMPLES))"
    """
    found: list[str] = []
    for line in table.strip().splitlines():
        if not line.strip() or line.startswith("#"):
            found.append(line)
            continue
        name, old, new, *_ = (part.strip() for part in line.split(" | "))
        data = broken(Mutant(name, old, new, "", ""), samples)
        found.append(f"{name} | {old} | {new} | {said_of(data)} | {answered(data)}")
    return "\n".join(found)


def faults_at_their_bytes(data: bytes) -> Iterator[str]:
    """Findings whose byte is not the beginning of the segment that they name."""
    for finding in check([data]):
        at = data[finding.offset : finding.offset + 3].decode("latin-1").upper()
        missing = finding.code in ("3", "I6") and finding.level.value == "IK3"
        placed = finding.segment_id and finding.segment and not missing
        if placed and not at.startswith(finding.segment_id[:3]):
            yield f"{told(finding)} at byte {finding.offset}: {at}"

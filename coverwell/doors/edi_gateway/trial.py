"""A test file: every finding in words, the answers that it would get, what its claims would be.

Nothing in it counts: no claim, no control number, no coverage. What was found is kept beside the
file as a report (JSON), for the page and the command that asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.utils import timezone

from coverwell.doors.edi_gateway.claims.answers import Batch, answer_claims
from coverwell.doors.edi_gateway.claims.parse import steps
from coverwell.doors.edi_gateway.claims.receive import Reading
from coverwell.doors.edi_gateway.held import Held
from coverwell.doors.edi_gateway.interchanges import FINISHED, Interchanges, Received, finished
from coverwell.doors.edi_gateway.mail import Mail, keep_in
from coverwell.doors.edi_gateway.quirks import profile_of
from coverwell.doors.edi_gateway.sniff import LOOKED_AT, kind_of
from coverwell.kernel.claims.decision import Decision, Outcome, Status
from coverwell.services.acting import ENGINE
from coverwell.services.claims.proposed import Proposed, Source
from coverwell.services.claims.trial import Tried, try_out
from coverwell.services.explanations.explained import explain
from coverwell.services.files import archive
from coverwell.services.files.keep import Answer, keep_answer
from coverwell.services.files.progress import note
from coverwell.services.files.show import FileStory, show_file
from coverwell.services.files.turns import one_reader
from coverwell.services.partners.tests_passed import note_passed
from coverwell.wire.x12.events import Interchange
from coverwell.wire.x12.reader import read
from coverwell.wire.x12.report import Report, plain


MOST_FINDINGS: Final = 1_000
MOST_CLAIMS: Final = 500
"""Claims of a file that are decided and shown; of the others it is said how many they are."""
LANGUAGES: Final = ("en", "es")


def receive_trial(file: int) -> Received:
    """Try a file out; a finished or unknown one is left alone."""
    with one_reader(file):
        story = show_file(file, ENGINE)
        if story is None or story.direction != "in" or story.state in FINISHED:
            return finished(file, story)
        note(file, "reading", {})
        return _tried(story)


def _tried(story: FileStory) -> Received:
    report = Report(MOST_FINDINGS, timezone.localtime(story.kept_at))
    for event in read(archive.read(story.sha256), profile_of(story)):
        report.take(event)
    message = kind_of(next(archive.read(story.sha256), b"")[:LOOKED_AT])
    interchanges = Interchanges(story, trial=True)
    claims: list[dict[str, Any]] = []
    accepted = rejected = 0
    if message == "837":
        trial = Trial(interchanges)
        day = interchanges.mail.day
        for step in steps(archive.read(story.sha256), day, profile_of(story)):
            trial.take(step)
        claims = trial.claims
        accepted, rejected = trial.counts["accepted"], trial.counts["rejected"]
    else:
        _keep_answers(interchanges.mail, report)
    passed = not report.rejected and not rejected
    _keep_report(story, message, report, claims, interchanges.said, passed=passed)
    if passed:
        note_passed(_senders(report), message, story.id)
    state = "read" if report.interchanges else "refused"
    note(story.id, state, {"accepted": accepted, "rejected": rejected, "passed": passed})
    return Received(story.id, state, accepted, rejected)


def _keep_answers(mail: Mail, report: Report) -> None:
    for number, (kind, content) in enumerate(report.answers):
        keep_in(mail, kind, number, content)


def _senders(report: Report) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys((one.sender_qualifier, one.sender) for one in report.opened)


def _keep_report(  # noqa: PLR0913 - the parts of a report
    story: FileStory,
    message: str,
    report: Report,
    claims: list[dict[str, Any]],
    said: list[str],
    *,
    passed: bool,
) -> None:
    told = {
        "message": message,
        "passed": passed,
        "rejecting": report.rejecting,
        "warning": report.warning,
        "said": said,
        "sets": [
            {"set": one.set, "control": one.control, "version": one.version, "status": one.status}
            for one in report.sets
        ],
        # What was sent stays in the file: the report repeats no value.
        "findings": [{**plain(one), "value": ""} for one in report.findings],
        "claims": claims,
    }
    answer = Answer(story.id, "report", f"report-{story.id}.json")
    keep_answer([orjson.dumps(told)], answer)


@dataclass(slots=True)
class Trial(Reading):
    """A reading that keeps no claim: each is judged and decided, and forgotten."""

    claims: list[dict[str, Any]] = field(default_factory=list)

    def _taken(self, held: Held[Proposed], source: Source, to: Interchange, what: Batch) -> int:
        known = self.interchanges
        # Test data are decided here as if they counted: that is what a test asks.
        real = Source(source.file, source.received, source.tax_ids)
        tried = [one for batch in held.batches() for one in try_out(batch, real, known.mail.day)]
        rejected = sum(bool(one.reasons) for one in tried)
        self.counts.update(accepted=len(tried) - rejected, rejected=rejected)
        self.claims += map(_claim, tried[: MOST_CLAIMS - len(self.claims)])
        told = (one.acknowledged for one in tried)
        return answer_claims(
            known.mail, to, what.header, told, known.numbers["277CA"], lambda *_: None
        )


def _claim(one: Tried) -> dict[str, Any]:
    """Tell a claim without who it is about."""
    found: dict[str, Any] = {
        "position": one.proposed.position,
        "account": one.proposed.sender_claim_id,
        "charge": one.proposed.charge,
        "outcome": "rejected" if one.reasons else "pended",
        "why": {
            "en": [f"{said.text} {said.detail}".strip() for said in one.reasons],
            "es": [f"{said.text_es} {said.detail}".strip() for said in one.reasons],
        },
    }
    if one.decision is not None:
        found |= _decided(one.decision, one)
    return found


def _decided(decision: Decision, one: Tried) -> dict[str, Any]:
    totals = decision.totals
    return {
        "outcome": _outcome(decision),
        "allowed": int(totals.allowed),
        "plan_paid": int(totals.plan_paid),
        "member_owes": int(totals.member_owes),
        "why": {language: list(_why(decision, one, language)) for language in LANGUAGES},
    }


def _outcome(decision: Decision) -> str:
    if decision.outcome is Outcome.PENDED:
        return "pended"
    denied = all(line.status is Status.DENIED for line in decision.lines)
    return "denied" if denied else "paid"


def _why(decision: Decision, one: Tried, language: str) -> Iterable[str]:
    found = explain(decision, one.asked, language)
    waiting = (f"{each.why} {each.next}".strip() for each in found.waiting)
    lines = (
        f"{line.number} {line.code}: {reason.sentence}"
        for line in found.lines
        for reason in line.reasons
    )
    return dict.fromkeys((*waiting, *(reason.sentence for reason in found.general), *lines))

"""What `coverwell x12 check` found in a file, told in words or as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from coverwell.wire.x12 import advice
from coverwell.wire.x12.report import Report, plain


_WORDS = {"A": "accepted", "E": "accepted, with errors noted", "R": "rejected", "P": "in part"}


def as_text(report: Report, name: str, *, values: bool) -> Iterator[str]:
    """The report in sentences."""
    for finding in report.findings:
        kind = "REJECTED" if finding.rejects else "warning "
        yield f"{kind}  {finding}"
        if values and finding.value:
            yield f"          sent: {finding.value!r}"
        if advice(finding):
            yield f"          {advice(finding)}"
    kept = len(report.findings)
    if report.rejecting + report.warning > kept:
        yield f"… and {report.rejecting + report.warning - kept:,} more findings"
    for one in report.sets:
        version = f" ({one.version})" if one.version else ""
        yield f"Transaction set {one.set} {one.control}{version}: {_WORDS[one.status]}"
    for interchange in report.interchanges:
        yield f"Interchange {interchange.control}: {_WORDS[interchange.status]}"
    counted = f"{report.rejecting:,} rejecting, {report.warning:,} warning"
    if not report.interchanges:
        yield f"{name}: no X12 interchange was found; {counted}."
    else:
        verdict = "rejected, in whole or in part" if report.rejected else "accepted"
        yield f"{name}: {verdict}; {counted}."


def as_json(report: Report, name: str) -> dict[str, object]:
    """The report as plain values."""
    return {
        "file": name,
        "accepted": not report.rejected,
        "rejecting": report.rejecting,
        "warning": report.warning,
        "interchanges": [
            {"control": one.control, "status": one.status, "code": one.code}
            for one in report.interchanges
        ],
        "sets": [
            {
                "set": one.set,
                "control": one.control,
                "version": one.version,
                "status": one.status,
                "codes": list(one.codes),
            }
            for one in report.sets
        ],
        "findings": [plain(finding) for finding in report.findings],
    }

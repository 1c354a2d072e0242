"""Keeps the envelopes of an interchange: counts, control numbers, trailers that are missing."""

from coverwell.wire.x12.controls import Controls
from coverwell.wire.x12.events import (
    Group,
    GroupEnd,
    Interchange,
    InterchangeEnd,
    Transaction,
    TransactionEnd,
)
from coverwell.wire.x12.findings import Finding, Level, Severity
from coverwell.wire.x12.guide import guide_for, versions_of
from coverwell.wire.x12.stream import Opening, interchange_findings


def _at(values: list[str], place: int) -> str:
    return values[place] if len(values) > place else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _not_read(set_id: str) -> str:
    known = ", ".join(versions_of(set_id)) if set_id else ""
    if known:
        return f"This version of the transaction set is not read here, only {known}."
    return "A transaction set of this kind is not read here."


class Envelope:
    """The open interchange, group and transaction set."""

    def __init__(self) -> None:
        self.interchange: Interchange | None = None
        self.group: Group | None = None
        self.transaction: Transaction | None = None
        self.groups = self.sets = 0
        self.findings: list[Finding] = []
        self.group_findings: list[Finding] = []
        self.set_findings: list[Finding] = []
        self._set_controls = Controls()
        self._group_controls = Controls()

    def isa(self, opening: Opening) -> Interchange:
        """Open an interchange."""
        isa = opening.elements
        self.groups, self._group_controls = 0, Controls()
        self.findings = interchange_findings(opening)
        self.interchange = Interchange(
            isa[4],
            isa[5].strip(),
            isa[6],
            isa[7].strip(),
            isa[8],
            isa[9],
            isa[11],
            isa[12],
            isa[13] == "1",
            isa[14],
            opening.delimiters,
            opening.offset,
            tuple(self.findings),
        )
        return self.interchange

    def gs(self, values: list[str], offset: int) -> Group | None:
        """Open a functional group."""
        if self.interchange is None:
            return None
        self.groups += 1
        self.sets, self.group_findings, self._set_controls = 0, [], Controls()
        v = [*values, *[""] * 9]
        self.group = Group(self.interchange, v[1], v[2], v[3], v[4], v[5], v[6], v[8], offset)
        if not v[6].isdigit():
            self._of_group("6", "GS06 is not a control number.", "GS", 6, v[6])
        if v[6] in self._group_controls:
            text = "The group control number stands twice in this interchange."
            self._of_group("19", text, "GS", 6, v[6])
        self._group_controls.add(v[6])
        if guide_for(v[8]) is None and v[8]:
            text = "The version in GS08 is not one that is read here."
            self._of_group("2", text, "GS", 8, v[8], Severity.WARN)
        return self.group

    def st(self, values: list[str], offset: int) -> Transaction | None:
        """Open a transaction set."""
        if self.group is None:
            return None
        self.sets += 1
        self.set_findings = []
        set_id, control, version = _at(values, 1), _at(values, 2), _at(values, 3)
        guide = guide_for(version or self.group.version, set_id) if set_id else None
        name = guide.id if guide else ""
        self.transaction = Transaction(self.group, set_id, control, version, name, offset)
        if not guide:
            self._of_set("I6" if set_id else "6", _not_read(set_id), "ST", 3, version)
        if guide and guide.group != self.group.functional_id:
            text = "GS01 does not belong to this transaction set."
            self._of_set("1", text, "ST", 1, set_id, Severity.WARN)
        if version and version != self.group.version:
            text = "ST03 and GS08 name different versions."
            self._of_set("", text, "ST", 3, version, Severity.WARN)
        self._check_control(control)
        return self.transaction

    def _check_control(self, control: str) -> None:
        if not 4 <= len(control) <= 9:
            self._of_set(
                "7", "ST02 is not a control number of 4 to 9 characters.", "ST", 2, control
            )
        if control in self._set_controls:
            text = "The control number of the transaction set stands twice in its group."
            self._of_set("23", text, "ST", 2, control)
        self._set_controls.add(control)

    def se(
        self, values: list[str] | None, segments: int, offset: int, *, bad_header: bool
    ) -> TransactionEnd | None:
        """Close the transaction set; values are None when its SE never came."""
        transaction, self.transaction = self.transaction, None
        if transaction is None:
            return None
        if values is None:
            text = "The transaction set has no SE: it is cut short, so none of it is accepted."
            self._of_set("2", text, "SE", 0, "", offset=offset)
        else:
            if _number(_at(values, 1)) != segments:
                text = f"SE01 should be {segments}, the number of segments."
                self._of_set("4", text, "SE", 1, _at(values, 1), offset=offset, segment=segments)
            if _at(values, 2) != transaction.control:
                text = "SE02 differs from ST02."
                self._of_set("3", text, "SE", 2, _at(values, 2), offset=offset, segment=segments)
        accepted = not bad_header and not any(finding.rejects for finding in self.set_findings)
        return TransactionEnd(transaction, segments, tuple(self.set_findings), accepted)

    def ge(self, values: list[str] | None, offset: int) -> GroupEnd | None:
        """Close the functional group; values are None when its GE never came."""
        group, self.group = self.group, None
        if group is None:
            return None
        claimed = _number(_at(values or [], 1))
        if values is None:
            self._of_group(
                "3", "The functional group has no GE.", "GE", 0, "", offset=group.offset
            )
        else:
            if claimed != self.sets:
                text = f"GE01 should be {self.sets}, the number of transaction sets."
                self._of_group("5", text, "GE", 1, _at(values, 1), offset=offset)
            if _at(values, 2) != group.control:
                text = "GE02 differs from GS06."
                self._of_group("4", text, "GE", 2, _at(values, 2), offset=offset)
        return GroupEnd(group, self.sets, claimed, tuple(self.group_findings))

    def iea(self, values: list[str] | None, offset: int) -> InterchangeEnd | None:
        """Close the interchange; values are None when its IEA never came."""
        interchange, self.interchange = self.interchange, None
        if interchange is None:
            return None
        if values is None:
            self._of_interchange(
                "023", "The interchange has no IEA: the file is cut short.", 0, "", offset
            )
        else:
            if _number(_at(values, 1)) != self.groups:
                text = f"IEA01 should be {self.groups}, the number of functional groups."
                self._of_interchange("021", text, 1, _at(values, 1), offset)
            if _at(values, 2) != interchange.control:
                text = "IEA02 differs from ISA13."
                self._of_interchange("001", text, 2, _at(values, 2), offset)
        return InterchangeEnd(interchange, self.groups, tuple(self.findings))

    def _of_interchange(
        self, code: str, message: str, element: int, value: str, offset: int
    ) -> None:
        self.findings.append(
            Finding(
                Level.INTERCHANGE,
                code,
                message,
                segment_id="IEA",
                element=element,
                value=value,
                offset=offset,
            )
        )

    def note(self, finding: Finding) -> None:
        """Keep a finding with the innermost envelope that is open."""
        if self.transaction is not None:
            self.set_findings.append(finding)
        elif self.group is not None:
            self.group_findings.append(finding)
        else:
            self.findings.append(finding)

    def _of_group(  # noqa: PLR0913, PLR0917 - a finding has this many parts
        self,
        code: str,
        message: str,
        segment_id: str,
        element: int,
        value: str,
        severity: Severity = Severity.REJECT,
        *,
        offset: int = 0,
    ) -> None:
        at = offset or (self.group.offset if self.group else 0)
        self.group_findings.append(
            Finding(Level.GROUP, code, message, severity, 0, segment_id, "", element, 0, value, at)
        )

    def _of_set(  # noqa: PLR0913, PLR0917 - a finding has this many parts
        self,
        code: str,
        message: str,
        segment_id: str,
        element: int,
        value: str,
        severity: Severity = Severity.REJECT,
        *,
        offset: int = 0,
        segment: int = 0,
    ) -> None:
        at = offset or (self.transaction.offset if self.transaction else 0)
        self.set_findings.append(
            Finding(
                Level.TRANSACTION,
                code,
                message,
                severity,
                1 if segment_id == "ST" else segment,
                segment_id,
                "",
                element,
                0,
                value,
                at,
            )
        )

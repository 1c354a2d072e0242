"""Where a rule is written, in words: people read the name of a table, not its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final


_FILE: Final = re.compile(
    r"(?P<table>[a-z_]+(?:/[a-z_]+)*)/(?P<day>\d{4}-\d\d-\d\d)\.yaml"
    r"(?:: (?P<cites>.+)|, [a-z]+ (?P<row>\d+))?"
)
_POLICY: Final = re.compile(r"R\d+")
_TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "codes/care_rules": (
        "our table of kinds of care by procedure code",
        "nuestra tabla de tipos de atención por código",
    ),
    "codes/emergency": ("our table of emergency care", "nuestra tabla de emergencias"),
    "codes/protection": (
        "our table of care protected from surprise bills",
        "nuestra tabla de atención protegida de facturas sorpresa",
    ),
}
_OTHER: Final = ("our rulebook", "nuestro libro de reglas")
_ENROLLMENT: Final = ("the enrollment records", "los registros de inscripción")
_REIMBURSEMENT: Final = ("our reimbursement policy", "nuestra política de reembolso")


def source_words(source: str, language: str) -> str:
    """Say where a rule is written; a citation of plan, contract or law stays as it is."""
    spanish = language == "es"
    if source == "enrollment":
        return _ENROLLMENT[spanish]
    if _POLICY.fullmatch(source):
        return f"{_REIMBURSEMENT[spanish]} {source}"
    found = _FILE.fullmatch(source)
    if found is None:
        return source
    table = _TABLES.get(found["table"], _OTHER)[spanish]
    row = f", {'fila' if spanish else 'row'} {found['row']}" if found["row"] else ""
    cites = f": {found['cites']}" if found["cites"] else ""
    return f"{table} ({found['day']}{row}){cites}"

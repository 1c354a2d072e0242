"""Why a claim is not accepted, in the codes of the 277CA and in words (rulebook/rejections)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from coverwell.services.rulebook import values
from coverwell.services.rulebook.sheets import dated_sheets, rulebook_folder
from coverwell.services.rulebook.text import mapping


@dataclass(frozen=True, slots=True)
class Reason:
    """One fault of one claim. `category` is A3, A6, A7 or A8, `status` a claim status code.

    A1: it is no fault, the claim was answered otherwise.
    `rule` names the sentence; `detail` adds what only the file can say, never personal data.
    """

    rule: str
    category: str
    status: str
    entity: str
    text: str
    text_es: str
    detail: str = ""

    def stored(self) -> dict[str, str]:
        """As the intake keeps it."""
        return {
            "rule": self.rule,
            "category": self.category,
            "status": self.status,
            "entity": self.entity,
            "text": self.text,
            "text_es": self.text_es,
            "detail": self.detail,
        }


def read_reason(stored: dict[str, Any]) -> Reason:
    """A reason as the intake kept it."""
    return Reason(**stored)


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its rule, as of the newest edition of the file."""
    sheet = dated_sheets(rulebook_folder(), "rejections", ("reasons",))[-1]
    found = {}
    for rule, row in sheet.group("reasons").items():
        where = f"{sheet.name}, {rule}"
        entries = mapping(row, where)
        found[rule] = Reason(
            rule,
            values.one_of(entries, "category", where, ("A1", "A3", "A6", "A7", "A8")),
            values.text(entries, "status", where),
            values.text(entries, "entity", where),
            values.text(entries, "en", where),
            values.text(entries, "es", where),
        )
    return found

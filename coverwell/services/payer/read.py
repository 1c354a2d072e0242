"""Read the payer's own names, numbers and sentences from the rulebook."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from coverwell.services.rulebook.text import (
    RulebookError,
    check_keys,
    mapping,
    read_mapping,
    required,
    scalar,
)


@dataclass(frozen=True, slots=True)
class Payer:
    """The payer as files, pages and letters name it; `no_guarantee` is by language."""

    source: str
    says: str
    checked: str
    name: str
    payer_id: str
    tax_id: str
    street: str
    city: str
    state: str
    zip_code: str
    web: str
    member_phone: str
    provider_phone: str
    technical_contact: str
    technical_phone: str
    claims_address: str
    bank_routing: str
    bank_account: str
    bank_name: str
    no_guarantee: dict[str, str]


LANGUAGES = {"en": "english", "es": "spanish"}


def payer(as_of: date) -> Payer:
    """Return the payer's data in force on a day; LookupError where there is none yet."""
    return _in_force(Path(settings.RULEBOOK_FOLDER), as_of)


@lru_cache(maxsize=64)
def _in_force(rulebook: Path, as_of: date) -> Payer:
    folder = rulebook / "payer"
    dated = sorted(child.name for child in folder.iterdir() if child.is_dir())
    in_force = [name for name in dated if name <= as_of.isoformat()]
    if not in_force:
        raise LookupError(f"The rulebook has no payer data for {as_of}. Add payer/{as_of}/.")
    return read_payer(folder / in_force[-1] / "payer.yaml")


@cache
def read_payer(path: Path) -> Payer:
    """Read one dated file; RulebookError says what is missing or misspelt."""
    found = read_mapping(path.read_text(encoding="utf-8"), path.name)
    keys = {field.name.replace("_", " "): field.name for field in fields(Payer)}
    check_keys(found, keys, path.name)
    said = mapping(required(found, "no guarantee", path.name), "no guarantee")
    texts = {
        name: scalar(required(found, key, path.name), key)
        for key, name in keys.items()
        if key != "no guarantee"
    }
    sentences = {
        language: scalar(required(said, word, "no guarantee"), word)
        for language, word in LANGUAGES.items()
    }
    if len(texts["tax_id"]) != 9:
        raise RulebookError(f"{path.name}: 'tax id' has nine digits, without a hyphen.")
    return Payer(**texts, no_guarantee=sentences)

"""How a person stands in an address: no member id, name or birth date can be read in one (P15)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from coverwell.records.sealing.veil import unveil, veil


def in_address(text: str) -> str:
    """Return what stands for a personal text in an address, the same each time."""
    return veil(text)


def from_address(word: str) -> str:
    """Return the personal text that a word of an address stands for; '' where it is none."""
    return unveil(word)


def asked_in_address(said: Mapping[str, str]) -> str:
    """Return one word for what somebody searched for; '' for nothing."""
    told = {name: text for name, text in said.items() if text}
    return veil(urlencode(told)) if told else ""


def asked_from_address(word: str) -> dict[str, str]:
    """Return what was searched for."""
    return dict(parse_qsl(unveil(word)))

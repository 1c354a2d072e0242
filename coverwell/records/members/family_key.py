"""The plain key to a family that every table on the decision path begins with."""

from typing import Any

from django.db import models


def family_key(related_name: str) -> "models.ForeignKey[Any, Any]":
    """Return the family column: no constraint and no index of its own (migrations add both)."""
    return models.ForeignKey(
        "cw_members.Family",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name=related_name,
    )

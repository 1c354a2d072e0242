"""What a server does before its first question, so that the first is answered like the next."""

import gc
from typing import Final

from coverwell.services.rulebook.load import rulebook
from coverwell.wire.x12.guide import guide_named


QUESTIONS: Final = (
    "005010X279A1.270",
    "005010X279A1.271",
    "005010X212.276",
    "005010X212.277",
)
OFTEN, SELDOM, RARE = 50_000, 20, 100
"""Values made between collections of the young, and how many of those between the older ones."""


def get_ready() -> None:
    """Load the rulebook and the guides of questions, and never walk them for garbage again.

    They are some hundred thousand values that stay: a full collection over them holds every
    thread of the process up for longer than a question takes.
    """
    rulebook()
    for name in QUESTIONS:
        guide_named(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(OFTEN, SELDOM, RARE)

"""Prints documents as tagged PDF (PDF/UA-1), in a process of its own that is renewed.

typst keeps what it has laid out: the process is replaced after so many documents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import typst


DOCUMENTS_PER_PROCESS = 200
PATIENCE = 60
_FOLDER = Path(__file__).resolve().parent


def printed(template: str, data: Mapping[str, object]) -> bytes:
    """Return the PDF of a template of this folder filled with data.

    Raises typst.TypstError where the template is wrong, TimeoutError after a minute.
    """
    text = json.dumps(data, ensure_ascii=False)
    return _press().submit(_print, str(_FOLDER / template), text).result(timeout=PATIENCE)


@cache
def _press() -> ProcessPoolExecutor:
    # spawn: a forked child would inherit database connections and threads.
    return ProcessPoolExecutor(
        max_workers=1,
        max_tasks_per_child=DOCUMENTS_PER_PROCESS,
        mp_context=get_context("spawn"),
    )


def _print(template: str, data: str) -> bytes:
    # Data goes in as an input, never as markup: a name cannot become an instruction.
    return typst.compile(template, sys_inputs={"data": data}, pdf_standards=["ua-1"])

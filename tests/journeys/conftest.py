"""A real browser against the real site, whose claims came in as files and were decided."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.claim_files import Sent, file_837


# The browser's driver runs an event loop in this thread; the site itself runs in others.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "open the door 7"
TAX_ID = "231234567"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1280


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address of its own: the plugin's fixture of this name warns under pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@dataclass(frozen=True)
class Site:
    """The running site and what is in it."""

    url: str
    family: int
    paid: str
    denied: str
    file: int
    trace: str
    estimate: str
    rejected: int
    edition: str
    asked: str
    tested: int
    approval: str
    review: str


@pytest.fixture
def site(transactional_db, live_server, settings, tmp_path) -> Site:
    """A family, an office, a file of claims that was decided and paid, an estimate."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    from tests.journeys.story import tell

    return tell(live_server.url)


def send(claims: list[Sent], control: int = 1) -> bytes:
    return file_837(claims, control=control)


def recently() -> date:
    """A working day of this plan year, some weeks ago."""
    today = date.today()  # noqa: DTZ011 - the site asks the same clock
    return max(today - timedelta(days=20), today.replace(month=1, day=2))


@pytest.fixture
def signed_in(site, new_context) -> Callable[..., object]:
    """Open a page as somebody: signed_in('desk', width=320, language='es')."""

    def open_as(name: str, width: int = WIDE, language: str = "en", **words):
        context = new_context(
            viewport={"width": width, "height": 900},
            locale={"en": "en-US", "es": "es-US"}[language],
            **words,
        )
        page = context.new_page()
        page.goto(f"{site.url}/sign-in/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    return open_as

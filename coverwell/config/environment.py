"""Settings that come from outside: environment variables, read once and listed in one table."""

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, what holds without it, and what it decides."""

    name: str
    default: str
    decides: str


VARIABLES: Final = (
    Variable("DATABASE_URL", "", "PostgreSQL for the running system; empty starts a local one"),
    Variable("DATABASE_OWNER_URL", "", "the login that owns the tables and migrates them"),
    Variable("DATABASE_POOL", "0", "connections kept open by each process; 0 keeps none"),
    Variable("COVERWELL_DATA", "", "folder for kept files, the local database and its key"),
    Variable("COVERWELL_RULEBOOK", "", "folder of the rulebook; empty takes the one shipped"),
    Variable("SECRET_KEY", "", "signs sessions; empty makes one and keeps it in the data folder"),
    Variable(
        "FIELD_KEYS",
        "",
        "seals bank accounts: `id:key` words, newest first, or a file with them; empty makes one",
    ),
    Variable("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "host names served, comma between"),
    Variable("HTTPS", "auto", "on, off, or auto: on as soon as a served host is not loopback"),
    Variable("DEBUG", "off", "on shows tracebacks to the browser: never in production"),
    Variable("TIME_ZONE", "America/New_York", "zone in which days begin and times are shown"),
    Variable("EMAIL_URL", "", "smtp://user:password@host:port; empty prints mail to the log"),
    Variable(
        "VIRUS_SCANNER",
        "",
        "checks documents: clamd:SOCKET, clamd:HOST:PORT or program:PATH; empty shows none",
    ),
)

LOOPBACK: Final = {"localhost", "127.0.0.1", "[::1]"}
PACKAGE: Final = Path(__file__).resolve().parent.parent


def text(name: str) -> str:
    """The value of a variable of the table above, or its default."""
    default = next(known.default for known in VARIABLES if known.name == name)
    return os.environ.get(name, "").strip() or default


def words(name: str) -> list[str]:
    """A comma-separated value as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def switched_on(name: str) -> bool:
    """Whether a switch is on; a word that is neither on nor off is refused."""
    word = text(name).lower()
    if word in {"on", "1", "true", "yes"}:
        return True
    if word in {"off", "0", "false", "no"}:
        return False
    raise ValueError(f"{name}={word!r} is neither 'on' nor 'off'.")


def https() -> bool:
    """Whether pages are only served over HTTPS."""
    if text("HTTPS").lower() == "auto":
        return not set(words("ALLOWED_HOSTS")) <= LOOPBACK
    return switched_on("HTTPS")


def data_folder() -> Path:
    """Where this installation keeps its files: COVERWELL_DATA, the checkout, or home."""
    if chosen := text("COVERWELL_DATA"):
        return Path(chosen).expanduser().resolve()
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / ".coverwell"
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / "coverwell"


def secret_key() -> str:
    """The signing key: SECRET_KEY, or one made at first use and kept in the data folder."""
    return text("SECRET_KEY") or _kept("secret_key", lambda: secrets.token_urlsafe(50))


def field_keys() -> str:
    """The keys that seal columns: FIELD_KEYS, the file that it names, or one made and kept."""
    given = text("FIELD_KEYS")
    if given.startswith(("/", "~")):
        return Path(given).expanduser().read_text().strip()
    return given or _kept("field_keys", lambda: new_field_key("first"))


def new_field_key(key_id: str) -> str:
    """A new key as a word of FIELD_KEYS: 32 random bytes in base64."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _kept(name: str, make: Callable[[], str]) -> str:
    """What was made at first use and is kept in the data folder, for its owner's eyes only."""
    kept = data_folder() / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        _publish_once(draft, kept)
    return kept.read_text().strip()


def _publish_once(draft: Path, kept: Path) -> None:
    """Give the draft its final name unless another process was first."""
    try:
        kept.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def mail() -> dict[str, Any]:
    """Django's mail settings from EMAIL_URL; without one, mail is printed to the log."""
    url = urlsplit(text("EMAIL_URL"))
    kind = "smtp" if url.hostname else "console"
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{kind}.EmailBackend",
        "EMAIL_HOST": url.hostname or "",
        "EMAIL_PORT": url.port or 587,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": bool(url.hostname) and url.hostname not in LOOPBACK,
    }


def database(url: str) -> dict[str, Any]:
    """A PostgreSQL address (libpq URL or key=value words) as Django's connection settings."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": dict(parts),
    }

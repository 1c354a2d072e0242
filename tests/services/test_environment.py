"""What an installation may say in environment variables, and what holds when it says nothing."""

from pathlib import Path

import pytest

from coverwell.config import environment


ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_stands_in_the_readme_table():
    readme = (ROOT / "README.md").read_text()
    missing = [v.name for v in environment.VARIABLES if f"| `{v.name}` |" not in readme]
    assert missing == []


def test_a_database_address_becomes_connection_settings():
    found = environment.database("postgresql://app:p%40ss@db.example:6432/plan?sslmode=require")
    assert (found["USER"], found["PASSWORD"]) == ("app", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "plan")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host():
    found = environment.database("postgresql://app@/plan?host=/run/pg&port=5432")
    assert (found["HOST"], found["OPTIONS"]) == ("/run/pg", {})


@pytest.mark.parametrize(
    ("hosts", "said", "holds"),
    [
        ("localhost,127.0.0.1", "", False),
        ("claims.example", "", True),
        ("localhost,claims.example", "auto", True),
        ("claims.example", "off", False),
        ("localhost", "on", True),
    ],
)
def test_https_is_on_as_soon_as_others_are_served(monkeypatch, hosts, said, holds):
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    monkeypatch.setenv("HTTPS", said)
    assert environment.https() is holds


def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ValueError, match="DEBUG='maybe' is neither 'on' nor 'off'"):
        environment.switched_on("DEBUG")


def test_a_key_is_made_once_and_kept_from_others(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("COVERWELL_DATA", str(tmp_path))
    first = environment.secret_key()
    assert len(first) >= 50
    assert environment.secret_key() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_mail_goes_to_the_named_server_and_else_to_the_log(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://desk:a%3Ab@mail.example:2525")
    mail = environment.mail()
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example", 2525)
    assert mail["EMAIL_HOST_PASSWORD"] == "a:b"
    monkeypatch.delenv("EMAIL_URL")
    assert environment.mail()["EMAIL_BACKEND"].endswith("console.EmailBackend")

"""Settings: every one documented with its true default, the unsafe ones refused by name."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from directory.errors import SettingError
from directory.settings import NAMES, RESERVED, Settings, from_environment, require_for_service

DOCUMENT = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \|.*\| (?:`([^`]*)`)?[^|`]*\|$", DOCUMENT, re.MULTILINE))
KEY = "5f2b9c7d1e8a4036b7c9d2e1f0a3584c"
PRODUCTION = {
    "DIRECTORY_BASE_URL": "https://oversikt.example",
    "DIRECTORY_SECRET_KEYS": KEY,
    "DIRECTORY_SMTP_URL": "smtp://mail.example:587?tls=starttls",
}


@pytest.mark.parametrize("name", sorted(NAMES.values()))
def test_every_setting_is_documented(name: str) -> None:
    assert name in ROWS


def test_nothing_is_documented_that_does_not_exist() -> None:
    assert set(ROWS) == set(NAMES.values())
    assert all(f"`{name}`" in DOCUMENT for name in RESERVED)


@pytest.mark.parametrize("item", fields(Settings), ids=lambda item: item.name)
def test_documented_defaults_are_true(item: object) -> None:
    name = NAMES[item.name]
    read = from_environment({name: ROWS[name]} if ROWS[name] else {}, environment="production")
    assert getattr(read, item.name) == item.default


def test_an_unknown_name_stops_the_start() -> None:
    with pytest.raises(SettingError, match="DIRECTORY_SMPT_URL"):
        from_environment({"DIRECTORY_SMPT_URL": "smtp://mail.example"})


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_names_what_is_missing(missing: str) -> None:
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(SettingError, match=missing):
        require_for_service(from_environment(given))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIRECTORY_BASE_URL", "http://oversikt.example"),
        ("DIRECTORY_SECRET_KEYS", "short"),
        ("DIRECTORY_SECRET_KEYS", "a" * 64),
        ("DIRECTORY_SECRET_KEYS", f"{KEY},change-me-change-me-change-me-change-me"),
        ("DIRECTORY_SMTP_URL", "smtp://mail.example:25?tls=none"),
        ("DIRECTORY_CLOCK", "+45d"),
    ],
)
def test_production_refuses_what_is_not_safe(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        require_for_service(from_environment(PRODUCTION | {name: value}))


def test_production_takes_a_safe_installation_and_mail_to_this_machine_without_tls() -> None:
    require_for_service(from_environment(PRODUCTION))
    require_for_service(from_environment(PRODUCTION | {"DIRECTORY_SMTP_URL": "smtp://127.0.0.1:25?tls=none"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIRECTORY_QUIET_HOURS", "abc"),
        ("DIRECTORY_QUIET_HOURS", "20-24"),
        ("DIRECTORY_TIMEZONE", "Mars/X"),
        ("DIRECTORY_SEND_RATE", "fast"),
        ("DIRECTORY_CLOCK", "tomorrow"),
        ("DIRECTORY_SEND_LEASE", "-1"),
        ("DIRECTORY_SENDING", "yes"),
        ("DIRECTORY_TRUSTED_PROXIES", "everybody"),
    ],
)
def test_a_value_that_means_nothing_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        from_environment({name: value})


def test_a_data_folder_that_cannot_be_made_is_one_clear_line() -> None:
    with pytest.raises(SettingError, match="DIRECTORY_DATA_DIR"):
        from_environment({"DIRECTORY_ENVIRONMENT": "development", "DIRECTORY_DATA_DIR": "/proc/no-such-folder"})


@pytest.mark.parametrize("value", ["", "ftp://oversikt.example", "https://oversikt.example/under"])
def test_links_need_a_whole_address(value: str) -> None:
    with pytest.raises(SettingError, match="DIRECTORY_BASE_URL"):
        require_for_service(from_environment(PRODUCTION | {"DIRECTORY_BASE_URL": value}))


def test_development_keeps_a_key_of_its_own(tmp_path: Path) -> None:
    environ = {"DIRECTORY_ENVIRONMENT": "development", "DIRECTORY_DATA_DIR": str(tmp_path / "new")}
    first, second = from_environment(environ), from_environment(environ)
    assert first.secret_keys == second.secret_keys
    assert len(first.secret_keys[0]) == 64
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0


def test_what_opens_the_database_is_not_shown_when_settings_are_printed() -> None:
    shown = repr(Settings(database_url="postgresql://directory:hemmelig@db.example/directory"))
    assert "hemmelig" not in shown
    assert "hemmelig" not in repr(Settings(imap_url="imaps://retur:hemmelig@mail.example"))


@pytest.mark.parametrize(
    "url",
    ["mail.example", "https://retur:hemmelig@mail.example", "imaps://mail.example", "imap://u:hemmelig@mail.example"],
)
def test_a_mailbox_that_cannot_be_used_stops_the_start_without_showing_its_password(url: str) -> None:
    with pytest.raises(SettingError, match="DIRECTORY_IMAP_URL") as problem:
        from_environment({"DIRECTORY_IMAP_URL": url})
    assert "hemmelig" not in str(problem.value)

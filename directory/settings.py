"""Every setting, read from the environment in this one place (CONTRACT.md, Settings)."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from directory.errors import SettingError

MINIMUM_KEY_BYTES = 32
EXAMPLE_KEYS = ("change-me", "changeme", "example", "secret", "password", "0123456789")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; times in seconds unless the name says otherwise."""

    database_url: str = field(default="", repr=False)
    data_dir: Path = Path("data")
    environment: str = "production"
    base_url: str = ""
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    smtp_url: str = field(default="", repr=False)
    smtp_ca_file: str = ""
    mail_from: str = ""
    mail_reply_to: str = ""
    mail_envelope: str = ""
    imap_url: str = field(default="", repr=False)
    sending: str = "on"
    sending_allow: tuple[str, ...] = ()
    send_concurrency: int = 3
    send_rate: str = "30/min"
    send_lease: int = 900
    send_data_timeout: int = 600
    send_retry: tuple[int, ...] = (1800, 3600, 7200, 10800)
    quiet_hours: str = "20-07"
    timezone: str = "Europe/Oslo"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    embed_origins: tuple[str, ...] = ()
    limit_form_bytes: int = 65_536
    limit_requests: int = 600
    limit_sign_in: int = 5
    limit_new_link: int = 5
    limit_new_link_all: int = 200
    limit_code: int = 10
    limit_code_all: int = 600
    limit_edits: int = 60
    limit_messages: int = 5
    import_max_bytes: int = 10_000_000
    import_max_rows: int = 20_000
    import_max_unpacked: int = 200_000_000
    session_idle: int = 28_800
    session_max: int = 604_800
    link_ttl_days: int = 60
    log_format: str = ""
    clock: str = ""

    @property
    def shows_sign_in_links(self) -> bool:
        """Development and the demo may show sign-in links, shift the clock and mail to the catcher."""
        return self.environment in ("development", "demo")

    @property
    def host(self) -> str:
        """The host (with port) that links lead to."""
        return urlsplit(self.base_url).netloc

    @property
    def secure(self) -> bool:
        """Whether people reach us over https (decides cookie names and HSTS)."""
        return self.base_url.startswith("https://")


NAMES = {
    item.name: "DATABASE_URL" if item.name == "database_url" else f"DIRECTORY_{item.name.upper()}"
    for item in fields(Settings)
} | {"link_ttl_days": "DIRECTORY_LINK_TTL"}
# Named by the contract and read by what comes later: known, so that a deployment may already set them.
RESERVED = {
    "DIRECTORY_OIDC_ISSUER", "DIRECTORY_OIDC_CLIENT_ID", "DIRECTORY_OIDC_CLIENT_SECRET",
    "DIRECTORY_METRICS_TOKEN", "DIRECTORY_BACKUP_DIR", "DIRECTORY_BACKUP_KEEP", "DIRECTORY_BRREG_URL",
}  # fmt: skip


def from_environment(environ: Mapping[str, str] | None = None, /, **fixed: str) -> Settings:
    """Read the settings; `fixed` overrides by field name. Raises SettingError that names the setting."""
    source = dict(os.environ if environ is None else environ)
    unknown = {name for name in source if name.startswith("DIRECTORY_")} - set(NAMES.values()) - RESERVED
    if unknown:
        raise SettingError(f"unknown setting {', '.join(sorted(unknown))}")
    source |= {NAMES[name]: value for name, value in fixed.items()}
    values: dict[str, Any] = {}
    for item in fields(Settings):
        text = source.get(NAMES[item.name])
        if text is not None:
            try:
                values[item.name] = _reader(item.name, item.default)(text.strip())
            except ValueError as problem:
                raise SettingError(f"{NAMES[item.name]}: {problem}") from None
    return _with_generated_key(Settings(**values))


def require_for_service(settings: Settings) -> None:
    """Refuse what is not safe to serve or send with. Raises SettingError that names the setting."""
    production = settings.environment == "production"
    if not settings.base_url:
        raise SettingError("DIRECTORY_BASE_URL is missing: it is the only source of links in letters")
    if production and not settings.secure:
        raise SettingError("DIRECTORY_BASE_URL must begin with https:// in production")
    if not settings.secret_keys:
        raise SettingError("DIRECTORY_SECRET_KEYS is missing: links and sessions are signed with it")
    for key in settings.secret_keys:
        if len(key.encode()) < MINIMUM_KEY_BYTES or len(set(key)) < 8:
            raise SettingError(f"DIRECTORY_SECRET_KEYS: every key must have at least {MINIMUM_KEY_BYTES} random bytes")
        if production and any(example in key.lower() for example in EXAMPLE_KEYS):
            raise SettingError("DIRECTORY_SECRET_KEYS holds an example key; make one with `openssl rand -hex 32`")
    if production:
        _require_safe_mail(settings)
    if production and settings.clock:
        raise SettingError("DIRECTORY_CLOCK is not for production")


def _require_safe_mail(settings: Settings) -> None:
    if settings.sending == "off" and not settings.smtp_url:
        return
    if not settings.smtp_url:
        raise SettingError("DIRECTORY_SMTP_URL is missing (or set DIRECTORY_SENDING=off)")
    address = urlsplit(settings.smtp_url)
    if "tls=none" in address.query and address.hostname not in LOOPBACK:
        raise SettingError("DIRECTORY_SMTP_URL: tls=none is refused in production unless the host is loopback")


def _with_generated_key(settings: Settings) -> Settings:
    """Development and the demo keep a key of their own in the data folder, so that links survive a restart."""
    if settings.secret_keys or settings.environment == "production":
        return settings
    path = settings.data_dir / "secret-key"
    try:
        key = _kept_key(path)
    except OSError as problem:
        raise SettingError(f"DIRECTORY_DATA_DIR: {settings.data_dir} cannot be used ({problem.strerror})") from None
    values = {item.name: getattr(settings, item.name) for item in fields(Settings)}
    return Settings(**values | {"secret_keys": (key,)})


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def point_piccolo_at(module: str) -> None:
    """Tell Piccolo which module names the engine and the apps (it looks it up by environment variable)."""
    os.environ["PICCOLO_CONF"] = module


def child_environment(**changed: str) -> dict[str, str]:
    """Return the environment for a child process of ours: this one's, with some settings changed (by field name)."""
    return dict(os.environ) | {NAMES[name]: value for name, value in changed.items()}


def put_in_environment(**changed: str) -> None:
    """Change settings for this process's own children, which read them for themselves (uvicorn's workers)."""
    os.environ.update({NAMES[name]: value for name, value in changed.items()})


def _reader(name: str, default: object) -> Callable[[str], Any]:
    return READERS.get(name, _whole_number if isinstance(default, int) else str)


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"a whole number is wanted, not {text!r}")
    return int(text)


def _days(text: str) -> int:
    return _whole_number(text.removesuffix("d"))


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)} is wanted, not {text!r}")
        return text

    return read


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _seconds(text: str) -> tuple[int, ...]:
    return tuple(_whole_number(part) for part in _list(text))


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part) for part in _list(text))


def _pattern(pattern: str, example: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not re.fullmatch(pattern, text):
            raise ValueError(f"{example} is wanted, not {text!r}")
        return text

    return read


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {text!r}") from None
    return text


def _base_url(text: str) -> str:
    address = urlsplit(text)
    if text and (address.scheme not in ("http", "https") or not address.netloc or address.path.strip("/")):
        raise ValueError("an address like https://oversikt.example without a path is wanted")
    return text.rstrip("/")


def _imap_url(text: str) -> str:
    """Never shows what it was given: there is a password in it."""
    wanted = "imaps://user:password@host/folder is wanted, with %40 for an @ in the user's name"
    try:
        address = urlsplit(text)
        usable = bool(address.hostname and address.username) and (address.port or 1) > 0
    except ValueError:
        raise ValueError(wanted) from None
    if text and (not usable or address.scheme not in ("imaps", "imap")):
        raise ValueError(wanted)
    if address.scheme == "imap" and address.hostname not in LOOPBACK:
        raise ValueError("imap:// without TLS is for this machine only; use imaps://")
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "data_dir": Path,
    "environment": _one_of("production", "development", "demo"),
    "base_url": _base_url,
    "imap_url": _imap_url,
    "secret_keys": _list,
    "sending": _one_of("off", "allowlist", "on"),
    "sending_allow": _list,
    "send_retry": _seconds,
    "trusted_proxies": _networks,
    "embed_origins": _list,
    "send_rate": _pattern(r"0|[1-9][0-9]{0,5}\s*/\s*(s|sec|min|h|hour)", "a rate as in 30/min"),
    "quiet_hours": _pattern(r"([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3])", "two hours as in 20-07"),
    "timezone": _timezone,
    "clock": _pattern(r"[+-][0-9]+[dhms]|[0-9]{4}-[0-9]{2}-[0-9]{2}.*", "an ISO instant or +45d"),
    "log_format": _one_of("json", "text", ""),
    "link_ttl_days": _days,
}

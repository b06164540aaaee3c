"""One frozen, typed object, read from the environment once.

Every setting is an environment variable `WIP_<NAME>`. A bad value is refused at start, in a plain sentence.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_MONTH = 30 * 24 * 3600
_PAUSES_MOST = 100


class BadSetting(Exception):
    """A setting that the app cannot start with; the message says which and what would do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs. Sizes in bytes, durations in the unit that the name says."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = field(default="file:", repr=False)
    mail_from: str = "wip@localhost"
    mail_from_name: str = "Works in Progress"
    files_url: str = "file:"
    upload_max_bytes: int = 25 * 1024 * 1024
    import_max_bytes: int = 10 * 1024 * 1024
    sign_in_minutes: int = 30
    sign_in_limit: str = "5 per 15 minutes; 20 per day"
    public_write_limit: str = "60 per hour"
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    proxies: int = 0
    letters_per_minute: int = 120
    mail_timeout: int = 20
    mail_pauses: tuple[float, ...] = (60, 300, 1_800, 7_200, 28_800, 86_400)
    bounce_address: str = ""
    calendar_replies_address: str = ""
    calendar_replies_mailbox: str = ""

    @property
    def is_sqlite(self) -> bool:
        """Whether data live in an embedded file."""
        return self.database_url.startswith("sqlite")

    @property
    def files_root(self) -> str:
        """Where uploaded files are kept, as an fsspec address."""
        return f"file://{self.instance / 'files'}" if self.files_url == "file:" else self.files_url

    @property
    def letters_folder(self) -> Path:
        """Where letters are written as .eml files when no mail server is set."""
        return self.instance / "letters"

    @property
    def is_https(self) -> bool:
        """Whether people reach the app over https."""
        return self.base_url.startswith("https://")


def read(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from `env` (the process's environment by default). Raises BadSetting."""
    env = os.environ if env is None else env
    instance = Path(env.get("WIP_INSTANCE", "instance")).resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    given: dict[str, Any] = {
        name: parse(f"WIP_{name.upper()}", env[f"WIP_{name.upper()}"])
        for name, parse in _PARSERS.items()
        if env.get(f"WIP_{name.upper()}")
    }
    given.setdefault("database_url", f"sqlite:///{instance / 'wip.sqlite'}")
    given.setdefault("secret_key", _kept_secret(instance / "secret_key"))
    given.setdefault("base_url", f"http://{given.get('host', '127.0.0.1')}:{given.get('port', 8000)}")
    return Settings(instance=instance, **given)


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made at the first start and readable by its owner alone."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _text(_name: str, value: str) -> str:
    return value.strip()


def _number(low: int, high: int) -> Callable[[str, str], int]:
    def parse(name: str, value: str) -> int:
        if not value.strip().isdigit() or not low <= int(value) <= high:
            raise BadSetting(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
        return int(value)

    return parse


def _seconds(name: str, value: str) -> tuple[float, ...]:
    try:
        found = tuple(float(each) for each in value.split(","))
    except ValueError:
        found = ()
    if not found or not all(0 < each <= _MONTH for each in found) or len(found) > _PAUSES_MOST:
        raise BadSetting(
            f"{name} is {value!r}; it must be up to {_PAUSES_MOST} numbers of seconds with commas between, as 60,300,1800."
        )
    return found


def _address(*schemes: str) -> Callable[[str, str], str]:
    def parse(name: str, value: str) -> str:
        if urlsplit(value).scheme.split("+")[0] not in schemes:
            raise BadSetting(f"{name} must start with one of: {', '.join(s + ':' for s in schemes)}")
        return value.strip().rstrip("/") if schemes == ("http", "https") else value.strip()

    return parse


def _secret(name: str, value: str) -> str:
    if len(value) < 32:  # noqa: PLR2004 - 32 characters of base64 are 192 bits
        raise BadSetting(f"{name} is too short: give at least 32 random characters.")
    return value


def _mailbox(name: str, value: str) -> str:
    if value.count("@") != 1 or any(c.isspace() for c in value):
        raise BadSetting(f"{name} is {value!r}; it must be one e-mail address.")
    return value


def _database(name: str, value: str) -> str:
    value = _address("sqlite", "postgresql", "postgres")(name, value)
    for plain in ("postgres://", "postgresql://"):
        if value.startswith(plain):
            return "postgresql+psycopg://" + value.removeprefix(plain)
    return value


_PARSERS: Mapping[str, Callable[[str, str], object]] = {
    "database_url": _database,
    "secret_key": _secret,
    "base_url": _address("http", "https"),
    "mail_url": _address("file", "smtp", "smtps"),
    "mail_from": _mailbox,
    "mail_from_name": _text,
    "files_url": _address("file", "s3", "memory"),
    "upload_max_bytes": _number(1_000, 1_000_000_000),
    "import_max_bytes": _number(1_000, 100_000_000),
    "sign_in_minutes": _number(1, 1_440),
    "sign_in_limit": _text,
    "public_write_limit": _text,
    "host": _text,
    "port": _number(1, 65_535),
    "web_workers": _number(1, 64),
    "proxies": _number(0, 5),
    "letters_per_minute": _number(0, 100_000),
    "mail_timeout": _number(1, 60),
    "mail_pauses": _seconds,
    "bounce_address": _mailbox,
    "calendar_replies_address": _mailbox,
    "calendar_replies_mailbox": _text,
}

"""The environment, typed: a wrong value is refused at start with the variable's name.

`READ` collects every name that was asked for, so that a test can compare it with .env.example.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

READ: set[str] = set()
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file named by NAME_FILE (for mounted secrets)."""
    READ.add(name)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(
                f"{name}_FILE names a file that cannot be read: {problem}."
            ) from problem
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name}; see .env.example for what it means.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """True or false, in any of the usual spellings."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")
    return value in YES


def integer(name: str, default: int, *, minimum: int = 0, maximum: int = 2**31) -> int:
    """A whole number between `minimum` and `maximum`, both included."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = None
    if number is None or not minimum <= number <= maximum:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a whole number from {minimum} to {maximum}."
        )
    return number


def names(name: str, default: str = "") -> list[str]:
    """A list separated by commas; blanks around the entries do not count."""
    return [entry.strip() for entry in text(name, default).split(",") if entry.strip()]


def origins(name: str) -> list[str]:
    """Origins separated by commas, each with its scheme."""
    values = names(name)
    for origin in values:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ImproperlyConfigured(
                f"{name} holds {origin!r}; write a scheme and a host, as https://data.example.org."
            )
    return values


def address(name: str, default: str) -> str:
    """An http or https address without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address that begins with https://."
        )
    return value


def optional_address(name: str) -> str:
    """An address as `address` takes it, or empty where none is given."""
    return address(name, "") if text(name, "") else ""


def origin_of(given: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(given)
    return f"{parts.scheme}://{parts.netloc}"


def pairs(name: str) -> dict[str, str]:
    """Pairs `key=value` separated by commas."""
    given = [entry.rpartition("=") for entry in names(name)]
    for key, sign, value in given:
        if not (key and sign and value):
            raise ImproperlyConfigured(f"{name} holds {key or value!r}; write group=role.")
    return {key.strip(): value.strip() for key, _sign, value in given}


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of the given words."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(choices)}.")
    return value


def _address(name: str, schemes: tuple[str, ...], example: str):
    """Split an address; the message never repeats it, because it may hold a password."""
    try:
        parts = urlsplit(text(name))
        usable = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is not an address of the form {example}.")
    return parts


def database(name: str) -> dict[str, object]:
    """Django's connection settings from an address; its query gives libpq options."""
    example = "postgres://user:password@host:5432/name"
    parts = _address(name, ("postgres", "postgresql"), example)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database; write {example}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def redis(name: str) -> str:
    """The address of Redis or Valkey, with a numbered database."""
    example = "redis://:password@host:6379/0"
    parts = _address(name, ("redis", "rediss"), example)
    if parts.path.strip("/") and not parts.path.strip("/").isdigit():
        raise ImproperlyConfigured(f"{name} must end with a database number, as in {example}.")
    return text(name)

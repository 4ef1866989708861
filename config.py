"""The settings, and the one place that reads the environment.

A setting is a field of :class:`Settings`; its name in the environment (and in ``.env``) is the field's in capitals.

Knows the form of each setting, and nothing of its use.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from dotenv import dotenv_values

from redaction import Secret, close_to_others

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PIN_PATH = "/pin"
_NAME = r"(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?"  # of a host; Python can't look up one with an empty or longer part
_HOST = rf"(?:{_NAME}|\[[\da-f:.]+\])"
_ADDRESS = re.compile(rf"https?://{_HOST}(:\d+)?(/[\w./~-]*)?", re.ASCII | re.IGNORECASE)
REQUIRED = ("DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID")
# Each may be in its own file, as Docker, Podman and systemd pass secrets. SECRET_KEY has SECRET_KEY_FILE.
IN_FILES = ("DISCORD_TOKEN", "ANILIST_CLIENT_SECRET", "DISCORD_CLIENT_SECRET", "DATABASE_URL")
_SECRETS = (*IN_FILES, "SECRET_KEY")
_DATABASE_HOST = rf"{_HOST}(?::\d{{1,5}})?"
_DATABASE = re.compile(
    rf"postgres(?:ql)?://(?:[^\s/?#@\[\]]*@)?(?:{_DATABASE_HOST}(?:,{_DATABASE_HOST})*)?/[^\s/?#@]+(?:\?[^\s#]*)?",
    re.ASCII | re.IGNORECASE,
)
_LARGEST_SECRET = 10_000  # bytes
_LONGEST_CONTACT = 100  # characters
_OWNER_AND_GROUP = 0o770
_NEAR = 0.85  # as difflib measures: no two settings are as alike (METRICS_HOST and METRICS_PORT are, to 0.83)


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what it must be."""


class MissingSettings(SettingsError):
    """Settings without which Musubi can't run."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Not set: {', '.join(names)}. Put them into .env (see .env.example) or the environment.")
        self.names = names


class ShardRange(msgspec.Struct, frozen=True):
    """The part `first` to `last` of all `count` shards of a bot."""

    first: int
    last: int
    count: int

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    def __str__(self) -> str:
        return f"{self.first}-{self.last}/{self.count}" if self.first < self.last else f"{self.first}/{self.count}"


class DataSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of the data and its key: backups and key commands need no others."""

    data_dir: Path = Path("data")
    secret_key_file: Path = Path("musubi.key")
    secret_key: Secret | None = None
    database_url: Secret | None = None
    log_level: str = "INFO"
    log_format: str = "text"


class Settings(DataSettings, frozen=True, kw_only=True):
    """All settings of an admin; ``README.md`` and ``.env.example`` describe them."""

    discord_token: Secret
    anilist_client_id: str
    anilist_client_secret: Secret | None = None
    discord_client_secret: Secret | None = None
    public_url: str | None = None
    contact: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[Network, ...] = ()
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    shards: ShardRange | None = None
    role: Literal["web"] | None = None
    backup_dir: Path | None = None
    backup_every: int = 24
    backup_keep: int = 7
    anilist_api_url: str = "https://graphql.anilist.co"
    anilist_oauth_url: str = "https://anilist.co/api/v2/oauth"
    discord_api_url: str = "https://discord.com/api"

    @property
    def grant(self) -> Literal["implicit", "code", "pin"]:
        """The way in which AniList's approval comes back (``docs/architecture.md``)."""
        if self.anilist_client_secret is None:
            return "implicit"
        return "code" if self.public_url else "pin"

    @property
    def proof(self) -> Literal["code", "discord", "paste"]:
        """The way in which a person proves that the browser is theirs."""
        if self.grant == "pin":
            return "paste"
        return "discord" if self.discord_client_secret else "code"

    @property
    def redirect_uri(self) -> str:
        """The redirect URL that the admin enters in their AniList client."""
        return f"{self.public_url}/callback" if self.public_url else f"{self.anilist_oauth_url}{PIN_PATH}"

    @property
    def privacy_url(self) -> str | None:
        """The address of the privacy policy; None without a web server."""
        return f"{self.public_url}/privacy" if self.public_url else None

    @property
    def sign_in_redirect_uri(self) -> str:
        """The OAuth2 redirect that the admin enters in their Discord application, for the sign-in."""
        return f"{self.public_url}/discord"


def texts_from(environment: Mapping[str, str], env_file: Path) -> dict[str, str]:
    """The settings as given in `env_file` or `environment`, which goes first; an empty setting counts as absent.

    A secret may be in the file that ``NAME_FILE`` names. Raises SettingsError.
    """
    texts = {name: text for source in (_written(env_file), environment) for name, text in _given(source).items()}
    return {name: texts[name] for name in known_names() if name in texts}


def misspelt_names(environment: Mapping[str, str], env_file: Path) -> dict[str, str]:
    """The names that are set and nearly a setting's, with the one that is meant.

    Other names are other programs': the environment is full of them, and compose keeps its own in ``.env``.
    """
    known = [*known_names(), *(f"{name}_FILE" for name in IN_FILES)]
    texts = {**_written(env_file), **environment}
    others = [name for name, text in texts.items() if text and text.strip() and name not in known]
    near = {name: get_close_matches(name.upper(), known, n=1, cutoff=_NEAR) for name in others}
    return {name: meant[0] for name, meant in near.items() if meant}


def _given(source: Mapping[str, str | None]) -> dict[str, str]:
    """The settings of one source, with secrets read from their files. Raises SettingsError."""
    texts = {name: text.strip() for name, text in source.items() if text and text.strip()}
    for name in IN_FILES:
        if file := texts.get(f"{name}_FILE"):
            if name in texts:
                raise SettingsError(f"{name} and {name}_FILE are both set: keep one of them.")
            texts[name] = _secret_in(Path(file), name)
    return texts


def _secret_in(file: Path, name: str) -> str:
    try:
        with suppress(OSError):  # an engine's file is read-only, and the doctor tells of others
            close_to_others(file, _OWNER_AND_GROUP)
        with file.open("rb") as opened:
            text = opened.read(_LARGEST_SECRET).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise SettingsError(f"{name}_FILE names {file}, which can't be read: {reason}.") from None
    if not text:
        raise SettingsError(f"{name}_FILE names {file}, which is empty.")
    return text


def from_texts(texts: Mapping[str, str]) -> Settings:
    """Make the settings from texts by their names in the environment; absent settings take their defaults."""
    if missing := missing_names(texts):
        raise MissingSettings(missing)
    settings = Settings(**{name.lower(): read_setting(name, text) for name, text in texts.items()})  # pyright: ignore[reportArgumentType]  (each reader returns its field's type)
    _require_sense(settings)
    return settings


def _require_sense(settings: Settings) -> None:
    """Raises SettingsError where settings don't go together."""
    if settings.public_url and settings.metrics_port == settings.port:
        raise SettingsError("METRICS_PORT must be another one than PORT, which is for everybody's browsers.")
    if settings.database_url and settings.backup_dir:
        raise SettingsError(
            "BACKUP_DIR is for SQLite; with DATABASE_URL, copies are made by pg_dump (docs/hosting.md)."
        )
    if settings.database_url is None and (settings.shards or settings.role):
        raise SettingsError("SHARDS and ROLE are for several processes, which share a database: set DATABASE_URL, too.")
    if settings.shards and settings.role:
        raise SettingsError("ROLE=web has no shards: leave SHARDS out.")
    if settings.role and settings.public_url is None:
        raise SettingsError("ROLE=web serves pages: set PUBLIC_URL, too.")


def data_from_texts(texts: Mapping[str, str]) -> DataSettings:
    """Make the data's settings alone; other settings may be missing or wrong."""
    names = {name.upper(): name for name in DataSettings.__struct_fields__}
    return DataSettings(**{names[name]: read_setting(name, text) for name, text in texts.items() if name in names})  # pyright: ignore[reportArgumentType]  (each reader returns its field's type)


def missing_names(texts: Mapping[str, str]) -> list[str]:
    """The required settings that `texts` lacks. The pin page needs AniList's secret, and no address."""
    with_pin = "ANILIST_CLIENT_SECRET" in texts and "DISCORD_CLIENT_SECRET" not in texts
    return [name for name in REQUIRED if name not in texts and not (name == "PUBLIC_URL" and with_pin)]


def known_names() -> list[str]:
    """Every setting's name in the environment."""
    return [field.upper() for field in Settings.__struct_fields__]


def read_setting(name: str, text: str) -> object:
    """Read a setting.

    Raises :class:`SettingsError` with a sentence that has the setting's name, and never its value.
    """
    try:
        return _READERS[name](text)
    except ValueError as error:
        raise SettingsError(f"{name} {error}.") from None


def with_proxy(trusted: Iterable[Network], proxy: str) -> str:
    """The text of TRUSTED_PROXIES with one more proxy."""
    return ",".join([*map(str, trusted), proxy])


def secret_files(environment: Mapping[str, str], env_file: Path) -> list[Path]:
    """The files that hold a secret, as far as the settings name them."""
    written = _written(env_file)
    named = [environment.get(f"{name}_FILE") or written.get(f"{name}_FILE") for name in IN_FILES]
    key = environment.get("SECRET_KEY_FILE") or written.get("SECRET_KEY_FILE") or str(DataSettings().secret_key_file)
    has_secrets = any((written.get(name) or "").strip() for name in _SECRETS)
    return [*([env_file] if has_secrets else []), *(Path(name.strip()) for name in (*named, key) if name)]


def _written(env_file: Path) -> Mapping[str, str | None]:
    """The texts in `env_file`, word for word: a ``$`` stays a ``$``. A file with secrets is closed to other users."""
    try:
        written = dotenv_values(env_file, interpolate=False, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{env_file} is not a text file in UTF-8.") from error
    if any((written.get(name) or "").strip() for name in _SECRETS):
        try:
            close_to_others(env_file, _OWNER_AND_GROUP)
        except OSError:
            raise SettingsError(f"{env_file} has secrets and others may read it: `chmod o= {env_file}`.") from None
    return written


def _discord_token(text: str) -> Secret:
    token = text.strip("'\"").removeprefix("Bot ").strip()
    if not re.fullmatch(r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}", token):
        raise ValueError("is not a bot token: copy it from the Bot page of your Discord application")
    return Secret(token)


def _client_id(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("must be the number that AniList shows as your client's ID")
    return text


def _public_url(text: str) -> str:
    url = _url(text)
    parts = urlsplit(url)
    if parts.path:
        raise ValueError("must have no path: Musubi answers at the root of the address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https:// (plain http:// is only for localhost): it receives people's tokens")
    return url


def _url(text: str) -> str:
    refused = ValueError("must be an address such as https://musubi.example.org")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise refused from None
    if port == 0 or not _ADDRESS.fullmatch(text):
        raise refused
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _database_url(text: str) -> Secret:
    try:
        urlsplit(text)
        is_right = bool(_DATABASE.fullmatch(text))
    except ValueError:
        is_right = False
    if not is_right:
        raise ValueError(
            "must be an address such as postgresql://user:password@host:5432/database; in a password, write %25 for %, "
            "%40 for @, %2F for /, %3F for ?, %23 for #, %5B for [ and %5D for ]"
        )
    return Secret(text)


def _host(text: str) -> str:
    if not re.fullmatch(rf"{_NAME}|[\da-fA-F.]*:[\da-fA-F:.]*", text, re.ASCII):
        raise ValueError("must be the address or name to listen at, such as 127.0.0.1, without a port")
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not 0 < int(text) < 65536:
        raise ValueError("must be a number from 1 to 65535")
    return int(text)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part) for part in re.findall(r"[^\s,]+", text))
    except ValueError:
        raise ValueError("must be addresses or networks such as 127.0.0.1, 10.0.0.0/8") from None


def _hours(text: str) -> int:
    return _count(text, 24 * 365, "a number of hours")


def _copies(text: str) -> int:
    return _count(text, 1000, "a number of copies")


def _count(text: str, most: int, name: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not 0 < int(text) <= most:
        raise ValueError(f"must be {name} from 1 to {most}")
    return int(text)


def _contact(text: str) -> str:
    if len(text) > _LONGEST_CONTACT or not text.isprintable():
        raise ValueError(f"must be one line of at most {_LONGEST_CONTACT} characters, such as admin@example.org")
    return text


def read_shards(text: str) -> ShardRange:
    """Read a part of all shards, such as 0-3/8. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", text, re.ASCII)
    first, last, count = (int(number) for number in (found[1], found[2] or found[1], found[3])) if found else (0, 0, 0)
    if not first <= last < count:
        raise ValueError("must be this process's part of all shards, such as 0-3/8: they are counted from 0 on")
    return ShardRange(first, last, count)


def _role(text: str) -> str:
    if text.lower() != "web":
        raise ValueError("must be web, or not set")
    return "web"


def _level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def _log_format(text: str) -> str:
    if text.lower() not in {"text", "json"}:
        raise ValueError("must be text or json")
    return text.lower()


_READERS = {
    "DISCORD_TOKEN": _discord_token,
    "ANILIST_CLIENT_ID": _client_id,
    "ANILIST_CLIENT_SECRET": Secret,
    "DISCORD_CLIENT_SECRET": Secret,
    "PUBLIC_URL": _public_url,
    "CONTACT": _contact,
    "HOST": _host,
    "PORT": _port,
    "TRUSTED_PROXIES": _networks,
    "METRICS_HOST": _host,
    "METRICS_PORT": _port,
    "DATA_DIR": Path,
    "SECRET_KEY_FILE": Path,
    "SECRET_KEY": Secret,
    "DATABASE_URL": _database_url,
    "SHARDS": read_shards,
    "ROLE": _role,
    "BACKUP_DIR": Path,
    "BACKUP_EVERY": _hours,
    "BACKUP_KEEP": _copies,
    "LOG_LEVEL": _level,
    "LOG_FORMAT": _log_format,
    "ANILIST_API_URL": _url,
    "ANILIST_OAUTH_URL": _url,
    "DISCORD_API_URL": _url,
}

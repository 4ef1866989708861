"""The settings: what each may be, where it comes from, and what a start says of a wrong one."""

from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec
import pytest

import config
from config import (
    MissingSettings,
    Settings,
    SettingsError,
    ShardRange,
    from_texts,
    known_names,
    missing_names,
    misspelt_names,
    texts_from,
)
from redaction import Secret
from tests.kit.cases import each
from tests.kit.services import TOKEN

LEAST = {"DISCORD_TOKEN": TOKEN, "PUBLIC_URL": "https://musubi.example.org", "ANILIST_CLIENT_ID": "14200"}
WITHOUT_ADDRESS = {"DISCORD_TOKEN": TOKEN, "ANILIST_CLIENT_ID": "14200"}


def read(name: str, text: str) -> Any:
    return getattr(from_texts({**LEAST, name: text}), name.lower())


def test_defaults_are_safe() -> None:
    settings = from_texts(LEAST)
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.trusted_proxies == ()
    assert (settings.metrics_host, settings.metrics_port) == ("127.0.0.1", None)
    assert (settings.data_dir, settings.secret_key_file, settings.secret_key) == (
        Path("data"),
        Path("musubi.key"),
        None,
    )
    assert settings.secret_key_file.parent != settings.data_dir
    assert settings.log_level == "INFO"
    assert settings.anilist_client_secret is settings.discord_client_secret is None
    assert settings.anilist_api_url == "https://graphql.anilist.co"
    assert settings.anilist_oauth_url == "https://anilist.co/api/v2/oauth"
    assert settings.discord_api_url == "https://discord.com/api"


def test_every_setting_has_a_reader() -> None:
    assert list(known_names()) == [name.upper() for name in Settings.__struct_fields__]
    assert config._READERS.keys() == set(known_names())


@each(
    ("name", "text", "expected"),
    [
        ("DISCORD_TOKEN", TOKEN, Secret(TOKEN)),
        ("DISCORD_TOKEN", f"Bot {TOKEN}", Secret(TOKEN)),
        ("DISCORD_TOKEN", f'"{TOKEN}"', Secret(TOKEN)),
        ("DISCORD_TOKEN", f"'Bot {TOKEN}'", Secret(TOKEN)),
        ("ANILIST_CLIENT_ID", "1", "1"),
        ("ANILIST_CLIENT_SECRET", "a $b#c", Secret("a $b#c")),
        ("DISCORD_CLIENT_SECRET", "x", Secret("x")),
        ("PUBLIC_URL", "https://musubi.example.org/", "https://musubi.example.org"),
        ("PUBLIC_URL", "HTTPS://Musubi.Example.org:8443", "https://musubi.example.org:8443"),
        ("PUBLIC_URL", "http://localhost:8080", "http://localhost:8080"),
        ("PUBLIC_URL", "http://musubi.localhost", "http://musubi.localhost"),
        ("PUBLIC_URL", "http://127.8.0.1", "http://127.8.0.1"),
        ("PUBLIC_URL", "http://[::1]:8080", "http://[::1]:8080"),
        ("CONTACT", "admin@example.org", "admin@example.org"),
        ("CONTACT", "結 on Discord", "結 on Discord"),
        ("HOST", "0.0.0.0", "0.0.0.0"),
        ("HOST", "::", "::"),
        ("HOST", "localhost", "localhost"),
        ("HOST", "musubi.example.org.", "musubi.example.org."),
        ("PORT", "1", 1),
        ("PORT", "65535", 65535),
        ("METRICS_HOST", "0.0.0.0", "0.0.0.0"),
        ("METRICS_PORT", "8081", 8081),
        ("TRUSTED_PROXIES", "127.0.0.1", (ip_network("127.0.0.1/32"),)),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8, ::1  172.16.0.0/12,",
            tuple(map(ip_network, ("10.0.0.0/8", "::1", "172.16.0.0/12"))),
        ),
        ("DATA_DIR", "/srv/musubi", Path("/srv/musubi")),
        ("SECRET_KEY_FILE", "/etc/musubi/key", Path("/etc/musubi/key")),
        ("SECRET_KEY", "one two", Secret("one two")),
        *(
            ("DATABASE_URL", address, Secret(address))
            for address in (
                "postgresql://musubi:pass%40word@db.example.org:5432/musubi?sslmode=require",
                "postgres://musubi@[::1]/musubi",
                "postgresql://one:5432,two:5433/musubi",
                "postgresql:///musubi?host=/run/postgresql",
            )
        ),
        ("BACKUP_DIR", "/mnt/copies", Path("/mnt/copies")),
        ("BACKUP_EVERY", "6", 6),
        ("BACKUP_KEEP", "30", 30),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LOG_FORMAT", "JSON", "json"),
        ("ANILIST_API_URL", "http://127.0.0.1:9000/", "http://127.0.0.1:9000"),
        ("ANILIST_OAUTH_URL", "http://stand_in:9000/api/v2/oauth", "http://stand_in:9000/api/v2/oauth"),
        ("DISCORD_API_URL", "https://discord.test/api", "https://discord.test/api"),
    ],
)
def test_a_right_setting_is_read(name: str, text: str, expected: object) -> None:
    assert read(name, text) == expected


NO_DATABASE_URL = (
    "must be an address such as postgresql://user:password@host:5432/database; in a password, write %25 for %, %40 for "
    "@, %2F for /, %3F for ?, %23 for #, %5B for [ and %5D for ]"
)
NOT_AN_ADDRESS = "must be an address such as https://musubi.example.org"


@each(
    ("name", "text", "complaint"),
    [
        *(
            ("DISCORD_TOKEN", text, "is not a bot token: copy it from the Bot page of your Discord application")
            for text in ("hunter2", f"{TOKEN} {TOKEN}", "a.b.c", "Bot ", TOKEN.replace(".", "-"))
        ),
        *(
            ("CONTACT", text, "must be one line of at most 100 characters, such as admin@example.org")
            for text in ("x" * 101, "one\ntwo", "\u202eone")
        ),
        *(
            (
                "DATABASE_URL",
                text,
                NO_DATABASE_URL,
            )
            for text in (
                "musubi",
                "mysql://musubi:secret@localhost/musubi",
                "postgresql://musubi:a[secret]@localhost/musubi",
                "postgresql://musubi:secret@[::1:::]/musubi",
                "postgresql+asyncpg://musubi:secret@localhost/musubi",
                "postgresql://musubi:secret@localhost",
                "postgresql://musubi:secret@localhost/",
                "postgresql://musubi:se@cret@localhost/musubi",
                "postgresql://musubi:se/cret@localhost/musubi",
                "postgresql://musubi:secret@localhost:port/musubi",
                "postgresql://musubi:secret@db..example.org/musubi",
                "postgresql://musubi:secret@localhost/mu subi",
            )
        ),
        *(
            ("ANILIST_CLIENT_ID", text, "must be the number that AniList shows as your client's ID")
            for text in ("Musubi", "-1", "1.5", "١٢")
        ),
        *(
            (name, text, NOT_AN_ADDRESS)
            for name in ("PUBLIC_URL", "ANILIST_API_URL", "ANILIST_OAUTH_URL", "DISCORD_API_URL")
            for text in (
                "musubi.example.org",
                "ftp://musubi.example.org",
                "https://",
                "https:///callback",
                "https://secret-name@musubi.example.org",
                "https://@musubi.example.org",
                "https://musubi.example.org:99999",
                "https://musubi.example.org:0",
                "https://musubi.example.org:port",
                "https://[::1",
                "https://[::::]",
                "https://musubi.example.org?secret=1",
                "https://musubi.example.org#secret",
                "https://musubi example.org",
                "https://musubi.example.org\nX-Header:1",
                "https://müsubi.example.org",
                "https://musubi..example.org",
                "https://.example.org",
                f"https://{'m' * 64}.example.org",
            )
        ),
        *(
            ("PUBLIC_URL", text, "must have no path: Musubi answers at the root of the address")
            for text in ("https://musubi.example.org/callback", "http://localhost:8080/x/")
        ),
        *(
            (
                "PUBLIC_URL",
                text,
                "must begin with https:// (plain http:// is only for localhost): it receives people's tokens",
            )
            for text in (
                "http://musubi.example.org",
                "http://192.168.1.7:8080",
                "http://0.0.0.0:8080",
                "http://localhost.example.org",
                "http://127.0.0.1.example.org",
                "http://[2001:db8::1]",
            )
        ),
        *(
            ("SHARDS", text, "must be this process's part of all shards, such as 0-3/8: they are counted from 0 on")
            for text in (
                "8",
                "0-8/8",
                "8/8",
                "3-1/8",
                "0/0",
                "-1/8",
                "0-3/",
                "0,1/8",
                "0-3/8 ",
                "٨/٨",
                "0/100000",
                "a/b",
            )
        ),
        *(("ROLE", text, "must be web, or not set") for text in ("bot", "all", "web,bot")),
        *(
            ("HOST", text, "must be the address or name to listen at, such as 127.0.0.1, without a port")
            for text in ("http://0.0.0.0", "0.0.0.0/0", "[::1]", "a b", "musubi..example.org", "m" * 64)
        ),
        *(
            ("PORT", text, "must be a number from 1 to 65535")
            for text in ("0", "65536", "-1", "http", "80.0", "8_0", "٨٠", "9" * 5000)
        ),
        *(
            ("TRUSTED_PROXIES", text, "must be addresses or networks such as 127.0.0.1, 10.0.0.0/8")
            for text in ("proxy", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1;10.0.0.1")
        ),
        *(
            ("BACKUP_EVERY", text, "must be a number of hours from 1 to 8760")
            for text in ("0", "daily", "-1", "9000", "٣")
        ),
        ("BACKUP_KEEP", "0", "must be a number of copies from 1 to 1000"),
        ("LOG_FORMAT", "xml", "must be text or json"),
        *(("LOG_LEVEL", text, "must be DEBUG, INFO, WARNING or ERROR") for text in ("LOUD", "NOTSET", "10")),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence_and_not_quoted(name: str, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_texts({**LEAST, name: text})
    assert str(raised.value) == f"{name} {complaint}."
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_host_on_the_network_does_not_loosen_the_public_address() -> None:
    assert from_texts({**LEAST, "HOST": "0.0.0.0"}).host == "0.0.0.0"
    with pytest.raises(SettingsError, match=r"^PUBLIC_URL must begin with https"):
        from_texts({**LEAST, "HOST": "0.0.0.0", "PUBLIC_URL": "http://10.0.0.5"})


def test_no_secret_is_in_the_settings_text() -> None:
    secrets = {name: f"canary-{name}" for name in ("ANILIST_CLIENT_SECRET", "DISCORD_CLIENT_SECRET", "SECRET_KEY")}
    text = repr(from_texts({**LEAST, **secrets, "DATABASE_URL": "postgresql://musubi:canary-@localhost/musubi"}))
    assert text.count("***") == 5
    assert "canary" not in text and TOKEN not in text


OAUTH = "https://anilist.co/api/v2/oauth"
CALLBACK = "https://musubi.example.org/callback"


@each(
    ("given", "expected"),
    [
        ("PUBLIC_URL", ("implicit", "code", CALLBACK)),
        ("PUBLIC_URL ANILIST_CLIENT_SECRET", ("code", "code", CALLBACK)),
        ("PUBLIC_URL DISCORD_CLIENT_SECRET", ("implicit", "discord", CALLBACK)),
        ("PUBLIC_URL ANILIST_CLIENT_SECRET DISCORD_CLIENT_SECRET", ("code", "discord", CALLBACK)),
        ("ANILIST_CLIENT_SECRET", ("pin", "paste", f"{OAUTH}/pin")),
    ],
)
def test_what_is_set_decides_grant_and_proof(given: str, expected: tuple[str, str, str]) -> None:
    settings = from_texts({**WITHOUT_ADDRESS, **dict.fromkeys(given.split(), "https://musubi.example.org")})
    assert (settings.grant, settings.proof, settings.redirect_uri) == expected
    if settings.proof == "discord":
        assert settings.sign_in_redirect_uri == "https://musubi.example.org/discord"


def test_the_pin_page_belongs_to_the_oauth_address() -> None:
    texts = {**WITHOUT_ADDRESS, "ANILIST_CLIENT_SECRET": "s", "ANILIST_OAUTH_URL": "http://127.0.0.1:9000/oauth/"}
    assert from_texts(texts).redirect_uri == "http://127.0.0.1:9000/oauth/pin"


@each(
    ("given", "missing"),
    [
        ("", ["PUBLIC_URL"]),
        ("ANILIST_CLIENT_SECRET", []),
        ("DISCORD_CLIENT_SECRET", ["PUBLIC_URL"]),
        ("ANILIST_CLIENT_SECRET DISCORD_CLIENT_SECRET", ["PUBLIC_URL"]),
    ],
)
def test_without_an_address_only_the_pin_page_is_left(given: str, missing: list[str]) -> None:
    assert missing_names({**WITHOUT_ADDRESS, **dict.fromkeys(given.split(), "s")}) == missing


def test_what_is_missing_is_listed_in_the_order_of_asking() -> None:
    with pytest.raises(MissingSettings) as raised:
        from_texts({"PORT": "80"})
    assert raised.value.names == ["DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID"]
    assert str(raised.value).startswith("Not set: DISCORD_TOKEN, PUBLIC_URL, ANILIST_CLIENT_ID. ")


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1111\nHOST='::1'\nUNKNOWN=1\n")
    texts = texts_from({"PORT": " 2222 ", "LOG_LEVEL": "ERROR", "PATH": "/bin"}, file)
    assert texts == {"PORT": "2222", "HOST": "::1", "LOG_LEVEL": "ERROR"}


def test_an_empty_setting_is_not_set(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1111\nPUBLIC_URL=\nHOST=\nLOG_LEVEL\n")
    assert texts_from({"PORT": "", "HOST": "  "}, file) == {"PORT": "1111"}


def test_the_file_is_taken_word_for_word(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# note\nANILIST_CLIENT_SECRET=a${PATH}$b#c # why\nexport SECRET_KEY="one two"\n')
    assert texts_from({}, file) == {"ANILIST_CLIENT_SECRET": "a${PATH}$b#c", "SECRET_KEY": "one two"}


def test_a_name_that_is_nearly_a_settings_is_told_with_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BAKCUP_DIR=a\npublic_url=b\nLOGLEVEL=c\nDISCORD_TOKEN_FLIE=d\nPORTS=\nHOSTS\n")
    assert misspelt_names({"DATABASE_ULR": "e", "METRIC_PORT": " "}, file) == {
        "BAKCUP_DIR": "BACKUP_DIR",
        "public_url": "PUBLIC_URL",
        "LOGLEVEL": "LOG_LEVEL",
        "DISCORD_TOKEN_FLIE": "DISCORD_TOKEN_FILE",
        "DATABASE_ULR": "DATABASE_URL",
    }


def test_settings_and_names_of_other_programs_are_no_misspelt_ones(tmp_path: Path) -> None:
    others = (
        "POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_HOST COMPOSE_PROJECT_NAME COMPOSE_PROFILES MUSUBI HOME "
        "HOSTNAME PATH TERM TZ PUID PGID HTTP_PORT HTTP_PROXY DB_HOST DOMAIN EMAIL LOG_FILE XDG_DATA_DIRS "
        "DISCORD_CLIENT_ID DISCORD_GUILD_ID DISCORD_WEBHOOK_URL SECRET_KEY_BASE METRICS_PATH METRICS_SERVICE_HOST"
    )
    names = [*others.split(), *config.known_names(), *(f"{name}_FILE" for name in config.IN_FILES)]
    (tmp_path / ".env").write_text("\n".join(f"{name}=x" for name in names))
    assert misspelt_names(dict.fromkeys(names, "x"), tmp_path / ".env") == {}


def test_no_two_settings_are_as_near_to_each_other_as_a_misspelt_one_to_its_own() -> None:
    names = config.known_names()
    assert not any(get_close_matches(name, {*names} - {name}, cutoff=config._NEAR) for name in names)


def test_a_file_is_not_needed_and_must_be_text(tmp_path: Path) -> None:
    assert texts_from({}, tmp_path / ".env") == {}
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env is not a text file in UTF-8\.$"):
        texts_from({}, tmp_path / ".env")


@pytest.mark.parametrize("name", config.IN_FILES)
def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("  s3cr$t word \n")
    named = {f"{name}_FILE": str(tmp_path / "secret")}
    assert texts_from(named, tmp_path / ".env") == {name: "s3cr$t word"}
    (tmp_path / ".env").write_text(f"{name}=other\n")
    assert texts_from(named, tmp_path / ".env") == {name: "s3cr$t word"}, "the environment comes first"
    (tmp_path / ".env").write_text(f"{name}_FILE={tmp_path / 'secret'}\n")
    assert texts_from({name: "other"}, tmp_path / ".env") == {name: "other"}


def test_a_secrets_file_that_is_no_good_is_named_and_its_content_is_not(tmp_path: Path) -> None:
    file, named = tmp_path / "secret", {"DISCORD_TOKEN_FILE": str(tmp_path / "secret")}
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN_FILE names .*secret, which can't be read: No such file"):
        texts_from(named, tmp_path / ".env")
    file.write_bytes(b"s3cret\xff")
    with pytest.raises(
        SettingsError, match=r"^DISCORD_TOKEN_FILE names .*, which can't be read: it is no text in UTF-8\.$"
    ):
        texts_from(named, tmp_path / ".env")
    file.write_text(" \n")
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN_FILE names .*, which is empty\.$"):
        texts_from(named, tmp_path / ".env")
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: keep one of them\.$"):
        texts_from({**named, "DISCORD_TOKEN": "x"}, tmp_path / ".env")


def test_a_file_with_secrets_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    for text, before, after in (
        ("DISCORD_TOKEN=x\n", 0o644, 0o640),
        ("SECRET_KEY=x\n", 0o666, 0o660),
        ("ANILIST_CLIENT_SECRET=x\n", 0o600, 0o600),
        ("DISCORD_TOKEN=\nPORT=1\n", 0o644, 0o644),
    ):
        file.write_text(text)
        file.chmod(before)
        texts_from({}, file)
        assert file.stat().st_mode & 0o777 == after


def test_a_file_with_secrets_that_can_not_be_closed_to_others_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is somebody else's: the admin has to close it."""

    def refuse(_file: Path, _mode: int) -> None:
        raise PermissionError

    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=x\n")
    file.chmod(0o644)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(SettingsError, match=r"has secrets and others may read it: `chmod o= .*\.env`\.$"):
        texts_from({}, file)


def test_metrics_have_a_port_of_their_own() -> None:
    """Browsers of all the world come to the other."""
    with pytest.raises(SettingsError, match=r"^BACKUP_DIR is for SQLite"):
        from_texts({**LEAST, "BACKUP_DIR": "copies", "DATABASE_URL": "postgresql:///musubi"})
    with pytest.raises(SettingsError, match=r"^METRICS_PORT must be another one than PORT"):
        from_texts({**LEAST, "METRICS_PORT": "8080"})
    without_pages = WITHOUT_ADDRESS | {"ANILIST_CLIENT_SECRET": "x"}
    assert from_texts({**without_pages, "METRICS_PORT": "8080"}).metrics_port == 8080


def test_several_processes_share_a_database() -> None:
    shared = {**LEAST, "DATABASE_URL": "postgresql:///musubi"}
    for text, first, last, count in (("0-3/8", 0, 3, 8), ("2/8", 2, 2, 8), ("0/1", 0, 0, 1), ("4-7/8", 4, 7, 8)):
        shards = from_texts({**shared, "SHARDS": text}).shards
        assert shards == ShardRange(first, last, count) and str(shards) == text
    assert from_texts({**shared, "ROLE": "Web"}).role == "web"
    assert (from_texts(shared).shards, from_texts(shared).role) == (None, None)
    for name, text in (("SHARDS", "0-3/8"), ("ROLE", "web")):
        with pytest.raises(SettingsError, match=r"^SHARDS and ROLE are for several processes.*: set DATABASE_URL"):
            from_texts({**LEAST, name: text})
    with pytest.raises(SettingsError, match=r"^ROLE=web has no shards"):
        from_texts({**shared, "ROLE": "web", "SHARDS": "0/1"})
    without_pages = {name: text for name, text in shared.items() if name != "PUBLIC_URL"}
    with pytest.raises(SettingsError, match=r"^ROLE=web serves pages: set PUBLIC_URL"):
        from_texts({**without_pages, "ANILIST_CLIENT_SECRET": "x", "ROLE": "web"})


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        setattr(from_texts(LEAST), "port", 1)  # noqa: B010  (pyright would refuse the assignment)
    assert msgspec.structs.replace(from_texts(LEAST), port=1).port == 1

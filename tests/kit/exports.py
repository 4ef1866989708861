"""Exports of MyAnimeList, made by code: as its site writes them, and as nobody should send them."""

import gzip
import io
from collections.abc import Callable, Mapping

HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n<!--\n Created by XML Export feature at MyAnimeList.net\n-->\n'
OWNER = "knot_tier_of_mal"


def anime(mal_id: int | str, title: str = "A title", **values: object) -> str:
    """An anime as the site writes it; `values` replace its own, by their tags without ``my_``."""
    said = {"watched_episodes": 0, "start_date": "0000-00-00", "finish_date": "0000-00-00", "score": 0}
    said |= {"status": "Plan to Watch", "comments": "", "times_watched": 0, "tags": "", "rewatching": 0}
    return _element("anime", "series_animedb_id", mal_id, "series_title", title, said | {"rewatching_ep": 0} | values)


def manga(mal_id: int | str, title: str = "A title", **values: object) -> str:
    said = {"read_volumes": 0, "read_chapters": 0, "start_date": "0000-00-00", "finish_date": "0000-00-00"}
    said |= {"score": 0, "status": "Plan to Read", "comments": "", "times_read": 0, "tags": "", "rereading": "NO"}
    return _element("manga", "manga_mangadb_id", mal_id, "manga_title", title, said | values)


def export(*entries: str, head: str = HEAD, root: str = "myanimelist") -> bytes:
    whose = f"<myinfo><user_id>7</user_id><user_name>{OWNER}</user_name></myinfo>"
    return f"{head}<{root}>\n{whose}\n{''.join(entries)}</{root}>\n".encode()


def packed(data: bytes) -> bytes:
    """As the site sends it."""
    return gzip.compress(data, mtime=0)


def bomb(megabytes: int) -> bytes:
    """So many megabytes of spaces in an export of some kilobytes."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as writer:
        writer.write(export()[:-16])
        for _ in range(megabytes):
            writer.write(b" " * 1024 * 1024)
    return file.getvalue()


def _element(kind: str, id_tag: str, mal_id: object, title_tag: str, title: str, values: dict[str, object]) -> str:
    fields = "".join(f"<my_{name}>{value}</my_{name}>\n" for name, value in values.items())
    named = f"<{title_tag}><![CDATA[{title}]]></{title_tag}>"
    return (
        f"<{kind}>\n<{id_tag}>{mal_id}</{id_tag}>\n{named}\n{fields}<update_on_import>0</update_on_import></{kind}>\n"
    )


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "a billion laughs": lambda: export(
        anime(1, status="&l9;"), head=f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{_LAUGHS}]>'
    ),
    "an entity from a file": lambda: export(
        anime(1, title="]]>&e;<![CDATA["), head='<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "a document type elsewhere": lambda: export(anime(1), head='<!DOCTYPE m SYSTEM "http://127.0.0.1:1/m.dtd">'),
    "a web page": lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "another root": lambda: export(anime(1), root="animelist"),
    "no XML": lambda: b'{"anime": []}',
    "nothing": lambda: b"",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a part missing": lambda: export(anime(1), anime(2))[:-90],
    "a part missing, packed": lambda: packed(export(anime(1), anime(2)))[:-20],
    "a broken pack": lambda: b"\x1f\x8b" + bytes(50),
    "no titles": export,
    "deep": lambda: b"<myanimelist>" + b"<a>" * 100_000,
    "spaces": lambda: bomb(33),
    "an encoding that nobody knows": lambda: export(anime(1), head='<?xml version="1.0" encoding="x-none"?>'),
    "too many bytes": lambda: bytes(11 * 1024 * 1024),
}

"""Invented names, by the language of a person or of a title's country. A name that somebody bears is chance."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

_Written = Sequence[tuple[str, str]]  # in Latin letters, and as written at home


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the shape of AniList's ``CharacterName`` and ``StaffName``."""

    first: str | None = None
    middle: str | None = None
    last: str | None = None
    full: str | None = None
    native: str | None = None
    alternative: tuple[str | None, ...] = ()
    alternative_spoiler: tuple[str | None, ...] = ()


def _pairs(text: str) -> _Written:
    words = iter(text.split())
    return tuple(zip(words, words, strict=True))


_JAPANESE_FAMILY = (
    _pairs("Kiri 霧 Yuki 雪 Tsuki 月 Hoshi 星 Shira 白 Kuro 黒 Ama 雨 Kaze 風 Asa 朝 Yoi 宵 Sora 空 Nami 波 Koke 苔"),
    _pairs("mori 森 sawa 沢 shima 島 hara 原 tani 谷 hashi 橋 mine 峰 sato 里 zaka 坂 matsu 松 numa 沼"),
)
_JAPANESE_GIVEN = _pairs(
    "Kotoha ことは Minagi みなぎ Hibari ひばり Tsuyuha 露葉 Kohaku 琥珀 Ritsuka 律花 Sumire すみれ Akatsuki 暁 "
    "Itsuha 五葉 Rokuta 六太 Nagare 流 Yuzuha 柚葉 Hayate 疾風 Mio 澪 Sakuya 咲夜 Toki 朱鷺 Shigure 時雨 Wakana 若菜 "
    "Ibuki 伊吹 Kanade 奏 Nozomu 望 Komachi 小町 Subaru 昴 Towa 永遠 Uta 詩 Michiru 満 Jinpei 甚平"
)
_KOREAN_FAMILY = _pairs("Baek 백 Noh 노 Seol 설 Mok 목 Ok 옥 Cha 차")
_KOREAN_GIVEN = _pairs(
    "Saebyeok 새벽 Noeul 노을 Garam 가람 Byeolha 별하 Danbi 단비 Haneul 하늘 Miru 미루 Raon 라온 Sandeul 산들 "
    "Yeoul 여울 Onsae 온새"
)
_CHINESE_FAMILY = _pairs("Yun 云 Lan 蓝 Xing 星 Mo 墨 Shuang 霜 Chi 池")
_CHINESE_GIVEN = _pairs(
    "Qingfeng 清风 Yuelin 月林 Mingdeng 明灯 Baihe 白鹤 Zhuying 竹影 Ruoshui 若水 Wanjiang 晚江 Xuelu 雪路 "
    "Chunyu 春雨 Songtao 松涛"
)
_WESTERN: Mapping[str, tuple[str, str]] = {  # first names, and last names
    "English": (
        "Odalys Brannock Tamsin Corwyn Merrily Alder Posy Thaddeus Wilhelmina Jory Linnet Bartholomew Clover Rafferty",
        "Thistlewood Fernhollow Quillfeather Marrowbone Larkspindle Copperkettle O’Dapple Mossington Brightwhistle",
    ),
    "German": (
        "Liesel Korbinian Friederike Jorinde Ansgar Wiebke Leopold Roswitha",
        "Tannenschuh Apfelgrund Nebelhorn Kuckuckssteg Löwenzahn Mühlstein",
    ),
    "French": (
        "Églantine Barnabé Capucine Léopoldine Gaspard Anaëlle",
        "Courtepluie Beaupigeon Vertevague Tournesoleil Châtelune",
    ),
    "Spanish": ("Ximena Baltasar Rocío Leandro Paloma Íñigo", "Solaluna Aguaclara Montenube Piedraverde Campañuela"),
    "Portuguese": ("Iracema Tomé Jacinta Anselmo Luzia Caetano", "Marevento Pedrassol Folhaverde Canoares"),
    "Italian": ("Fiorenzo Ginevra Ludovico Ortensia Amedeo", "Bellanebbia Trescalini Pietraluna Ventomare"),
    "Hungarian": ("Csilla Zsombor", "Kékmadár Őszifa"),
}
_HEBREW: _Written = (("Na’ama Kochavtal", "נעמה כוכבטל"), ("Yotam Gefenor", "יותם גפנאור"))


def invented(language: str, number: int) -> PersonName:
    """The name with this number in a language; numbers that follow one another make different names."""
    if language in _EASTERN:
        return _EASTERN[language](number)
    if language == "Hebrew":
        full, native = _HEBREW[number % len(_HEBREW)]
        first, last = full.split()
        return PersonName(first=first, last=last, full=full, native=native)
    firsts, lasts = (names.split() for names in _WESTERN[language])
    first, last = firsts[number % len(firsts)], lasts[sum(divmod(number, len(firsts))) % len(lasts)]
    return PersonName(first=first, last=last, full=f"{first} {last}")


def _japanese(number: int) -> PersonName:
    beginnings, endings = _JAPANESE_FAMILY
    given, home = _JAPANESE_GIVEN[number % len(_JAPANESE_GIVEN)]
    beginning = beginnings[sum(divmod(number, len(_JAPANESE_GIVEN))) % len(beginnings)]
    ending = endings[(number // 5 + number) % len(endings)]
    family = beginning[0] + ending[0]
    return _written(given, family, f"{beginning[1]}{ending[1]} {home}")


def _korean(number: int) -> PersonName:
    return _short(number, _KOREAN_GIVEN, _KOREAN_FAMILY)


def _chinese(number: int) -> PersonName:
    return _short(number, _CHINESE_GIVEN, _CHINESE_FAMILY)


def _short(number: int, given: _Written, families: _Written) -> PersonName:
    first, family = given[number % len(given)], families[sum(divmod(number, len(given))) % len(families)]
    return _written(first[0], family[0], family[1] + first[1])


def _written(given: str, family: str, native: str) -> PersonName:
    return PersonName(first=given, last=family, full=f"{given} {family}", native=native)


_EASTERN: Mapping[str, Callable[[int], PersonName]] = {
    "Japanese": _japanese,
    "Korean": _korean,
    "Chinese": _chinese,
}

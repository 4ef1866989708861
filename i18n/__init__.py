"""Languages: the messages of the code, plurals and numbers, in the current language.

gettext: the English message stands in the code, and is the key into a catalogue (``catalogues/de.po``). ::

    t("Linked as {name}", name=name)
    tn("{count} title", "{count} titles", count)
    tc("the button", "Score")            # an English word with two meanings
    GONE = mark("It’s gone.")            # a constant, for t(GONE) later

The current language is a context variable; whoever begins an answer sets it with :func:`speaking` or :func:`speak`.
Knows no feature, neither Discord nor a browser.
"""

from i18n.languages import ENGLISH, LANGUAGES, Language, language_for
from i18n.messages import current, decimal, in_each_language, listed, mark, number, speak, speaking, t, tc, tn

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "current",
    "decimal",
    "in_each_language",
    "language_for",
    "listed",
    "mark",
    "number",
    "speak",
    "speaking",
    "t",
    "tc",
    "tn",
]

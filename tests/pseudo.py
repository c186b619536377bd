"""A language that nobody speaks: every text stands in marks, so that what bypasses translation is seen."""

from __future__ import annotations

import gettext
import re

from babel import Locale

from bot.words.language import Words

MARKED = re.compile("⟦[^⟦⟧]*(⟧|$)")
WORD = re.compile(r"[A-Za-z]{2,}")


class Marks(gettext.NullTranslations):
    """Notes what was asked for: an English text, or a context and one."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str | None]] = set()

    def gettext(self, message: str) -> str:
        self.asked.add((message, None))
        return message if message == ", " else f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add((msgid1, None))
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        self.asked.add((message, context))
        return f"⟦{message}⟧"


MARKS = Marks()
MARKING = Words("xx", Locale("ja"), MARKS)
"""Numbers and dates are written as in Japanese, so that no letter of them is Latin."""


def unmarked(said: str, *names: str) -> list[str]:
    """The words that no text of the catalogue brought, and no name."""
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, " ")
    before = ""
    while before != said:
        before, said = said, MARKED.sub(" ", said)
    return WORD.findall(said)

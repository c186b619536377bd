"""A text that is not worded yet: the English of it and the values in it, without a language.

The English text is the key of the catalogues. Every text stands where it is used, in one of the calls that
``benchmarks.words`` looks for: :func:`mark`, :class:`Plural`, :func:`text`, :func:`term`, :func:`counted`, and ``say``
and ``count`` of :class:`bot.words.language.Words`. Values are named in braces, ``{n}`` being the number counted; after
a colon stands how a number is written: ``{share:percent}``, ``{score:.1}``, ``{mood:+.2}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Weekday:
    number: int
    """Monday is 0."""


@dataclass(frozen=True, slots=True)
class Hour:
    hour: int


Value: TypeAlias = Union[str, int, float, date, Weekday, Hour, "Text"]


class Plural(NamedTuple):
    """One text in English for one of something, and one for any other number."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Text:
    msgid: str
    values: tuple[tuple[str, Value], ...] = ()
    many: str = ""
    """The text of several; empty where nothing is counted."""
    number: float = 0
    context: str = ""
    """What a single word is said of, where the word alone could be meant in two ways."""


def mark(msgid: str) -> str:
    """The text itself: to be found by whoever collects what has to be translated."""
    return msgid


def text(msgid: str, /, **values: Value) -> Text:
    return Text(msgid, tuple(values.items()))


def counted(one: str, many: str, number: float, /, **values: Value) -> Text:
    """A text with a number in it, ``{n}``."""
    return Text(one, (*values.items(), ("n", number)), many, number)


def term(context: str, msgid: str, /) -> Text:
    """A single word and what it is said of."""
    return Text(msgid, context=context)

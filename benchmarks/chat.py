"""Chat in which people marked what answers what, as the conversation model reads it.

A line a message: ``id`` (a part before the slash for each excerpt), ``ts``, ``author``, ``content``, ``mentions`` (who
is named), and where people looked ``annotated`` with the ids that it answers in ``reply_to``. The messages of an
excerpt come in order, with times to the minute that begin anew at midnight.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np

from bot.intake.text import read_texts
from storage.conversation.turns import Turns
from storage.models import Flags

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class Chat:
    turns: Turns
    ids: tuple[str, ...]
    """Of each message, in the order of the turns."""
    people: tuple[str, ...]
    """By their number."""
    named: Mapping[int, int]
    """By the row of a message, whom it names first."""
    annotated: Flags
    answered: Mapping[int, frozenset[int]]
    """By the row of a message that people looked at, whom it answers: others than its author, where there are any."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """:raises OSError: where it cannot be read.
        :raises ValueError: where it is no such chat."""
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                return cls.of([json.loads(line) for line in lines])
        except (KeyError, TypeError, AttributeError, gzip.BadGzipFile) as error:
            raise ValueError(f"not a chat: {error!r}") from error

    @classmethod
    def of(cls, messages: list[dict[str, Any]]) -> Self:
        places = {place: number for number, place in enumerate(dict.fromkeys(map(_excerpt, messages)))}
        messages = sorted(messages, key=lambda message: places[_excerpt(message)])
        numbers: dict[str, int] = {}
        author_of = {m["id"]: numbers.setdefault(m["author"], len(numbers)) for m in messages}
        author = [author_of[m["id"]] for m in messages]
        namings = [
            (row, numbers.setdefault(name, len(numbers)))
            for row, m in enumerate(messages)
            for name in dict.fromkeys(m["mentions"])
            if name != m["author"]
        ]
        texts = read_texts([m["content"] for m in messages])
        answered = {
            row: frozenset(author_of[one] for one in m["reply_to"] or () if one in author_of) - {author[row]}
            for row, m in enumerate(messages)
            if m.get("annotated")
        }
        annotated = np.zeros(len(messages), dtype=np.bool_)
        annotated[list(answered)] = True
        naming = np.array([row for row, _ in namings], dtype=np.int64)
        addressed = np.zeros(len(messages), dtype=np.bool_)
        addressed[naming] = True
        turns = Turns(
            room=_column(places[_excerpt(m)] for m in messages),
            author=_column(author),
            minute=_column(_minutes(messages)),
            length=_column(text.length for text in texts),
            question=_column(text.question for text in texts).astype(np.bool_),
            thanks=_column(text.thanks for text in texts).astype(np.bool_),
            addressed=addressed,
            naming=naming,
            named=_column(person for _, person in namings),
        )
        return cls(
            turns,
            tuple(m["id"] for m in messages),
            tuple(numbers),
            dict(reversed(namings)),
            annotated,
            {row: who for row, who in answered.items() if who},
        )


def _excerpt(message: Mapping[str, Any]) -> str:
    return str(message["id"]).split("/")[0]


def _minutes(messages: list[dict[str, Any]]) -> Iterable[int]:
    """Of each message, never going back within an excerpt: half a day back is the next day, and less a slip."""
    now, days, place = 0, 0, None
    for message in messages:
        said = int(datetime.fromisoformat(message["ts"]).timestamp()) // 60
        if _excerpt(message) != place:
            now, days, place = said, 0, _excerpt(message)
        elif said + days < now - _DAY_MINUTES // 2:
            days += _DAY_MINUTES
        now = max(now, said + days)
        yield now


def _column(values: Iterable[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(list(values), dtype=np.int64)

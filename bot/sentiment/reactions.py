"""What a reaction says: the same knowledge of signs, for one emoji by itself."""

from __future__ import annotations

from functools import lru_cache

from bot.sentiment.knowledge import FACES, SIGNS
from bot.sentiment.reading import like_emoji

_LARGEST = 4.0


@lru_cache(1 << 10)
def reaction_polarity(emoji: str) -> float | None:
    """How warm a reaction is, −1 to 1; None where its emoji is not known.

    ``emoji`` is a unicode emoji in any shade, or the name of a server's own as ``:name:``: that is worth what it is
    like, so ``:pepesad:`` is as cold as a 😢.
    """
    if emoji[:1] == ":" and emoji[-1:] == ":" and len(emoji) > 2:
        emoji = like_emoji(emoji)
    value = SIGNS.get(emoji[:1], FACES.get(emoji.lower()))
    return None if value is None else value / _LARGEST

"""What a reaction says: the same knowledge of signs, for one emoji by itself."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import lru_cache

from bot.sentiment.knowledge import FACES, SIGNS
from bot.sentiment.reading import like_emoji

_LARGEST = 4.0
_SORROW = frozenset("😢😭😿💔🥺🥲😔😞😟😥🙁☹")
"""In a text these are cold. Under what somebody else wrote they are felt with them, or played: of sixteen in a real
community, looked at by hand, none was against whom it was given to."""
_SHORT = {
    "+1": "👍",
    "-1": "👎",
    "star-struck": "🤩",
    "sunglasses": "😎",
    "sweat_smile": "😅",
    "thinking": "🤔",
    "upside_down_face": "🙃",
}
"""Names of standard emoji in exports that write them in letters: neither Unicode nor their parts tell of these."""


@lru_cache(1 << 10)
def reaction_polarity(emoji: str) -> float | None:
    """How warm a reaction is, −1 to 1; None where its emoji is not known, or is one of sorrow.

    ``emoji`` is a unicode emoji in any shade, or a name as ``:name:``: of a standard one, or of a server's own. That is
    worth what it is like, so ``:thisisfine_clown:`` is as cold as a 👎.
    """
    if emoji[:1] == ":" and emoji[-1:] == ":" and len(emoji) > 2:
        emoji = _named(emoji)
    if emoji[:1] in _SORROW:
        return None
    value = SIGNS.get(emoji[:1], FACES.get(emoji.lower()))
    return None if value is None else value / _LARGEST


def _named(emoji: str) -> str:
    name = emoji.strip(":").partition("::")[0].lower()
    if name in _SHORT:
        return _SHORT[name]
    for whole in (name, f"{name}_face"):
        with suppress(KeyError):
            found = unicodedata.lookup(whole.replace("_", " ").replace("-", " "))
            if found in SIGNS:
                return found
    return like_emoji(emoji)

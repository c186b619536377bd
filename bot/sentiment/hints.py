"""What a stretch between two spaces lets a text be for: a purpose is looked for only where there may be one."""

from __future__ import annotations

import re

OPENS, PAUSES, ASKS, JOINS, THANKS, FOREIGN = (1 << place for place in range(6))
"""As a text's first: it may ask; a clause may end with it; a question may follow that, or follow such a small word as
joins; there may be thanks in it; it is not in plain letters."""
ANYTHING = OPENS | PAUSES | ASKS | JOINS | THANKS | FOREIGN

_OPENING = """
    so and but hi hey hello yo ok sorry all guys everyone good morning evening hmm wait well please there folks people
    ty thx thanks thank you help noob stupid serious quick question
    how what why where when who whose since which can could does do did has have is was would will are were should
    may am any anyone anybody i need
"""
"""What a question that is told by its beginning may begin with, as :mod:`~bot.sentiment.purpose` has it."""
_THANKING = """
    thx thax thnx thanx thnnx tnx ty tysm tyvm tks appreciate appreciated cheers kudos props shout shoutout hats owe
    saved saving life lifesaver saver grateful kind helpful merci dank danke bedankt gracias obrigado obrigada grazie
    arigato arigatou tack takk kiitos
"""
"""What there may be thanks in, beside what begins with "thank"."""
_OF_WORD: dict[str, int] = {}
for _hint, _words in (
    (OPENS, _OPENING),
    (ASKS, "what how where any can could does is do which why"),
    (JOINS, "so and but"),
    (THANKS, _THANKING),
):
    for _word in _words.split():
        _OF_WORD[_word] = _OF_WORD.get(_word, 0) | _hint
_word_in, _words_of = re.compile(r"\w").search, re.compile(r"\w+").findall


def hints_of(stretch: str) -> int:
    """Never too little. What is not plain English letters, or may hold an emoji's name, may be anything."""
    if not stretch.isascii():
        return ANYTHING
    small = stretch.lower()
    if small.isalpha():
        return _hints_of_word(small)
    if stretch.count(":") > 1:
        return ANYTHING
    hints = PAUSES if small[-1] in ",.;:!" else 0
    if not small.islower():  # without a letter, as numbers are
        return hints if _word_in(small) else hints | OPENS
    words = _words_of(small)
    if small == "what's":
        hints |= ASKS
    for word in words:
        hints |= _hints_of_word(word) & THANKS
    return hints | (_hints_of_word(words[0]) & OPENS if words else OPENS)


def _hints_of_word(small: str) -> int:
    return _OF_WORD.get(small, 0) | (THANKS if small[:5] == "thank" else 0)

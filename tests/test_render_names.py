"""Names are other people's words: nothing in them may act, hide or break a line."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from bot.render.names import NAMELESS, clip, plain, safe, width


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("@everyone", "@everyone"),
        ("@here", "@here"),
        ("<@123>", "<@"),
        ("<@&9>", "<@&"),
        ("<#5>", "<#"),
        ("<t:1:R>", "<t:"),
        ("<:a:1>", "<:"),
        ("<a:b:1>", "<a:"),
        ("</run:1>", "</"),
        ("<id:customize>", "<id:"),
        ("[free](https://evil.example)", "]("),
        ("https://evil.example/x", "https://"),
        ("ht\u200btps://evil.example", "https://"),
        ("ht\ntps://evil.example", "https://"),
        ("HTTPS://evil.example", "HTTPS://"),
        ("steam://run", "steam://"),
        ("discord.gg/abc", "discord.gg"),
        ("a@b.example", "a@b"),
        ("evil\u202egnp.exe", "\u202e"),
        ("\u2066x\u2069", "\u2066"),
        ("two\nlines", "\n"),
        ("\x1b[31mred", "\x1b"),
        ("\ufeffx\u200d", "\ufeff"),
    ],
)
def test_what_would_act_is_inert(name: str, never: str) -> None:
    assert never not in safe(name)


@pytest.mark.parametrize("name", ["*b*", "__u__", "~~s~~", "||x||", "`c`", "```x", "a\\*b", "[x]"])
def test_markdown_is_escaped_wherever_it_stands(name: str) -> None:
    assert re.sub(r"\\[^A-Za-z\s]", "", safe(name)).strip("abcdsux") == ""


@pytest.mark.parametrize("name", ["# big", "-# small", "> quote", ">>> quote", "- item", "+ item", "1. one", "2) two"])
def test_what_acts_at_the_start_of_a_line_is_escaped_there(name: str) -> None:
    assert re.match(r"\d?\\[^\w\s]", safe(name))


@pytest.mark.parametrize("words", ["63.7", "−2%", "Ada Lovelace", "12 weeks (97%)", "林小明", "Ñandú", "🚂 Tea"])
def test_harmless_words_stay_as_they_are(words: str) -> None:
    assert safe(words) == words


@pytest.mark.parametrize("name", ["", "\u3164", "\u200b\u200b", "\u2800 \u2800", "\u202e", "\u0301"])
def test_an_invisible_name_is_called_so(name: str) -> None:
    assert plain(name) == NAMELESS


def test_zalgo_keeps_two_marks_a_letter() -> None:
    shown = plain("Z" + "\u0334\u0321\u0322\u031b\u0332" * 4 + "a")
    assert sum(unicodedata.combining(letter) > 0 for letter in shown) == 2
    assert shown[0] == "Z"
    assert shown[-1] == "a"


def test_families_of_emoji_stay_one_character() -> None:
    assert plain("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert width("👩\u200d👩\u200d👧") == 2
    assert plain("a\u200db") == "ab"


def test_wide_letters_are_cut_by_what_a_terminal_shows() -> None:
    assert clip("林" * 32, 10) == "林林林林…"
    assert width(clip("👩\u200d👩\u200d👧" * 12, 9)) <= 9


def test_narrow_letters_are_measured_as_terminals_do() -> None:
    for letter in map(chr, range(0x3000)):
        if plain(f"a{letter}a") == f"a{letter}a":
            assert width(f"a{letter}a") == wcswidth(f"a{letter}a"), hex(ord(letter))
    assert clip("naïve – words…", 9) == "naïve –…"


@given(st.text(max_size=60))
def test_any_name_is_one_inert_line(name: str) -> None:
    shown = safe(name)
    assert shown.strip()
    assert not re.search(r"@(everyone|here)|<[@#:/ait&]|\w://|\]\(", shown)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert not re.search(r"(?<!\\)(\\\\)*[*_~`|\[\]]", shown)


@given(st.text(max_size=60))
@example(" \U0001163d")
@example("a \ufe0f")
def test_what_is_plain_stays_plain(name: str) -> None:
    once = plain(name)
    assert plain(once) == once
    assert width(clip(once, 12)) <= 12

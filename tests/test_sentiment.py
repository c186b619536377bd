"""A text's words become a number, or none where there is nothing to go on."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sentiment import THRESHOLDS, polarity
from bot.sentiment.words import spoken, unquoted


@pytest.mark.parametrize("text", ["This is great, thank you!", "I love how helpful this place is", "wonderful news"])
def test_warm_words_are_above_the_upper_threshold(text: str) -> None:
    found = polarity(text)
    assert found is not None
    assert found > THRESHOLDS[1]


@pytest.mark.parametrize("text", ["This is terrible", "what an awful, boring release", "I hate this"])
def test_cold_words_are_below_the_lower_threshold(text: str) -> None:
    found = polarity(text)
    assert found is not None
    assert found < THRESHOLDS[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "42",
        "!?",
        "x",
        "the boat lies at the pier",
        "```python\nawful = terrible()\n```",
        "`terrible`",
        "> this is terrible",
        ">>> this is terrible\nand awful",
        "https://example.com/wonderful/terrible",
        "<@123456789012345678>",
        "<:terrible:123456789012345678> <a:awful:123456789012345678>",
        ":wonderful:",
        "世界",
    ],
)
def test_nothing_to_go_on_is_none_and_not_zero(text: str) -> None:
    assert polarity(text) is None


def test_known_words_that_cancel_out_are_zero_and_not_none() -> None:
    assert polarity("good bad") == pytest.approx(0.0, abs=1e-9)


def test_only_the_author_s_own_words_count() -> None:
    alone = polarity("this is great")
    assert polarity("> this is terrible\nthis is great ```awful``` `worst` https://awful.example/bad") == alone


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a ```code``` b", "a   b"),
        ("a ``` b", "a   b"),
        ("```x``` y ```z", "  y  z"),
        ("it's `x` and ` y", "it's   and ` y"),
        (">no quote", ">no quote"),
        ("> quote\nown", "\nown"),
        ("own\n>>> all\nthe rest", "own\n"),
    ],
)
def test_quotes_and_code_are_taken_out_as_discord_shows_them(text: str, left: str) -> None:
    assert unquoted(text) == left


def test_what_discord_draws_is_no_word() -> None:
    drawn = "<@1> <@!2> <@&3> <#4> <:kek:5> <a:kek:6> <t:1700000000:R> <id:guide> </ask now:7> :kek: http://a.b/c?d=e"
    assert spoken(drawn).strip() == ""
    assert spoken("at 10:30:45, <3 and a < b") == "at 10:30:45, <3 and a < b"


@given(st.text(max_size=4_000))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_number_in_range_or_none(text: str) -> None:
    found = polarity(text)
    assert found is None or -1.0 <= found <= 1.0


WORDS = st.sampled_from(
    ["not", "very", "good", "bad", "really", "awful", "never", "n't", "!", ":)", "'", '"', ".", "`", ">"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_any_heap_of_known_words_is_a_number_in_range_or_none(text: str) -> None:
    found = polarity(text)
    assert found is None or -1.0 <= found <= 1.0


@pytest.mark.parametrize(
    "piece",
    ["`", "```", "<", "<@", "<a:", ":", ":a", "> ", ">>> ", "http://", "\n", " ", "'", ".", "a.", "(", "not ", "é"],
)
def test_the_time_it_takes_grows_with_the_length_only(piece: str) -> None:
    polarity("good")
    start = time.process_time()
    polarity((piece * 4_000)[:4_000] + " good")
    assert time.process_time() - start < 0.25


@pytest.mark.parametrize("text", ["", "good"])
def test_nothing_heavy_is_loaded_for_it(text: str) -> None:
    code = "import sys, bot.sentiment as s; s.polarity(sys.argv[1]); sys.exit('nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, text], check=False).returncode == 0


def test_the_lexicon_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from bot.sentiment import pattern as p, polarity; polarity('8'); sys.exit(p.rules.cache_info()[1])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""The fast reading of a text says what TextBlob says of it, to the last bit."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textblob.en import sentiment

from bot.sentiment import score
from bot.sentiment.pattern import english

PIECES = st.sampled_from(
    [
        *("not", "no", "never", "n't", "don't", "isn't", "can't", "it's", "I'd", "o'clock", "very", "really", "barely"),
        *("good", "bad", "great", "GREAT", "terrible", "awful", "nice", "fun", "hardly", "a", "at", "the", "boat"),
        *(":)", ":-)", ": )", ":(", ":'(", ":D", "xD", "x D", "max", "D", "<3", "< 3", "8)", "8", ")", "3", "o", "O"),
        *("=/", ":3", "note:", "o.O", "o.", "-", "_", "°", ":-.", ">", ">.>", "; )", "♥", ";)good", "c", "s", "'s"),
        *("!", "!!", "?!", "(!)", "( !", "!)", "(", "foo(!)", ".", "...", "..", "....", "etc.", "e.g.", "Mr.", "Hmm."),
        *("good,", "good.", "(good)", '"good"', "“good”", "good's", "''", "`", "U.S.", "a.", "so-so", "café", "世界"),
        *("END-OF-SENTENCE", "\n\n", "\n", "\r\n", "\t", "\u00a0", "İ", "ß", "ok", "2nd", "13th", "f*cking", "\x1c"),
    ]
)
GLUE = st.sampled_from([" ", " ", " ", "", "  ", "\n\n"])


def test_the_lexicon_is_textblobs() -> None:
    sentiment.load()
    assert english() == dict(dict.items(sentiment))


def textblob_says(text: str) -> float | None:
    verdict = sentiment(text)
    return max(-1.0, min(1.0, float(verdict[0]))) if verdict.assessments else None


@given(st.lists(st.tuples(PIECES, GLUE), max_size=25).map(lambda pairs: "".join(a + b for a, b in pairs)))
@example("really not good")
@example("this is great :) and very not . ( ! ) fun : )")
@example("max D and note: 3 things")
@settings(max_examples=250, deadline=None)
def test_any_mix_of_words_and_marks_sounds_as_textblob_has_it(text: str) -> None:
    said = score(text + " boat")
    assert said == textblob_says(text + " boat")


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_sounds_as_textblob_has_it(text: str) -> None:
    assert score("a boat " + text) == textblob_says("a boat " + text)


def test_a_word_is_read_the_same_the_second_time() -> None:
    texts = ["not a very good boat :)", "good", "Good!", "not a very good boat :)"]
    assert [score(text) for text in texts * 2] == [textblob_says(text) for text in texts * 2]


@pytest.mark.shared
def test_labelled_posts_sound_as_textblob_has_them(shared: Path) -> None:
    with gzip.open(shared / "data/sentiment/goemotions-3class-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [f"a boat {json.loads(line)['text']}" for line in islice(lines, 3_000)]
    assert len(texts) > 1_000
    assert [score(text) for text in texts] == [textblob_says(text) for text in texts]

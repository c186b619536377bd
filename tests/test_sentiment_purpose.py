"""What a text is for, held against sentences of our own."""

from __future__ import annotations

import time

import pytest

from benchmarks.sentiment import PURPOSE_MARKS, labelled
from bot.sentiment.purpose import Purpose, purpose_of

SENTENCES = labelled()


@pytest.mark.parametrize("name", Purpose._fields)
def test_each_purpose_is_found_and_little_else(name: str) -> None:
    mark = PURPOSE_MARKS[name]
    there = {text for marks, text in SENTENCES if mark in marks}
    found = {text for _, text in SENTENCES if getattr(purpose_of(text), name)}
    assert len(there) >= 200
    assert len(there & found) / len(found) > 0.95, sorted(found - there)
    assert len(there & found) / len(there) > 0.95, sorted(there - found)


def test_the_sentences_are_all_different_and_many_are_for_nothing() -> None:
    texts = [text for _, text in SENTENCES]
    assert len(set(texts)) == len(texts)
    assert sum(marks == "-" for marks, _ in SENTENCES) >= 200


def test_a_text_may_be_for_more_than_one_thing() -> None:
    assert purpose_of("hey all, thanks! how do I join?") == Purpose(True, True, True, False)


@pytest.mark.parametrize(
    "piece", ["so ", "hey, ", "hi ", "yes, ", "to do ", "if you ", "thank", ". ", "welcome ", "the "]
)
def test_the_time_it_takes_grows_with_the_length_only(piece: str) -> None:
    start = time.process_time()
    purpose_of((piece * 4_000)[:4_000])
    assert time.process_time() - start < 0.25

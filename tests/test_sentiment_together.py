"""Many texts read at a time say what each says alone."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sentiment import FOLDER, SETS
from bot.intake.message import Place, Unread, message_sent
from bot.intake.text import TextFeatures, read_text, read_texts
from bot.sentiment import table
from bot.sentiment.hearing import FEWEST_TOGETHER

TEXTS = [
    "",
    "🔥",
    "️",
    "12",
    "great",
    "not good",
    "not. good",
    "this isn't a bad idea at all, I never liked it though",
    "so very really good!!! but sadly broken",
    "That was sick!!",
    "SICK beat, yeah right",
    "it was sick",
    "!!",
    "no problem, not working? stopped working :(",
    "sooooo goooood :-))) <3",
    "das ist nicht gut, ich mag es nicht",
    "`code` only",
    "thanks! what is this",
    "yes. and :kek: what is this",
    ":kek:how do I tie this knot",
    "yes, so what is it",
    "yes。how is it？",
    "<:pepesad:123> https://example.com/thanks",
    "ty",
    "so kind of you, a life saver",
    "harmless " * 60 + "thanks, how is it",
    "x" * 500,
    "lol",
    "sorry sorry",
    "lol, sorry: this is broken!",
    "sorry, that was great",
]


def alike(found: list[TextFeatures], alone: list[TextFeatures]) -> bool:
    """The number to more digits than are kept, all else exactly."""
    return [one._replace(sentiment=None) for one in found] == [one._replace(sentiment=None) for one in alone] and all(
        one.sentiment == pytest.approx(other.sentiment, abs=1e-9) for one, other in zip(found, alone, strict=True)
    )


def test_each_of_many_says_what_it_says_alone() -> None:
    assert len(TEXTS) > FEWEST_TOGETHER
    assert alike(read_texts(TEXTS), list(map(read_text, TEXTS)))


SAMPLE = """
    not never good bad great awful very really slightly sick no problem but however , . ! !! ? :( :) 🔥 🤡 GOOD BAD sooo
    thanks ty how what is it so and well-made it's don't :kek: que das ist foo Foo FOO 12 1,000 _x_
    lol sorry LOL haha 😂
"""
WORDS = st.sampled_from(SAMPLE.split())
ANY = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=30).map(" ".join),
    st.lists(WORDS, max_size=30).map("".join),
)


@given(st.lists(ANY, min_size=FEWEST_TOGETHER, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_texts_say_together_what_each_says_alone(texts: list[str]) -> None:
    assert alike(read_texts(texts), list(map(read_text, texts)))


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_REMEMBERED", 50)
    for batch in range(5):
        texts = [f"good word{batch}x{number} isn't, bad" for number in range(40)]
        assert alike(read_texts(texts), list(map(read_text, texts)))


@pytest.mark.parametrize("text", ["lol sorry", "😂 lol"])
def test_texts_of_nothing_but_sides_say_together_what_each_says_alone(text: str) -> None:
    texts = [text] * FEWEST_TOGETHER
    assert alike(read_texts(texts), list(map(read_text, texts)))


def test_several_threads_may_read_at_once() -> None:
    batches = [[f"good {thread} word{number}, not bad{thread}" for number in range(300)] for thread in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read_texts, batches))
    for texts, said in zip(batches, found, strict=True):
        assert alike(said, list(map(read_text, texts)))


def test_messages_read_together_are_the_same_facts() -> None:
    unread: list[Unread] = [message_sent(Place(1, 2, number, 3), text) for number, text in enumerate(TEXTS, 10)]
    together, alone = Unread.finished_together(unread), [Unread.finished_together([one])[0] for one in unread]
    assert [message.message_id for message in together] == [message.message_id for message in alone]
    for one, other in zip(together, alone, strict=True):
        assert one.sentiment == pytest.approx(other.sentiment, abs=1e-9)


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_posts_say_together_what_each_says_alone(name: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"no labelled posts in {FOLDER}")
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][:3_000]
    assert alike(read_texts(texts), list(map(read_text, texts)))

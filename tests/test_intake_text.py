"""What a text says is counted, and the text is gone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake.emoji import emoji_name
from bot.intake.text import NOTHING_SAID, read_text


@pytest.mark.parametrize(
    "text",
    [
        "where is the harbour?",
        "Does it float ?!",
        "Is it (still) open? I am lost.",
        "how do I tie this knot",
        "hey all, has anyone seen my boat",
        "What's the depth here",
        "anyone know a good sailmaker",
        "can you look at this",
        "これは何ですか？",
        "هل هذا صحيح؟",
    ],
)
def test_a_question_is_one(text: str) -> None:
    assert read_text(text).question


@pytest.mark.parametrize(
    "text",
    [
        "the harbour is here",
        "see https://example.com/?q=harbour",
        "`is it?`",
        "```\nwhy?\n```",
        "> is it?\nyes",
        "how nice",
        "what a day",
        "when I was young",
        "who cares",
        "canyon",
        "",
    ],
)
def test_what_asks_nothing_is_no_question(text: str) -> None:
    assert not read_text(text).question


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "thank you so much",
        "thank u",
        "THANKS",
        "ty",
        "tysm <3",
        "thx a lot",
        "I appreciate it",
        "merci !",
        "Danke dir",
        "muchas gracias",
        "obrigada",
        "спасибо",
        "ありがとうございます",
        "谢谢",
        "감사합니다",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert read_text(text).thanks


@pytest.mark.parametrize("text", ["no thanks", "party", "type", "thankless", "`ty`", "> thanks\nhm", "pretty", ""])
def test_what_thanks_nobody_does_not(text: str) -> None:
    assert not read_text(text).thanks


def test_links_are_counted_where_they_are_the_author_s() -> None:
    assert read_text("https://a.example and <http://b.example/x?y=z>").links == 2
    assert read_text("`https://a.example` HTTPS://B.example").links == 1
    assert read_text("> https://a.example\nhttp: //nothing").links == 0


def test_length_is_what_people_see() -> None:
    assert read_text("  four \n").length == 4
    assert read_text("<@123456789012345678> hi <a:kek:123456789012345678>").length == len("@ hi :kek:")
    assert read_text("日本").length == 2
    assert read_text("```code```").length == 10


def test_an_empty_message_says_nothing() -> None:
    assert read_text("") == NOTHING_SAID
    assert read_text("   ") == NOTHING_SAID


@given(st.text(max_size=4_000))
@settings(max_examples=150, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    features = read_text(text)
    assert 0 <= features.length <= len(text)
    assert features.links >= 0


@pytest.mark.parametrize(
    "piece", ["so ", "hey, ", "?", "no ", "thank", "thank ", "https://", "<@1", "\t", "how ", "\u0301"]
)
def test_the_time_it_takes_grows_with_the_length_only(piece: str) -> None:
    read_text("good")
    start = time.process_time()
    read_text((piece * 4_000)[:4_000])
    assert time.process_time() - start < 0.25


@pytest.mark.parametrize(
    ("name", "custom_id", "expected"),
    [
        ("❤️", None, "❤"),
        ("❤", None, "❤"),
        ("1️⃣", None, "1⃣"),
        ("👩‍🚀", None, "👩‍🚀"),
        ("kek", 5, ":kek:"),
        ("größe", 5, ":größe:"),
        (":clap:", "", ":clap:"),
        (None, 5, ":5:"),
        (None, None, ":?:"),
        ("️", None, "️"),
    ],
)
def test_an_emoji_has_one_name(name: str | None, custom_id: int | str | None, expected: str) -> None:
    assert emoji_name(name, custom_id) == expected

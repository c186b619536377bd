"""How single members sound: for nobody's eyes but their own, unless moderators say so, and never from a handful."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import orjson
import pytest

from bot.catalogue import REPORT_NAMES
from bot.render.document import as_json
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import Members
from bot.scoring import Judgement
from bot.scoring.moods import FEWEST_SCORED, interval_of
from bot.service import Audience, MoodsHiddenError, Request, Service
from bot.words.language import ENGLISH
from storage import Store
from storage.models import ChannelSeen, GuildSeen, GuildSettings, MemberSeen, MessageSent, StretchSeen, snowflake_at
from tests.empty_file import empty
from tests.test_service import END, NOW

GUILD, TALKER, FEW = 10, 1, 2
FAIR = (END - timedelta(days=12)).date()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A talker of 30 scored messages, one of 19, and as many that nothing can be told of."""
    opened = Store.open(empty(tmp_path / "moods.db"), clock=lambda: NOW)
    begin = END - timedelta(days=20)
    opened.record_blocking(
        [
            GuildSeen(GUILD, "harbour", imported=True),
            ChannelSeen(GUILD, 7, "general"),
            *(MemberSeen(GUILD, user_id, f"person {user_id}", begin) for user_id in (TALKER, FEW)),
            *(sent(number, TALKER, 0.5 if number % 3 else -0.5) for number in range(30)),
            *(sent(number, FEW, 0.5) for number in range(100, 100 + FEWEST_SCORED - 1)),
            *(sent(number, FEW, None) for number in range(200, 230)),
            StretchSeen(GUILD, 7, snowflake_at(begin), snowflake_at(END), "import"),
        ]
    )
    opened.flush()
    return opened


def sent(number: int, author: int, sentiment: float | None) -> MessageSent:
    return MessageSent(
        GUILD,
        7,
        snowflake_at(END - timedelta(days=19) + timedelta(hours=14 * (number % 30))) + number,
        author,
        20,
        sentiment,
    )


def members(store: Store, audience: Audience) -> dict[int, Judgement]:
    report = Service(store, lambda: NOW).report(Request("members", audience=audience))
    assert isinstance(report, Members)
    return {person.user_id: person for person in report.members}


def test_a_mood_rests_on_twenty_messages_and_says_how_far_off_it_may_be(store: Store) -> None:
    people = members(store, "owner")
    talker = people[TALKER]
    assert talker.sentiment == pytest.approx(1 / 6, abs=0.01)
    assert talker.sentiment_messages == 30
    assert talker.sentiment_interval is not None
    low, high = talker.sentiment_interval
    assert low < 1 / 6 < high
    assert (people[FEW].sentiment, people[FEW].sentiment_interval, people[FEW].sentiment_messages) == (None, None, None)
    store.close()


@pytest.mark.parametrize(
    ("audience", "set_to", "seen"),
    [
        ("anybody", False, False),
        ("anybody", True, False),
        ("moderators", False, False),
        ("moderators", True, True),
        ("owner", False, True),
    ],
)
def test_who_sees_it(store: Store, audience: Audience, set_to: bool, seen: bool) -> None:
    store.save_settings(GUILD, GuildSettings(member_moods=set_to))
    assert (members(store, audience)[TALKER].sentiment is not None) == seen
    store.close()


@pytest.mark.parametrize("name", REPORT_NAMES)
def test_no_report_in_any_shape_shows_it_to_others(store: Store, name: str) -> None:
    service = Service(store, lambda: NOW)
    request = replace(Request("members", user_id=TALKER, limit=0, event="fair", day=FAIR), name=name)  # type: ignore[arg-type]  # parametrized from the literal's own values
    hidden = service.report(request)
    assert not [one for one in judgements(hidden) if one.sentiment is not None or one.sentiment_interval is not None]
    assert '"sentiment":0' not in orjson.dumps(orjson.loads(as_json(hidden, ENGLISH))).decode()
    assert "of 30" not in as_text(hidden)
    assert ",0.16" not in as_csv(hidden, ENGLISH)
    store.close()


def judgements(thing: object) -> list[Judgement]:
    """All of them anywhere in a report."""
    if isinstance(thing, Judgement):
        return [thing]
    if isinstance(thing, tuple):
        return [one for part in thing for one in judgements(part)]
    if is_dataclass(thing):
        return [one for field in fields(thing) for one in judgements(getattr(thing, field.name))]
    return []


def test_it_is_no_order_for_whom_it_is_hidden_from(store: Store) -> None:
    with pytest.raises(MoodsHiddenError):
        Service(store, lambda: NOW).report(Request("members", by="sentiment", audience="moderators"))
    store.close()


def test_the_owner_s_text_has_the_mood_with_its_width(store: Store) -> None:
    report = Service(store, lambda: NOW).report(Request("members", audience="owner"))
    assert "mood ± 0.35 of 30" in as_text(report)
    report = Service(store, lambda: NOW).report(Request("member", user_id=TALKER, audience="owner"))
    assert "mood +0.17 (−1 to +1), within −0.19 to +0.52, from 30 messages" in as_text(report)
    store.close()


def test_the_interval_holds_nineteen_of_twenty_means_of_the_widest_spread() -> None:
    draw = np.random.default_rng(1)
    for mean, count in ((0.0, 20), (0.5, 20), (0.8, 40)):
        found = (draw.random((4_000, count)) < (1 + mean) / 2).mean(1) * 2 - 1
        low, high = interval_of(mean, count)
        assert 0.9 < ((low <= found) & (found <= high)).mean() < 0.99
    assert interval_of(1.0, 20) == (1.0, 1.0)

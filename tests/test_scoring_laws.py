"""What the score obeys whatever happens: laws, tried on communities that chance makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.exports import read_exports
from bot.scoring import judge
from storage import Store
from storage.models import Fact, Window, finished
from tests.empty_file import empty
from tests.scoring_guild import GuildOf
from tests.storage_world import IN_MEMORY
from twin.community import exports
from twin.community.rooms import build
from twin.community.snowflakes import Mint, millis
from twin.timeline import Event, Person, Posted, Reacted, Room, Timeline

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
BEGAN = NOW - timedelta(days=40)
GUILD, HUMANS, BOTS = 7, (101, 102, 103, 104, 105, 106), (901, 902)
PEOPLE = tuple(
    Person(user, f"name {user}", "bot" if user in BOTS else "regular", BEGAN - timedelta(days=1), is_bot=user in BOTS)
    for user in (*HUMANS, *BOTS)
)
ROOMS = tuple(build(Random(1), Mint(), millis(BEGAN) - 1000, 60))
CHAT = [room for room in ROOMS if room.kind == "text"][:2]
Scores = Mapping[int, float]
through_the_store = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def events(draw: st.DrawFn, users: tuple[int, ...] = HUMANS) -> tuple[Event, ...]:
    """What people say to each other and react to, over 40 days; each answers or mentions only humans."""
    mint, ms, said, found = Mint(), millis(BEGAN), list[Posted](), list[Event]()
    for _ in range(draw(st.integers(4, 40))):
        ms += draw(st.sampled_from((20_000, 900_000, 5_000_000, 86_400_000)))
        user, room = draw(st.sampled_from(users)), draw(st.sampled_from(CHAT))
        to = draw(
            st.sampled_from([None, *(p for p in said if p.channel_id == room.channel_id and p.user_id in HUMANS)])
        )
        named = draw(st.sampled_from((None, None, *HUMANS)))
        mentions = () if named in (None, user) else (named,)
        post = posted(mint, ms, room, user, to, mentions)
        said.append(post)
        found.append(post)
        for fan in draw(st.sets(st.sampled_from(users), max_size=2)):
            found.append(Reacted(post.at, post.message_id, post.channel_id, fan, "🔥"))
    return tuple(found)


def posted(
    mint: Mint, ms: int, room: Room, user: int, to: Posted | None = None, mentions: tuple[int, ...] = ()
) -> Posted:
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return Posted(at, mint.at(ms), room.channel_id, user, "well, yes", to.message_id if to else None, mentions)


def facts_of(happened: Iterable[Event], people: tuple[Person, ...] = PEOPLE) -> list[Fact]:
    """Written as an export and read as one."""
    timeline = Timeline(GUILD, "Laws", HUMANS[0], people, ROOMS, tuple(happened))
    problems: list[str] = []
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        exports.write(timeline, Path(folder), until=NOW)
        batches = read_exports([Path(folder)], on_problem=problems.append)
        facts = [fact for batch in batches for fact in finished(batch)]
    assert problems == []
    return facts


def scores(facts: list[Fact], *, batch: int = 1000) -> Scores:
    with TemporaryDirectory(dir=IN_MEMORY) as folder, Store.open(empty(Path(folder) / "rapport.db")) as store:
        for start in range(0, len(facts), batch):
            store.record_blocking(facts[start : start + batch])
        store.flush()
        standing = judge(store.observe(GUILD, Window(NOW, 84)))
    return dict(zip(standing.user_id.tolist(), standing.score.tolist(), strict=True))


def same(one: Scores, other: Scores) -> bool:
    return one.keys() == other.keys() and list(one.values()) == pytest.approx([other[user] for user in one], abs=1e-6)


@given(events((*HUMANS, *BOTS)))
@through_the_store
def test_what_bots_do_never_moves_a_score(happened: tuple[Event, ...]) -> None:
    last = posted(Mint(), millis(NOW) - 60_000, CHAT[0], HUMANS[0])
    first = posted(Mint(), millis(BEGAN), CHAT[0], HUMANS[0])
    by_humans = [event for event in happened if isinstance(event, Posted | Reacted) and event.user_id in HUMANS]
    theirs = {event.message_id for event in happened if isinstance(event, Posted) and event.user_id in BOTS}
    without = [event for event in by_humans if event.message_id not in theirs]
    assert same(scores(facts_of((first, *happened, last))), scores(facts_of((first, *without, last))))


@given(events(), st.randoms(use_true_random=False), st.sampled_from((1, 7, 1000)))
@through_the_store
def test_the_order_of_arrival_changes_nothing(happened: tuple[Event, ...], chance: Random, batch: int) -> None:
    facts = facts_of(happened)
    shuffled = list(facts)
    chance.shuffle(shuffled)
    assert same(scores(facts), scores(shuffled, batch=batch))


@given(events(), st.permutations(HUMANS), st.permutations([f"other {user}" for user in HUMANS]))
@through_the_store
def test_other_names_and_ids_change_nothing(happened: tuple[Event, ...], ids: list[int], names: list[str]) -> None:
    new_id = dict(zip(HUMANS, ids, strict=True))
    new_name = dict(zip(ids, names, strict=True))
    renamed = [
        replace(event, user_id=new_id[event.user_id], mentions=tuple(new_id[user] for user in event.mentions))
        if isinstance(event, Posted)
        else replace(event, user_id=new_id[event.user_id])
        for event in happened
        if isinstance(event, Posted | Reacted)
    ]
    people = tuple(replace(person, name=new_name.get(person.user_id, person.name)) for person in PEOPLE)
    before = {new_id[user]: score for user, score in scores(facts_of(happened)).items()}
    assert same(dict(sorted(before.items())), scores(facts_of(renamed, people)))


@given(events(), st.sampled_from(HUMANS), st.data())
@through_the_store
def test_who_answers_themselves_gains_nothing(happened: tuple[Event, ...], user: int, data: st.DataObject) -> None:
    """Replies to oneself against the same messages without a reply, and reactions to oneself against none."""
    own = [event for event in happened if isinstance(event, Posted) and event.user_id == user and not event.reply_to]
    changed: dict[int, Posted] = {}
    for post in own:
        earlier = [other for other in own if other.channel_id == post.channel_id and other.at < post.at]
        if earlier and not post.mentions and data.draw(st.booleans()):
            changed[post.message_id] = replace(post, reply_to=data.draw(st.sampled_from(earlier)).message_id)
    fond = [Reacted(post.at, post.message_id, post.channel_id, user, "💯") for post in own]
    selfish = [changed.get(event.message_id, event) if isinstance(event, Posted) else event for event in happened]
    plain = scores(facts_of(happened))
    assert same(plain, scores(facts_of((*happened, *fond))))
    assert scores(facts_of((*selfish, *fond))).get(user, 0.0) <= plain.get(user, 0.0) + 1e-6


Answer = Callable[[GuildOf, int, int, int], None]
ANSWERS: dict[str, Answer] = {
    "reply": lambda made, source, target, ago: made.replied(source, target, ago),
    "mention": lambda made, source, target, ago: made.responded(source, target, ago, mentions=1),
    "next": lambda made, source, target, ago: made.responded(source, target, ago, inferred=8),
    "reaction": lambda made, source, target, ago: made.responded(source, target, ago, reactions=1),
}
CLEAR = ("mention", "reaction", "reply")
"""Whoever speaks next may have meant somebody else: that is a guess, and no answer."""
CROWD, GUESTS = range(16), range(16, 22)
whoever = st.sampled_from((*CROWD, *GUESTS))
days_ago = st.integers(0, 83)


@given(
    st.lists(st.tuples(whoever, whoever, days_ago, st.sampled_from(sorted(ANSWERS)), st.integers(1, 3)), max_size=60),
    st.sampled_from(CROWD),
    whoever,
    days_ago,
    st.sampled_from(CLEAR),
    st.integers(1, len(GUESTS)),
)
@settings(max_examples=60)
def test_another_honest_answer_never_lowers_a_score(
    traffic: list[tuple[int, int, int, str, int]], source: int, target: int, ago: int, kind: str, ring: int
) -> None:
    """Honest is who talks with many. So many of the guests answer whatever another of them says."""

    def guild(*, answered: bool) -> np.ndarray:
        made = GuildOf(len(CROWD) + len(GUESTS))
        made.chatter(CROWD)
        made.wrote(target, ago)
        for then in range(0, 84, 6):
            for friend in GUESTS[:ring]:
                made.wrote(friend, then)
                for fan in GUESTS[:ring]:
                    if fan != friend:
                        made.replied(fan, friend, then)
                        made.responded(fan, friend, then, reactions=2)
        for one, other, then, how, times in traffic:
            for _ in range(times if one != other else 0):
                made.wrote(other, then)
                ANSWERS[how](made, one, other, then)
        if answered and source != target:
            ANSWERS[kind](made, source, target, ago)
        return judge(made.observe()).score

    assert guild(answered=True)[target] >= guild(answered=False)[target] - 1e-9

"""Sample communities: nothing in them that could not have happened, and a truth that counting does not find."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from twin.community import exports, live, plant
from twin.timeline import Deleted, Edited, Event, Habit, Joined, Left, Posted, Reacted, SatInVoice, Timeline

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
WINDOW = timedelta(days=84)
SEEDS = range(6)


@cache
def community(seed: int, size: int = 160) -> Timeline:
    return plant(seed, now=NOW, size=size)


def posts(timeline: Timeline) -> list[Posted]:
    return [event for event in timeline.events if isinstance(event, Posted)]


def sent_at(snowflake: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(snowflake >> 22) + 1_420_070_400_000)


def actor(event: Event) -> int | None:
    return event.user_id if isinstance(event, Posted | Reacted | SatInVoice) else None


def recent_messages(timeline: Timeline) -> Counter[int]:
    return Counter(post.user_id for post in posts(timeline) if post.at >= NOW - WINDOW)


def responders(timeline: Timeline) -> tuple[dict[int, set[int]], Counter[int]]:
    """Of the last twelve weeks: which humans responded to whom, and how often."""
    author = {post.message_id: post.user_id for post in posts(timeline)}
    humans = {person.user_id for person in timeline.people if not person.is_bot}
    who: dict[int, set[int]] = defaultdict(set)
    count: Counter[int] = Counter()
    for event in timeline.events:
        targets: set[int] = set()
        if isinstance(event, Posted):
            targets = {*event.mentions} | ({author[event.reply_to]} if event.reply_to else set())
        elif isinstance(event, Reacted):
            targets = {author[event.message_id]}
        by = actor(event)
        if by is None or by not in humans or event.at < NOW - WINDOW:
            continue
        for target in targets - {by}:
            who[target].add(by)
            count[target] += 1
    return who, count


def test_the_same_seed_gives_the_same_community_and_another_seed_another() -> None:
    assert plant(3, now=NOW) == community(3)
    assert plant(4, now=NOW).events[:50] != community(3).events[:50]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_size_is_the_number_of_humans(seed: int) -> None:
    for size in (50, 160):
        people = community(seed, size).people
        assert sum(not person.is_bot for person in people) == size
        assert len({person.user_id for person in people}) == len({person.name for person in people}) == len(people)


def test_a_thousand_people_are_planted_too() -> None:
    timeline = community(0, 1000)
    assert sum(not person.is_bot for person in timeline.people) == 1000
    assert len(posts(timeline)) > 15_000


@pytest.mark.parametrize(("size", "weeks"), [(49, 16), (160, 13)])
def test_too_small_a_community_is_refused(size: int, weeks: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        plant(0, now=NOW, size=size, weeks=weeks)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_community_is_big_enough_to_show_and_small_enough_to_be_quick(seed: int) -> None:
    assert 5_500 < len(posts(community(seed))) < 12_000


@pytest.mark.parametrize("seed", SEEDS)
def test_events_are_in_order_and_end_just_before_now(seed: int) -> None:
    moments = [event.at for event in community(seed).events]
    assert moments == sorted(moments)
    assert NOW - timedelta(minutes=30) < moments[-1] < NOW
    assert moments[0] >= NOW - timedelta(weeks=16, days=1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [50, 160])
def test_ids_are_unique_and_tell_the_time(seed: int, size: int) -> None:
    timeline = community(seed, size)
    said = posts(timeline)
    assert len({post.message_id for post in said}) == len(said)
    assert all(sent_at(post.message_id) == post.at for post in said)
    assert all(sent_at(person.user_id) < person.joined_at for person in timeline.people)
    own = [r.channel_id for r in timeline.rooms] + [p.user_id for p in timeline.people] + [timeline.guild_id]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize("seed", SEEDS)
def test_replies_answer_an_earlier_message_of_the_same_channel(seed: int) -> None:
    timeline = community(seed)
    by_id = {post.message_id: post for post in posts(timeline)}
    for post in by_id.values():
        assert post.user_id not in post.mentions
        if post.reply_to is not None:
            assert by_id[post.reply_to].at < post.at
            assert by_id[post.reply_to].channel_id == post.channel_id


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [50, 160])
def test_people_act_only_while_they_are_members(seed: int, size: int) -> None:
    timeline = community(seed, size)
    people = {person.user_id: person for person in timeline.people}
    for event in timeline.events:
        user_id = actor(event)
        if user_id is None:
            continue
        last = event.until if isinstance(event, SatInVoice) else event.at
        person = people[user_id]
        assert person.joined_at < event.at <= last < (person.left_at or NOW), person


@pytest.mark.parametrize("seed", SEEDS)
def test_comings_and_goings_match_the_people(seed: int) -> None:
    timeline = community(seed)
    joined = {event.user_id: event.at for event in timeline.events if isinstance(event, Joined)}
    left = {event.user_id: event.at for event in timeline.events if isinstance(event, Left)}
    people = {person.user_id: person for person in timeline.people}
    start = NOW - timedelta(weeks=16)
    assert joined == {p.user_id: p.joined_at for p in people.values() if p.joined_at >= start}
    assert left == {p.user_id: p.left_at for p in people.values() if p.left_at is not None}
    for person in people.values():
        if person.invited_by is not None:
            assert people[person.invited_by].joined_at < person.joined_at


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_happens_to_a_message_after_it_is_deleted(seed: int) -> None:
    gone: set[int] = set()
    known: set[int] = set()
    for event in community(seed).events:
        if isinstance(event, Posted):
            known.add(event.message_id)
            assert event.reply_to not in gone
        elif isinstance(event, Edited | Deleted | Reacted):
            assert event.message_id in known
            assert event.message_id not in gone
            if isinstance(event, Deleted):
                gone.add(event.message_id)
    assert gone


@pytest.mark.parametrize("seed", SEEDS)
def test_threads_grow_from_messages_and_forum_posts(seed: int) -> None:
    timeline = community(seed)
    rooms = {room.channel_id: room for room in timeline.rooms}
    by_id = {post.message_id: post for post in posts(timeline)}
    parents = Counter[str]()
    for thread in (room for room in timeline.rooms if room.kind == "thread"):
        assert thread.parent_id is not None
        parent = rooms[thread.parent_id]
        starter = by_id[thread.channel_id]
        assert starter.channel_id == (thread.channel_id if parent.kind == "forum" else parent.channel_id)
        parents[parent.kind] += 1
    assert {"forum", "text"} <= parents.keys()
    assert all(post.channel_id in rooms and rooms[post.channel_id].kind != "category" for post in by_id.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [50, 160])
def test_every_habit_lives_there_as_it_should(seed: int, size: int) -> None:
    timeline = community(seed, size)
    wrote: dict[int, list[datetime]] = defaultdict(list)
    acted: set[int | None] = set()
    for event in timeline.events:
        acted.add(actor(event))
        if isinstance(event, Posted):
            wrote[event.user_id].append(event.at)
    for habit in get_args(Habit):
        assert timeline.who(habit), habit
    assert not timeline.who("silent") & acted
    assert not timeline.who("reactor", "voice_sitter", "silent") & wrote.keys()
    assert timeline.who("evangelist", "welcomer", "regular", "contributor", "lapsed", "newcomer") <= wrote.keys()
    assert all(max(wrote[who]) < NOW - WINDOW - timedelta(days=1) for who in timeline.who("lapsed"))
    assert all(timedelta(days=27) < NOW - max(wrote[who]) < timedelta(days=45) for who in timeline.who("fading"))
    newcomers = [person for person in timeline.people if person.habit == "newcomer"]
    assert all(NOW - person.joined_at < timedelta(days=14) for person in newcomers)
    raiders = [person.joined_at for person in timeline.people if person.habit == "raider"]
    assert max(raiders) - min(raiders) < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("seed", "size"), [*((seed, size) for size in (50, 160) for seed in SEEDS), *((seed, 1000) for seed in SEEDS[:2])]
)
def test_the_loud_outdo_the_evangelists_in_everything_but_people(seed: int, size: int) -> None:
    timeline = community(seed, size)
    messages = recent_messages(timeline)
    who, count = responders(timeline)
    evangelists = timeline.who("evangelist")
    loud = timeline.who("soapboxer", "farmer", "echo", "flooder", "ring", "pair")
    assert min(messages[one] for one in loud) > max(messages[one] for one in evangelists)
    assert min(messages[one] for one in timeline.who("webhook")) > max(messages[one] for one in evangelists)
    assert min(count[one] for one in timeline.who("ring", "claque")) > max(count[one] for one in evangelists)
    adversaries = loud | timeline.who("alt", "claque")
    assert min(len(who[one]) for one in evangelists) > 1.2 * max(len(who[one]) for one in adversaries)
    others = timeline.who("regular", "contributor", "newcomer")
    middle = sorted(len(who[one]) for one in others)[len(others) // 2]
    assert min(len(who[one]) for one in evangelists) > middle


@pytest.mark.parametrize("seed", range(20))
def test_evangelists_are_what_is_said_of_them(seed: int) -> None:
    """They are there every week, and nobody planted as anything else does better than one of them in all of this: days
    of writing, different people who respond, different people whom they respond to."""
    timeline = community(seed)
    weeks: dict[int, set[int]] = defaultdict(set)
    days: dict[int, set[int]] = defaultdict(set)
    for post in posts(timeline):
        if post.at >= NOW - WINDOW:
            weeks[post.user_id].add((NOW - post.at).days // 7)
            days[post.user_id].add((NOW - post.at).days)
    evangelists = timeline.who("evangelist")
    assert min(len(weeks[one]) for one in evangelists) >= 11
    who, _ = responders(timeline)
    given = Counter(source for sources in who.values() for source in sources)
    others = [person.user_id for person in timeline.people if person.user_id not in evangelists and not person.is_bot]
    for one in evangelists:
        better = [
            other
            for other in others
            if len(days[other]) >= len(days[one]) and len(who[other]) >= len(who[one]) and given[other] >= given[one]
        ]
        assert not better


@pytest.mark.parametrize("seed", SEEDS)
def test_tricks_are_what_is_said_of_them(seed: int) -> None:
    timeline = community(seed)
    by_id = {post.message_id: post for post in posts(timeline)}
    own, heard = Counter[int](), Counter[int]()
    lines: dict[int, Counter[str]] = defaultdict(Counter)
    partners: dict[int, Counter[int]] = defaultdict(Counter)
    for post in by_id.values():
        lines[post.user_id][post.content] += 1
        if post.reply_to is not None:
            to = by_id[post.reply_to].user_id
            own[post.user_id] += to == post.user_id
            heard[post.user_id] += 1
            partners[post.user_id][to] += to != post.user_id
    for echo in timeline.who("echo"):
        assert own[echo] > max(100, 0.9 * heard[echo])
    assert not sum(own[one] for one in timeline.who("evangelist", "ring", "claque", "pair"))
    for flooder in timeline.who("flooder"):
        assert lines[flooder].most_common(1)[0][1] >= 240
    one, other = timeline.who("pair")
    for half, rest in ((one, other), (other, one)):
        assert partners[half][rest] > 0.9 * sum(partners[half].values())
    claque = timeline.who("claque")
    fans = Counter(
        (event.user_id, by_id[event.message_id].user_id) for event in timeline.events if isinstance(event, Reacted)
    )
    for fan in claque:
        inside = sum(times for (by, to), times in fans.items() if by == fan and to in claque)
        assert inside > 0.8 * sum(times for (by, _), times in fans.items() if by == fan)


def test_communities_differ_in_how_often_people_press_reply() -> None:
    shares = []
    for seed in SEEDS:
        timeline = community(seed)
        helpers = timeline.who("evangelist", "contributor", "regular", "welcomer", "moderator")
        said = [post for post in posts(timeline) if post.user_id in helpers]
        shares.append(sum(post.reply_to is not None for post in said) / len(said))
    assert max(shares) > 1.5 * min(shares)


def test_names_do_not_tell_and_are_hard_to_print() -> None:
    names = [person.name for seed in SEEDS for person in community(seed).people if not person.is_bot]
    telling = [habit for habit in get_args(Habit) if len(habit) > 4]
    assert not [name for name in names if any(habit in name.casefold() for habit in telling)]
    assert max(map(len, names)) == 32
    for awkward in ("@everyone", "\u202e", "**", "=SUM", "🦊"):
        assert any(awkward in name for name in names), awkward


def test_texts_hold_what_a_reader_must_cope_with() -> None:
    text = "\n".join(post.content for seed in SEEDS for post in posts(community(seed)))
    for needle in ("```", "https://", "<:pepesad:123456789012345678>", "Vielen Dank", "¿", "ありがとう", "@everyone"):
        assert needle in text, needle
    assert "{" not in text.replace("${", "")
    assert max(len(post.content) for seed in SEEDS for post in posts(community(seed))) <= 2000


@pytest.mark.parametrize("seed", SEEDS)
def test_life_goes_on_after_the_end(seed: int) -> None:
    timeline = community(seed)
    events = list(live(timeline, seed=seed))
    assert events == list(live(timeline, seed=seed))
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert timeline.events[-1].at < moments[0]
    assert moments[-1] < timeline.events[-1].at + timedelta(minutes=11)
    assert {type(event) for event in events} == {Posted, Edited, Deleted, Reacted, Joined, Left, SatInVoice}
    said = [event for event in events if isinstance(event, Posted)]
    assert len(said) > 20
    assert len({post.user_id for post in said}) > 8
    assert any(post.reply_to for post in said)
    assert not {post.message_id for post in said} & {post.message_id for post in posts(timeline)}
    assert {post.channel_id for post in said} <= {room.channel_id for room in timeline.rooms}
    (left,) = (event for event in events if isinstance(event, Left))
    assert not [event for event in events if actor(event) == left.user_id and event.at > left.at]


def exported(timeline: Timeline, folder: Path, until: datetime | None = None) -> dict[int, dict[str, Any]]:
    documents = [json.loads(path.read_text("utf-8")) for path in exports.write(timeline, folder, until=until)]
    return {int(document["channel"]["id"]): document for document in documents}


def test_exports_hold_what_was_said_and_not_what_was_deleted(tmp_path: Path) -> None:
    timeline = community(1)
    written = exported(timeline, tmp_path / "all")
    messages = {int(message["id"]): message for document in written.values() for message in document["messages"]}
    gone = {event.message_id for event in timeline.events if isinstance(event, Deleted)}
    people = [message for message in messages.values() if message["type"] in ("Default", "Reply")]
    assert {int(message["id"]) for message in people} == {post.message_id for post in posts(timeline)} - gone
    edits = {event.message_id: event for event in timeline.events if isinstance(event, Edited)}
    assert edits.keys() - gone
    for message_id in edits.keys() - gone:
        assert messages[message_id]["timestampEdited"] is not None
        assert messages[message_id]["content"].endswith(edits[message_id].content[-10:])
    joins = [message for message in messages.values() if message["type"] == "GuildMemberJoin"]
    assert len(joins) == sum(isinstance(event, Joined) for event in timeline.events)
    named = sum(len(reaction["users"]) for message in people for reaction in message["reactions"])
    kept = [event for event in timeline.events if isinstance(event, Reacted) and event.message_id not in gone]
    assert named == len(kept)
    for document in written.values():
        ids = [int(message["id"]) for message in document["messages"]]
        assert ids == sorted(set(ids))
        assert document["messageCount"] == len(ids)


def test_an_export_may_end_earlier(tmp_path: Path) -> None:
    timeline, until = community(1), NOW - timedelta(weeks=6)
    written = exported(timeline, tmp_path / "early", until)
    stamps = [m["timestamp"] for document in written.values() for m in document["messages"]]
    assert max(map(datetime.fromisoformat, stamps)) <= until
    assert len(stamps) < len(posts(timeline))


@pytest.mark.shared
def test_exports_have_the_shape_of_real_ones(tmp_path: Path, shared: Path) -> None:
    import zipfile

    with zipfile.ZipFile(shared / "data" / "academy-dev.zip") as archive:
        real = json.loads(archive.read(next(name for name in archive.namelist() if name.endswith(".json"))))
    ours = next(d for d in exported(community(0), tmp_path / "shape").values() if d["messageCount"] > 100)
    assert shape(ours) == shape(real)


def shape(document: dict[str, Any]) -> dict[str, set[str]]:
    """The keys of every part of an export."""
    messages = document["messages"]
    return {
        "document": {*document},
        "guild": {*document["guild"]},
        "channel": {*document["channel"]},
        "message": {key for message in messages for key in message} - {"reference"},
        "author": {key for message in messages for key in message["author"]},
        "reaction": {key for message in messages for reaction in message["reactions"] for key in reaction},
        "emoji": {key for message in messages for reaction in message["reactions"] for key in reaction["emoji"]},
    }

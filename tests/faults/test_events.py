"""Whatever comes twice, late, or in the wrong order moves each count exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from tests.bot_stage import Clock, House, discord_of, living
from tests.faults.row import Broken, Trials, row
from tests.faults.town import Town
from tests.storage_world import Rows, counts_from_events, kept_counts, read

COUNTED = ("message", "mention", "reaction", "tally", "voice", "membership", "tombstone", "member_day", "tie_day")
REPLAYED = 500
TIMES = 3
"""How often each is delivered."""


@asynccontextmanager
async def in_town(folder: Path) -> AsyncIterator[tuple[House, Town]]:
    town = Town(Clock())
    async with discord_of(town.world) as twin, living(folder / "rapport.db", twin, town.clock) as house:
        await house.heard()
        yield house, town


def counts_of(house: House) -> dict[str, Rows]:
    return {table: sorted(read(house.store.path, f"SELECT * FROM {table}"), key=repr) for table in COUNTED}  # noqa: S608


def live_a_little(house: House, town: Town, chance: Random, things: int) -> None:
    """So many things happen, a second apart: also what is taken back, and people who come and go."""
    twin, guests = house.twin, [0]
    for _ in range(things):
        town.clock.move(seconds=1)
        dice = chance.random()
        if dice < 0.8 or not town.said:
            town.happen(twin, chance)
        elif dice < 0.9:
            twin.delete(*town.said.pop(chance.randrange(len(town.said))))
        elif dice < 0.95:
            guests.append(twin.join("A guest").user.user_id)
        elif guests[-1]:
            twin.leave(guests.pop())


@row(
    f"{REPLAYED} events of the gateway come a second time, a minute later",
    "every table of events and counts stays byte for byte what it was",
    Broken("storage/messages.py", "sorted(gathered.keys() - dead)", "sorted(gathered.keys())"),
)
async def test_events_that_come_again(tmp_path: Path, trials: Trials) -> None:
    """Seen red where what was deleted may come back."""
    async with in_town(tmp_path) as (house, town):
        twin = house.twin
        began = len(twin.dispatches)
        live_a_little(house, town, Random(6), REPLAYED + 50)
        await house.attributed()
        before = counts_of(house)
        assert len(before["message"]) > 100
        again = twin.dispatches[began : began + REPLAYED]
        (session,) = twin.gateway.sessions.values()
        town.clock.move(minutes=1)
        for one in trials.of(list(again)):
            twin.gateway.deliver(session, one.name, one.data)
        await house.attributed()
        assert counts_of(house) == before


def said(house: House, town: Town, how_many: int = 4) -> list[tuple[int, int]]:
    """Ada writes so many messages, and Ben reacts to each and answers the first."""
    twin, (ada, ben, *_), (general, *_) = house.twin, town.people, town.channels
    messages = [twin.say(general, ada, "How do I get there? thanks").message_id for _ in range(how_many)]
    for number in messages:
        twin.react(general, number, ben, "👍")
    twin.say(general, ben, "By train", reply_to=messages[0])
    return [(general, number) for number in messages]


Change = Callable[[House, Town, list[tuple[int, int]]], None]


def an_edit(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.edit(*messages[0], "Never mind")


def a_delete(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.delete(*messages[0])


def a_bulk_delete(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.delete_many(messages[0][0], [number for _, number in messages[:3]])


def a_reaction(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.react(*messages[0], town.people[2], "🎉")


def a_reaction_taken_back(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.unreact(*messages[0], town.people[1], "👍")


def reactions_cleared(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.clear_reactions(*messages[0])


def an_emoji_cleared(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.clear_emoji(*messages[0], "👍")


def a_joining(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.join("Eve")


def a_leaving(house: House, town: Town, messages: list[tuple[int, int]]) -> None:
    house.twin.leave(town.people[1])


EXPECTED: dict[str, dict[str, int]] = {
    "an_edit": {"questions": 3, "thanks": 3},
    "a_delete": {"messages": 4, "questions": 3, "thanks": 3, "reactions": 3},
    "a_bulk_delete": {"messages": 2, "questions": 1, "thanks": 1, "reactions": 1},
    "a_reaction": {"reactions": 5},
    "a_reaction_taken_back": {"reactions": 3},
    "reactions_cleared": {"reactions": 3},
    "an_emoji_cleared": {"reactions": 3},
    "a_joining": {},
    "a_leaving": {},
}
UNCHANGED = {"messages": 5, "questions": 4, "thanks": 4, "reactions": 4}


def thrice(change: Change, broken: Broken) -> object:
    name = change.__name__.replace("_", " ")
    return pytest.param(
        change,
        marks=row(
            f"{name} is delivered {TIMES} times", "each count moves once: counts are those of the events", broken
        ),
        id=name,
    )


LISTENER = "cogs/listener.py"


@pytest.mark.parametrize(
    "change",
    [
        thrice(an_edit, Broken("storage/counts.py", "BEGIN {_message('-', 'OLD')} {_reply('-', 'OLD')} {", "BEGIN {")),
        thrice(
            a_delete, Broken("storage/counts.py", "{_message('-', 'OLD')} {_reply('-', 'OLD')} END", "SELECT 1; END")
        ),
        thrice(a_bulk_delete, Broken(LISTENER, '"raw_bulk_message_delete":', '"nothing":')),
        thrice(a_reaction, Broken(LISTENER, '"raw_reaction_add":', '"nothing":')),
        thrice(a_reaction_taken_back, Broken(LISTENER, '"raw_reaction_remove":', '"nothing":')),
        thrice(reactions_cleared, Broken(LISTENER, '"raw_reaction_clear":', '"nothing":')),
        thrice(an_emoji_cleared, Broken(LISTENER, '"raw_reaction_clear_emoji":', '"nothing":')),
        thrice(a_joining, Broken("cogs/invites.py", "async def on_member_join", "async def on_nothing")),
        thrice(a_leaving, Broken("cogs/departures.py", "        if member in self._gone:\n", "        if False:\n")),
    ],
)
async def test_an_event_that_comes_three_times(tmp_path: Path, change: Change) -> None:
    """Seen red where the event is not heard, is taken back by half, or counts each time that it is heard."""
    async with in_town(tmp_path) as (house, town):
        messages = said(house, town)
        await house.heard()
        came, went = movements(house)
        (session,) = house.twin.gateway.sessions.values()
        town.clock.move(minutes=1)
        change(house, town, messages)
        dispatch = house.twin.dispatches[-1]
        for _ in range(TIMES - 1):
            await house.attributed()
            town.clock.move(seconds=5)
            house.twin.gateway.deliver(session, dispatch.name, dispatch.data)
        await house.attributed()
        sums = {name: sum(house.counts(name).values()) for name in UNCHANGED}
        assert sums == UNCHANGED | EXPECTED[change.__name__]
        assert movements(house) == (came + (change is a_joining), went + (change is a_leaving))
        assert kept_counts(house.store.path) == counts_from_events(house.store.path)


def movements(house: House) -> tuple[int, int]:
    """How often somebody joined, and left."""
    moved = dict(read(house.store.path, "SELECT joined, count(*) FROM membership GROUP BY 1"))
    return moved.get(1, 0), moved.get(0, 0)


@row(
    "a delete arrives before the message that it deletes",
    "the delete wins for ever: the message counts nothing",
    Broken("storage/messages.py", "if sent_ms(message_id) >= guild.horizon_ms:", "if deleted:"),
)
async def test_a_delete_before_its_message(tmp_path: Path) -> None:
    """Seen red without the memory of what was deleted."""
    async with in_town(tmp_path) as (house, town):
        twin, general, ada = house.twin, town.channels[0], town.people[0]
        (session,) = twin.gateway.sessions.values()
        message = twin.say(general, ada, "never")
        created = twin.dispatches[-1]
        twin.delete(general, message.message_id)
        deleted = twin.dispatches[-1]
        town.clock.move(seconds=1)
        later = twin.say(general, ada, "kept")
        number = str(message.message_id + 1)
        twin.gateway.deliver(session, deleted.name, {**deleted.data, "id": number})
        twin.gateway.deliver(session, created.name, {**created.data, "id": number})
        await house.heard()
        assert read(house.store.path, "SELECT id FROM message") == [(later.message_id,)]
        assert house.counts("messages") == {ada: 1}


@pytest.mark.parametrize("what", ["channel", "thread"])
@row(
    "a {what} is deleted, and Discord says so twice",
    "what was said there stays counted once, and nothing is asked of it any more",
    Broken("storage/queries.py", " AND NOT deleted ORDER BY channel_id", " ORDER BY channel_id"),
)
async def test_a_place_that_is_deleted(tmp_path: Path, what: str) -> None:
    """Seen red where a deleted place is still listed."""
    async with in_town(tmp_path) as (house, town):
        twin, general, ada = house.twin, town.channels[0], town.people[0]
        place = general
        if what == "thread":
            starter = twin.say(general, ada, "Shall we?")
            place = twin.open_thread(general, "plans", owner_id=ada, from_message=starter.message_id).channel_id
        twin.say(place, ada, "Here")
        await house.heard()
        before = counts_of(house)
        twin.gateway.repeats = 1
        twin.close_channel(place)
        await house.heard()
        assert counts_of(house) == before
        assert place not in [channel.channel_id for channel in house.store.channels(house.guild_id)]

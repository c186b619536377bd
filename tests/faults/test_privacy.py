"""Whoever asks to be forgotten is: not a byte of them is left in database, journal, ledger, exports and log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage import ReadableStore, Store
from storage.registry import PERSONAL_TABLES
from tests.bot_stage import Clock, House, discord_of, living
from tests.commandline import call
from tests.faults.living_process import TOKEN, Started, serve
from tests.faults.row import Broken, Trials, row
from tests.faults.test_errands import BOB, lively
from tests.faults.test_stopping import stopped, until_heard
from tests.faults.town import WEEK, Town
from tests.storage_world import GUILD, at, counts_from_events, kept_counts, read, sent
from twin.server import Twin

NAME = "Zebulon-the-Unmistakable"
WORDS = "swordfish-and-marmalade"


def traces(folder: Path, *needles: str) -> list[str]:
    """Which files of a folder, whatever they are, hold one of these words."""
    return [
        f"{file.relative_to(folder)}: {needle}"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for needle in needles
        if needle.encode() in file.read_bytes()
    ]


@asynccontextmanager
async def talking_process(folder: Path) -> AsyncIterator[tuple[Twin, Town, Started, int]]:
    """The bot as a process with the most talkative log, and Zebulon, who did everything that can be done."""
    town = Town()
    guild, general = town.world.guild, town.channels[0]
    lounge = town.world.add_channel("lounge", "voice").channel_id
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, folder, RAPPORT_LOG_LEVEL="DEBUG")
        try:
            await until_heard(twin, folder)
            bob = twin.join(NAME, invite=twin.invite(town.people[0]).code).user.user_id
            first = twin.say(general, bob, f"{WORDS}! thanks, how so?")
            twin.say(general, town.people[0], f"{WORDS}.", reply_to=first.message_id, mentions=[bob])
            answer = twin.say(general, bob, WORDS, reply_to=first.message_id, mentions=[town.people[0]])
            twin.react(general, answer.message_id, town.people[1], "👍")
            twin.react(general, answer.message_id, bob, "🎉")
            twin.sit(bob, lounge)
            await twin.settle()
            await asyncio.sleep(2.5)
            assert f"{NAME}" in str(guild.members[bob])
            yield twin, town, started, bob
        finally:
            started.kill()


@pytest.mark.parametrize("wish", ["erase", "optout"])
@row(
    "somebody types /privacy {wish} while the bot runs with the most talkative log",
    "no byte of their name, and nothing that anybody wrote, in database, journal, ledger and log",
    Broken("storage/erasure.py", "    for _ in range(tries):\n", "    for _ in range(0):\n"),
)
async def test_forgetting_while_the_bot_runs(tmp_path: Path, wish: str) -> None:
    """Seen red where the journal is not emptied after an erasure."""
    async with talking_process(tmp_path) as (twin, town, started, bob):
        assert traces(tmp_path, NAME), "there was something to forget"
        outcome = await twin.command(f"privacy {wish}", user_id=bob, patience=60)
        if wish == "erase":
            outcome = await outcome.click(label="Erase everything about me", patience=60)
        twin.stage.gateway.repeats = 0
        await asyncio.sleep(0.5)
        if wish == "optout":
            twin.say(town.channels[0], bob, WORDS)
            twin.say(town.channels[1], town.people[0], "hello you", mentions=[bob])
            await twin.settle()
            await asyncio.sleep(1.5)
        assert traces(tmp_path, NAME, WORDS) == []
        await stopped(started)
        assert traces(tmp_path, NAME, WORDS) == []
        with ReadableStore.open(tmp_path / "rapport.db") as store:
            assert store.export_user(bob).keys() <= {"user_id", "refusal"}
        db = tmp_path / "rapport.db"
        assert kept_counts(db) == counts_from_events(db)


@row(
    "SIGKILL of all processes right after an erasure was answered",
    "no byte of the person is left beside the database, before and after the next start",
    Broken(
        "storage/store.py",
        "        self._writer.run(_wipe_log, transaction=False)\n        return removed\n\n    def retain",
        "        return removed\n\n    def retain",
    ),
)
async def test_a_kill_after_an_erasure(tmp_path: Path) -> None:
    """Seen red where the answer comes before the journal is empty."""
    async with talking_process(tmp_path) as (twin, _, started, bob):
        outcome = await twin.command("privacy erase", user_id=bob, patience=60)
        outcome = await outcome.click(label="Erase everything about me", patience=60)
        await asyncio.to_thread(started.kill)
        assert traces(tmp_path, NAME, WORDS) == []


@row(
    "rapport erase-user while the bot runs",
    "the running bot forgets, too, and records nothing older of them",
    Broken("storage/writer.py", "            self._recall_wishes()", "            pass"),
)
async def test_erasing_on_the_command_line(tmp_path: Path) -> None:
    """Seen red where the bot does not notice that another process wrote."""
    async with talking_process(tmp_path) as (twin, town, started, bob):
        done = await asyncio.to_thread(call, "erase-user", bob, "--yes", "--db", tmp_path / "rapport.db")
        assert done.exit_code == 0, done.stderr
        for message in list(town.world.channels[town.channels[0]].log):
            twin.stage.announce(message)
        await twin.settle()
        await stopped(started)
        with ReadableStore.open(tmp_path / "rapport.db") as store:
            assert store.export_user(bob).keys() == {"user_id"}
        assert traces(tmp_path, WORDS) == []


@pytest.mark.parametrize("way", ["erase_user", "opt_out"])
@row(
    "a backup from before {way} is put back",
    "the ledger is replayed: the person is gone from rows, packed days and bytes",
    Broken("storage/restoring.py", "        catch_up(connection, ledger, Refusals())", "        pass"),
    quick=2,
    full=20,
)
def test_a_backup_from_before(tmp_path: Path, trials: Trials, way: str) -> None:
    """Seen red where a backup is put back as it is."""
    for number in trials:
        folder = tmp_path / str(number)
        folder.mkdir()
        db, backup = lively(folder / "rapport.db"), tmp_path / f"{number}.backup"
        with Store.open(db) as store:
            if number % 2:
                store.close_days(at(24 * 30))
            store.backup(backup)
            if way == "opt_out":
                store.opt_out(BOB, GUILD)
            else:
                store.erase_user(BOB)
        assert NAME.encode() in backup.read_bytes()
        Store.restore(backup, db)
        assert traces(folder, NAME) == []
        with Store.open(db) as store:
            store.record([sent(24 * 20, BOB)])
            store.flush()
            assert store.export_user(BOB).keys() <= {"user_id", "refusal"}
        assert kept_counts(db) == counts_from_events(db)


@row(
    "somebody opts out whom others answered, mentioned and applauded",
    "they are gone from the others' ties as well, and nothing new makes one",
    Broken("storage/messages.py", "and not self._refused(fact, user_id)", ""),
)
async def test_opting_out_of_ties(tmp_path: Path) -> None:
    """Seen red where a mention of them is still taken in."""
    town = Town(Clock())
    async with discord_of(town.world) as twin, living(tmp_path / "rapport.db", twin, town.clock) as house:
        ada, ben = town.people[:2]
        await chat(house, town, ada, ben)
        assert ties(house)
        await twin.command("privacy optout", user_id=ada)
        await house.heard()
        assert not ties(house)
        town.clock.move(minutes=5)
        await chat(house, town, ada, ben)
        assert not ties(house)
        assert house.counts("messages") == {ben: 4}


async def chat(house: House, town: Town, one: int, other: int) -> None:
    twin, general = house.twin, town.channels[0]
    town.clock.move(seconds=1)
    first = twin.say(general, one, "hello")
    twin.say(general, other, "hello you", reply_to=first.message_id)
    twin.say(general, other, "look", mentions=[one])
    twin.react(general, first.message_id, other, "👍")
    await house.heard()


def ties(house: House) -> int:
    return sum(len(rows) for rows in (kept_counts(house.store.path)["ties"],))


@row(
    "the bot was off for the day on which somebody's data had to go",
    "retention runs at the start: who left is forgotten, events older than said are gone",
    Broken("cogs/retention.py", "        self._rounds.start()", "        pass"),
)
async def test_retention_after_an_absence(tmp_path: Path) -> None:
    """Seen red where only a day's running brings it."""
    town, db = Town(Clock()), tmp_path / "rapport.db"
    async with discord_of(town.world) as twin:
        async with living(db, twin, town.clock) as house:
            bob = twin.join(NAME).user.user_id
            twin.say(town.channels[0], bob, "hello")
            await house.attributed()
            twin.leave(bob)
            await house.heard()
        town.clock.move(days=31)
        async with living(db, twin, town.clock, settings=WEEK) as house:
            await twin.until(lambda: traces(tmp_path, NAME) == [])
            await house.read()
            assert house.store.export_user(bob).keys() == {"user_id"}
        assert traces(tmp_path, NAME) == []


@row(
    "a table is added that names a person, and nobody says how it is erased",
    "the build fails",
    Broken("storage/schema.py", '_TABLES = """\n', '_TABLES = """\nCREATE TABLE nosy (user_id INTEGER);\n'),
)
def test_every_table_that_names_a_person_is_in_the_registry(tmp_path: Path) -> None:
    """Seen red with such a table."""
    path = tmp_path / "rapport.db"
    Store.open(path).close()
    registered = {
        (entry.table, column)
        for entry in PERSONAL_TABLES
        for column in (*entry.people, *entry.users, *entry.packed, *entry.lumped)
    }
    found = {("person", "id")}
    tables = [name for (name,) in read(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        found |= {
            (table, column)
            for _, _, to, column, *_ in read(path, f"PRAGMA foreign_key_list({table})")
            if to == "person"
        }
        found |= {
            (table, column)
            for _, column, kind, *_ in read(path, f"PRAGMA table_info({table})")
            if "user" in column or kind == "BLOB"
        }
    digests_of_files = {("import_progress", "source")}
    assert found - digests_of_files == registered

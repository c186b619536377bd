"""Names that would act, secrets that would be told, and a raid: whatever people bring, the bot keeps its manners."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.bot_stage import Clock, House, busy_world, discord_of, living
from tests.commandline import call
from tests.digest_stage import HISTORY, TUESDAY_NINE, deliver, subscribe
from tests.faults.living_process import TOKEN, serve, writing_process_of
from tests.faults.row import Broken, Trials, row
from tests.faults.test_stopping import stopped, until_heard
from tests.faults.town import Now, Town, in_the_file, recovered
from twin.server import Twin

UNSAFE = "def safe(name: str) -> str:\n    return name\n\n\ndef _(name: str) -> str:\n"
ASKED = ("overview", "top", "evangelists", "network", "groups", "lurkers", "digest preview")
NAMES = [
    ("a mention of a role", "<@&4242424242>", r"<@&"),
    ("a mention of everybody", "@everyone", r"@everyone"),
    ("a timestamp", "<t:1700000000:R>", r"<t:"),
    ("a hidden link", "[free nitro](https://evil.example/x)", r"(?<!\\)\]\("),
    ("a url over line breaks", "ht\ntps://evil.example", r"https://evil"),
    ("an invitation", "discord.gg/evil", r"discord\.gg/"),
    ("markdown", "**bold** ||spoiler||", r"(?<!\\)\|\|spoiler"),
    ("direction marks", "user\u202egnp.exe", "\u202e"),
    ("stacked accents", "Z" + "\u0335\u0321\u0348" * 20 + "algo", "[\u0300-\u036f]{5}"),
    ("a formula", '=HYPERLINK("http://evil.example")', r"(?m)^\"?=|,\"?="),
    ("a formula after a tab", "\t@SUM(1)", r"(?m)^\"?[\t@]|,\"?[\t@]"),
]


IN_THE_ORDINARY_SUITE = ("a mention of a role", "a formula")
"""Each takes some seconds, for its pictures."""


def named(what: str, name: str, acts: str) -> object:
    slow = () if what in IN_THE_ORDINARY_SUITE else (pytest.mark.slow,)
    return pytest.param(name, acts, id=what, marks=slow)


@pytest.mark.parametrize(("name", "acts"), [named(*one) for one in NAMES])
@row(
    "the busiest member calls themselves {name!r}",
    "it is inert in every answer, digest and CSV file, and on the terminal",
    Broken(
        "bot/render/names.py",
        "def safe(name: str) -> str:\n",
        "def safe(name: str) -> str:\n    return name\n\n\ndef _(name: str) -> str:\n",
    ),
)
async def test_a_name_that_would_act(tmp_path: Path, name: str, acts: str) -> None:
    """Seen red where names are printed as they are."""
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=6)
    world.guild.members[people.ada].nick = name
    db = tmp_path / "rapport.db"
    async with discord_of(world) as twin, living(db, twin, clock, settings=HISTORY) as house:
        await house.read()
        said = [text for command in ASKED for text in await answers(house, command, people.moderator)]
        subscribe(house, people.moderator)
        clock.now = TUESDAY_NINE
        await deliver(house)
        said += [text for message in twin.dms(people.moderator) for text in message.texts]
    asked = ("report", "members", "--db", db, "--limit", 0, "--as-of", clock().date())
    shown = call(*asked, "--format", "csv").stdout
    table = shown.splitlines()
    cells = {cell for line in csv.reader(io.StringIO(shown)) for cell in line}
    assert len(table) > 3
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell], "a cell that begins a formula"
    if not name.startswith(("=", "\t")):
        assert said
        assert not [text for text in said if re.search(acts, text)]
    text = call(*asked).stdout
    assert "\u202e" not in text
    assert "\x1b" not in text


async def answers(house: House, command: str, user_id: int) -> list[str]:
    """Every text of an answer in which Discord looks for something that acts."""
    outcome = await house.twin.command(command, user_id=user_id)
    assert not [file for file in outcome.message.files if re.search("[\u202a-\u202e]", file.description or "")]
    return [outcome.message.content, *outcome.message.texts]


@row(
    "everything goes wrong while the bot runs with the most talkative log",
    "no line of it, and no traceback, holds the token or what somebody wrote",
    Broken("bot/cli/logs.py", "level=max(logging.getLevelNamesMapping()[level], logging.INFO))", "level=level)"),
)
async def test_secrets_stay_out_of_the_log(tmp_path: Path) -> None:
    """Seen red where discord.py may say all that it wants to say."""
    town, words = Town(), "swordfish-and-marmalade"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path, RAPPORT_LOG_LEVEL="DEBUG")
        try:
            await until_heard(twin, tmp_path)
            (session,) = twin.gateway.sessions.values()
            said = twin.say(town.channels[0], town.people[0], words)
            twin.gateway.deliver(session, "MESSAGE_CREATE", {"id": "x", "content": words, "channel_id": "y"})
            twin.gateway.deliver(session, "GUILD_CREATE", {"id": "z", "name": words})
            twin.faults.fail("*", times=3, status=501)
            await twin.command("privacy info", user_id=town.people[0], patience=20)
            twin.faults.invalid_session()
            await twin.until(lambda: len(twin.gateway.sessions) == 1, patience=30)
            await twin.until_connected(patience=60)
            twin.edit(town.channels[0], said.message_id, words * 2)
            await twin.settle()
            await stopped(started)
        finally:
            started.kill()
    assert "Traceback" in started.log
    assert TOKEN not in started.log
    assert words not in started.log


@pytest.mark.parametrize("token", ["tök.en.ö" * 4, "a.b.\x01c" * 5, "a.b.c" * 2000], ids=["letters", "control", "long"])
@row(
    "the token is one that breaks whoever sends it ({token!r:.20})",
    "one line that does not hold it",
    Broken("bot/cli/serving.py", '"Starting on %s", settings.db', '"Starting on %s, %s", settings.db, token'),
)
async def test_a_token_that_breaks_things(tmp_path: Path, token: str) -> None:
    """Seen red where the log names what it logs in with."""
    async with Twin.serve(Town().world, token=TOKEN) as twin:
        started = serve(twin, tmp_path, DISCORD_TOKEN=token)
        try:
            assert await started.ended(60) == 1
        finally:
            started.kill()
    assert token not in started.log
    assert token[:12] not in started.log
    assert "Traceback" not in started.log
    assert started.log.splitlines()[-1].startswith("rapport: ")


JOINS, MESSAGES = 1000, 50_000
PART = 20
"""What the ordinary suite tries: one in so many of both."""
MOST_MB = 150


def megabytes(process_id: int) -> float:
    """The most memory that a process has used so far."""
    status = Path(f"/proc/{process_id}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much memory a process had")
@row(
    f"a raid: {JOINS:,} join and write {MESSAGES:,} messages within a minute",
    f"both processes grow by {MOST_MB} MB at most; what was shed is read from history; the overview names it",
    Broken(
        "bot/pipeline.py",
        "        self._offered += 1\n",
        "        self._offered += 1\n        self.__dict__.setdefault('k', []).append(bytes(90_000))\n",
    ),
    quick=1,
    full=PART,
)
async def test_a_raid(tmp_path: Path, trials: Trials) -> None:
    """Seen red where each event leaves something behind."""
    town, db = Town(Now()), tmp_path / "rapport.db"
    async with Twin.serve(town.world, token=TOKEN, record=False) as twin:
        started = serve(twin, tmp_path)
        try:
            await until_heard(twin, tmp_path)
            writer = writing_process_of(started.pid)
            twin.say(town.channels[0], town.people[0], "quiet here")
            await twin.settle()
            before = megabytes(started.pid) + megabytes(writer)
            for number in trials:
                for raider in range(JOINS // PART):
                    user = twin.join(f"raider {number} {raider}").user.user_id
                    town.people.append(user)
                    for _ in range(MESSAGES // JOINS):
                        twin.say(town.channels[1], user, "JOIN US")
                await twin.settle()
            grown = megabytes(started.pid) + megabytes(writer) - before
            assert grown < MOST_MB, f"{grown:.0f} MB"
            await stopped(started)
        finally:
            started.kill()
        with twin.pointed():
            async with recovered(db, twin, town):
                assert in_the_file(db) == town.on_the_server()
    done = await asyncio.to_thread(call, "report", "overview", "--db", db, "--format", "json")
    raids = json.loads(done.stdout)["raids"]
    # And who came a moment before, and wrote once.
    assert sum(raid["members"] for raid in raids) == JOINS // PART * trials.times + 1
    assert sum(raid["messages"] for raid in raids) == MESSAGES // PART * trials.times + 1

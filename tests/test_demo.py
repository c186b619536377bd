"""``rapport demo``: the whole of Rapport, from an invented community to a digest in somebody's direct messages."""

from __future__ import annotations

import io
import re
import subprocess
import time
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.demo.backfilling import watch_history
from bot.cli.demo.prompt import converse
from bot.cli.demo.screen import Screen
from bot.cli.demo.theatre import theatre
from storage import Store
from tests.commandline import ENDED, complaint, process
from twin.community import plant

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def once(folder: Path) -> tuple[subprocess.CompletedProcess[str], float]:
    began = time.perf_counter()
    done = process("demo", "--once", "--seed", 5, "--out", "pictures", cwd=folder, seconds=110)
    return done, time.perf_counter() - began


def test_it_walks_through_everything_in_less_than_a_minute(
    once: tuple[subprocess.CompletedProcess[str], float],
) -> None:
    done, seconds = once
    assert done.returncode == 0, done.stderr
    assert seconds < 60
    for words in (
        "Read ",
        "types /overview",
        "types /evangelists",
        "types /member who:@",
        "types /me",
        "gets a direct message",
    ):
        assert words in done.stdout
    assert "for moderators" in done.stdout, "an ordinary member asked for /overview and was not refused"
    assert not re.search(r"Traceback|failed|The digest did not come", done.stdout + done.stderr)


def test_it_reads_the_whole_history(once: tuple[subprocess.CompletedProcess[str], float]) -> None:
    done, _ = once
    told = re.search(r"([\d,]+) messages in 16 weeks", done.stdout)
    read = re.search(r"Read ([\d,]+) messages", done.stdout)
    assert told is not None
    assert read is not None
    posted, seen = (int(found[1].replace(",", "")) for found in (told, read))
    assert 0.97 * posted <= seen <= posted


def test_the_digest_and_every_picture_are_there(
    once: tuple[subprocess.CompletedProcess[str], float], folder: Path
) -> None:
    pictures = {path.name: path.read_bytes()[:4] for path in (folder / "pictures").glob("*.png")}
    assert {"overview.png", "members.png", "evangelists.png", "network.png", "digest.png"} <= set(pictures)
    assert set(pictures.values()) == {b"\x89PNG"}
    after = once[0].stdout.partition("gets a direct message")[2]
    assert "This week" in after


def test_it_leaves_nothing_but_the_pictures(once: tuple[subprocess.CompletedProcess[str], float], folder: Path) -> None:
    assert once[0].returncode == 0
    assert [path.name for path in folder.iterdir()] == ["pictures"]


async def conversation(typed: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the prompt shows for these lines, in a small community whose history has just been read."""
    shown = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with Store.open(folder / "demo.db") as store:
        async with theatre(store, out=folder, seed=5, began=ENDED, size=50) as opened:
            screen = Screen(Console(file=shown, width=110), named=opened.named)
            await watch_history(opened, screen)
            shown.truncate(0)
            await converse(opened, screen)
    return shown.getvalue()


async def test_the_prompt_answers_as_moderator_and_as_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = plant(5, now=ENDED, weeks=16, size=50)
    somebody = next(person.name for person in planted.people if person.habit == "evangelist")
    room = next(room.name for room in planted.rooms if room.kind == "text")
    typed = (
        f"/top by:messages\nclick 13\nclick 13\n/member {somebody}\n"
        f"as {somebody}\n/overview\n/me\nas moderator\n/lurkers\n"
        f"/settings exclude_channel {room}\n/settings exclude_member {somebody}\nquit\n"
    )
    shown = await conversation(typed, tmp_path, monkeypatch)
    assert "Members · " in shown
    assert "[9 Next ›] [10 « The period before] [11 Compare] [12 Share in channel] [13 As CSV]" in shown
    assert shown.count("members.csv") == 2, "a button stays where it was after its answer"
    assert (tmp_path / "members.csv").is_file()
    assert shown.count(f"{somebody} · ") >= 2, "once as /member and once as /me"
    assert "for moderators" in shown
    assert "Who wrote nothing · " in shown
    assert f"channels left out: #{room}" in shown.lower()
    assert f"left out of rankings: @{somebody}" in shown


async def test_the_prompt_counts_what_is_said_and_survives_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = (
        "help\n\npeople\ncommands\ndance\n/dance\n/member nobody-of-that-name\nas no such person\nin #nowhere\n"
        "click\nclick 9\nsay\nsay hello from the prompt\n/lurkers\nclick 9\n"
    )
    shown = await conversation(typed, tmp_path, monkeypatch)
    for words in (
        "press the button with that number",
        "/digest subscribe",
        "is not a command",
        "is not a member here",
        "is not a channel here",
        "there is nothing to click yet",
        "say what?",
        "said, and counted",
        "click which? 1 « The period before, 2 Compare, 3 Share in channel, 4 As CSV",
    ):
        assert words in shown


def test_it_touches_nobodys_database(tmp_path: Path) -> None:
    (tmp_path / "rapport.db").write_text("precious", "utf-8")
    line = complaint(process("demo", "--once", "--db", "rapport.db", cwd=tmp_path), 1)
    assert "rapport.db exists already" in line
    assert (tmp_path / "rapport.db").read_text("utf-8") == "precious"

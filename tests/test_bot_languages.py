"""The bot answers in the language of whoever asks, and posts in the language of the server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.words.language import LOCALES, words_for
from tests.bot_stage import Clock, House, People, busy_world, discord_of, living
from tests.digest_stage import TUESDAY_NINE, deliver, subscribe
from twin.outcomes import Outcome

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("overview", {}),
    ("top", {"by": "messages", "period": 28, "role": "regular"}),
    ("evangelists", {}),
    ("lurkers", {}),
    ("network", {}),
    ("groups", {}),
    ("audit", {}),
    ("channels", {}),
    ("fading", {}),
    ("newcomers", {}),
    ("impact", {"event": "AMA", "date": "2026-02-16"}),
    ("impact", {"event": "AMA", "date": "gestern"}),
    ("me", {}),
    ("help", {}),
    ("digest subscribe", {}),
    ("digest preview", {}),
    ("digest when", {"day": 2, "hour": 7, "timezone": "Europe/Berlin"}),
    ("settings show", {}),
    ("settings timezone", {"zone": "Atlantis"}),
    ("data coverage", {}),
    ("data retention", {}),
    ("data backfill", {}),
    ("privacy info", {}),
    ("privacy erase", {}),
    ("privacy optin", {}),
)
ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|you|your|they|who|is|are|were|nobody|members|seen|wrote|days?|weeks?|not|this)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"`[^`]*`|https?://\S+|\*\*[^*]*\*\*(?= )")
"""What is typed, and names of members, which say "member" in this world."""
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[tuple[House, People]]:
    clock = Clock()
    world, people, _ = busy_world(clock)
    history = Settings(backfill_days=90)
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock, settings=history) as house:
        await house.read()
        yield house, people


def said(outcome: Outcome) -> Iterator[str]:
    """Every text of an answer: texts, labels, placeholders, options, what a picture shows."""
    message = outcome.message
    yield message.text
    for part in message.controls():
        yield from (part.get("label") or "", part.get("placeholder") or "")
        if "rapport:period" in part["custom_id"]:
            yield from (option["label"] for option in part.get("options", ()))
    yield from (file.description or "" for file in message.files)


@pytest.mark.parametrize("code", ["de", "ja", "fr", "es-ES", "pt-BR"])
async def test_every_answer_is_in_the_language_of_whoever_asks(busy: tuple[House, People], code: str) -> None:
    """That each payload is as Discord wants it, lengths included, is held by the twin when it ends."""
    house, people = busy
    house.twin.world.users[people.moderator].locale = code
    for name, options in ASKED:
        outcome = await house.twin.command(name, user_id=people.moderator, **options)
        assert outcome.error is None, name
        text = "\n".join(said(outcome))
        assert not ENGLISH_WORDS.findall(QUOTED.sub("", text)), f"{name}: {text}"
        assert code != "ja" or JAPANESE.search(text), f"{name}: {text}"


async def test_latin_american_spanish_reads_spanish_and_korean_english(busy: tuple[House, People]) -> None:
    house, people = busy
    user = house.twin.world.users[people.moderator]
    for locale, expected in (("es-419", "no te has opuesto"), ("ko", "you have not opted out")):
        user.locale = locale
        outcome = await house.twin.command("privacy info", user_id=people.moderator)
        assert expected in outcome.message.text.lower()


async def test_what_is_shared_is_in_the_language_of_the_server(busy: tuple[House, People]) -> None:
    house, people = busy
    house.twin.world.users[people.moderator].locale = "ja"
    house.twin.world.guild.locale = "de"
    asked = await house.twin.command("overview", user_id=people.moderator)
    assert "概要" in asked.text
    shared = await asked.click(label=words_for("ja").say("Share in channel"))
    assert "Überblick" in shared.text
    assert not JAPANESE.search(shared.text)


async def test_the_digest_and_notices_are_in_the_language_that_the_server_prefers(tmp_path: Path) -> None:
    clock = Clock()
    world, people, _ = busy_world(clock, weeks=2)
    world.guild.locale = "ja"
    notices = world.add_channel("notices").channel_id
    async with discord_of(world) as twin, living(tmp_path / "r.db", twin, clock) as house:
        await house.heard()
        await twin.command("settings notices", user_id=people.moderator, channel=notices)
        for user_id in (people.moderator, people.owner):
            subscribe(house, user_id)
        twin.close_dms(people.owner)
        clock.now = TUESDAY_NINE
        await deliver(house)
        (sent,) = twin.dms(people.moderator)
        assert sent.texts[0].startswith("### 今週")
        (notice,) = twin.sent(notices)
        assert "2026年3月3日のまとめが届きませんでした" in notice.content


async def test_a_refusal_is_in_the_language_of_whoever_is_refused(busy: tuple[House, People]) -> None:
    house, people = busy
    house.twin.world.users[people.silent].locale = "de"
    refused = await house.twin.command("overview", user_id=people.silent)
    assert refused.message.text.startswith("Das ist für das Moderationsteam")


async def test_commands_are_described_in_every_language_and_within_bounds(busy: tuple[House, People]) -> None:
    house, _ = busy
    registered = [command for commands in house.twin.interactions.commands.values() for command in commands]
    assert registered
    wanted = {*LOCALES, "es-419"}

    def look(part: dict[str, Any]) -> None:
        assert not part.get("name_localizations") or "value" in part, "what is typed is English everywhere"
        if "description" in part:
            missing = wanted - set(part.get("description_localizations") or {})
            same = {code for code in missing if words_for(code).say(part["description"]) == part["description"]}
            assert missing == same, part["name"]
            assert all(1 <= len(text) <= 100 for text in (part.get("description_localizations") or {}).values())
        for choice in part.get("choices", ()):
            assert all(1 <= len(text) <= 100 for text in (choice.get("name_localizations") or {}).values())
        for option in part.get("options", ()):
            look(option)

    for command in registered:
        look(command)
    top = next(command for command in registered if command["name"] == "top")
    assert top["description_localizations"]["de"].startswith("Mitglieder, die anderen wichtig sind, überall oder in")
    digest = next(command for command in registered if command["name"] == "digest")
    when = next(part for part in digest["options"] if part["name"] == "when")
    days = next(option for option in when["options"] if option["name"] == "day")["choices"]
    assert [day["name_localizations"]["ja"] for day in days][:2] == ["月曜日", "火曜日"]
    assert await house.bot.offer_commands() is False, "Discord has all of it already"

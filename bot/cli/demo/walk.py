"""The walk through the demo: history, a few minutes of life, what a moderator may ask, and the weekly digest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.cli.demo.backfilling import watch_history
from bot.cli.demo.screen import Screen
from bot.cli.demo.theatre import Theatre
from bot.service import Request
from twin.community import live
from twin.outcomes import Outcome
from twin.timeline import Deleted, Edited, Event, Joined, Left, Posted, Reacted, SatInVoice

LIVE_MINUTES = 3.0
QUESTIONS = (
    "overview",
    "top",
    "evangelists",
    "lurkers",
    "network",
    "groups",
    "audit",
    "channels",
    "fading",
    "newcomers",
    "data coverage",
)
"""What the moderator asks, besides a look at one member."""
MOST_DIGEST_SECONDS = 15.0


async def walk(theatre: Theatre, screen: Screen, *, seed: int) -> None:
    """Shows everything once."""
    await _introduce(theatre, screen)
    await _live(theatre, screen, seed)
    for question in QUESTIONS:
        if theatre.twin.definition(question.split()[0]) is not None:
            await _ask(theatre, screen, question)
    await _look_at_members(theatre, screen)
    day = (theatre.clock() - timedelta(days=21)).date().isoformat()
    await _ask(theatre, screen, "impact", event="Spring meetup", date=day)
    await _digest(theatre, screen)


async def _introduce(theatre: Theatre, screen: Screen) -> None:
    guild, timeline = theatre.twin.world.guild, theatre.timeline
    screen.heading(f"{guild.name}: a made-up community")
    posts = sum(isinstance(event, Posted) for event in timeline.events)
    humans = sum(not member.user.is_bot for member in guild.members.values())
    screen.say(f"{humans} people, {len(guild.channels)} channels and threads, {posts:,} messages in 16 weeks.")
    screen.say("The bot has just been invited and reads the history that it finds.")
    await watch_history(theatre, screen)


async def _live(theatre: Theatre, screen: Screen, seed: int) -> None:
    """Lets some minutes happen in some seconds; the clock goes along."""
    screen.heading("Then life goes on, and the bot listens")
    for event in live(theatre.timeline, seed=seed, minutes=LIVE_MINUTES):
        theatre.clock.skip_to(event.at)
        theatre.twin.play(event)
        line = told(theatre, event)
        if line:
            screen.say(f"  {event.at:%H:%M:%S}  {line}", "dim")
        await theatre.twin.settle()
    await theatre.bot.written_down()


def told(theatre: Theatre, event: Event) -> str:
    """An event as somebody who watches the channel would tell it."""
    match event:
        case Posted():
            room = theatre.twin.world.channels[event.channel_id].name
            return f"{theatre.name_of(event.user_id)} in #{room}: {_short(event.content, theatre)}"
        case Reacted():
            return f"{theatre.name_of(event.user_id)} reacts {event.emoji}"
        case Joined():
            return f"{theatre.name_of(event.user_id)} joins"
        case Left():
            return f"{theatre.name_of(event.user_id)} leaves"
        case SatInVoice():
            return f"{theatre.name_of(event.user_id)} sits down in voice"
        case Edited():
            return "somebody edits a message"
        case Deleted():
            return "somebody deletes a message"


def _short(content: str, theatre: Theatre) -> str:
    for user_id in theatre.twin.world.users:
        content = content.replace(f"<@{user_id}>", f"@{theatre.name_of(user_id)}")
    line = " ".join(content.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


async def _ask(
    theatre: Theatre, screen: Screen, command: str, *, user_id: int | None = None, **options: Any
) -> Outcome:
    """One slash command, and what it shows."""
    who = user_id or theatre.moderator_id
    typed = "".join(f" {name}:{_named(theatre, value)}" for name, value in options.items())
    screen.heading(f"{theatre.name_of(who)} types /{command}{typed}")
    outcome = await theatre.twin.command(command, user_id=who, **options)
    if outcome.error:
        screen.say(outcome.error, "red")
    saved = theatre.save_pictures(outcome.messages) if who == theatre.moderator_id else []
    screen.show(outcome.messages, saved=saved)
    return outcome


def _named(theatre: Theatre, value: str | int) -> str:
    user = theatre.twin.world.users.get(value) if isinstance(value, int) else None
    return f"@{user.name}" if user else str(value)


async def _look_at_members(theatre: Theatre, screen: Screen) -> None:
    """Somebody seen by the moderator and by themselves, and what an ordinary member may not ask."""
    guild_id = theatre.timeline.guild_id
    report = await theatre.bot.service.answer(Request("members", guild_id=guild_id, limit=1))
    members = getattr(report, "members", ())
    if not members:
        return
    user_id = members[0].user_id
    outcome = await _ask(theatre, screen, "member", who=user_id)
    buttons = [control["label"] for message in outcome.messages for control in message.controls() if "label" in control]
    if "As CSV" in buttons:
        screen.heading(f"{theatre.name_of(theatre.moderator_id)} clicks [As CSV]")
        clicked = await outcome.click(label="As CSV")
        screen.show(clicked.messages, saved=theatre.save_pictures(clicked.messages))
    await _ask(theatre, screen, "me", user_id=user_id)
    await _ask(theatre, screen, "overview", user_id=user_id)


async def _digest(theatre: Theatre, screen: Screen) -> None:
    """Subscribes, chooses the next full hour, and moves the clock there instead of waiting for it."""
    moderator = theatre.moderator_id
    await _ask(theatre, screen, "digest subscribe")
    due = (theatre.clock() + timedelta(minutes=61)).replace(minute=0, second=0, microsecond=0)
    await _ask(theatre, screen, "digest when", day=due.weekday(), hour=due.hour, timezone="UTC")
    before = len(theatre.twin.dms(moderator))
    theatre.clock.skip_to(due + timedelta(seconds=1))
    screen.heading(f"It is {due:%A %H:%M} UTC, and {theatre.name_of(moderator)} gets a direct message")
    try:
        await theatre.twin.until(lambda: len(theatre.twin.dms(moderator)) > before, MOST_DIGEST_SECONDS)
    except TimeoutError:
        screen.say("The digest did not come.", "red")
        return
    messages = theatre.twin.dms(moderator)[before:]
    screen.show(messages, saved=theatre.save_pictures(messages))

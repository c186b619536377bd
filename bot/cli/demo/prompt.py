"""The prompt of the demo: slash commands as a moderator or as any member, and a few words besides."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from bot.cli.demo.screen import Screen, buttons
from bot.cli.demo.slash import Json, MisreadError, identify, parse, usage
from bot.cli.demo.theatre import Theatre
from twin.options import MisuseError, UnknownCommandError
from twin.outcomes import Outcome

HELP = """\
/overview, /top by:messages, /member Ada, ...   a slash command, as whoever you are now
as NAME | as moderator                          be somebody else
in #channel                                     go to another channel
say TEXT                                        write a message there
click N                                         press the button with that number
people | commands                               who is here; what can be asked
help | quit"""
MODERATOR = "moderator"
ENOUGH = ("quit", "exit", "q")


@dataclass
class Conversation:
    """Who sits at the keyboard, where they are, and the answer they look at."""

    theatre: Theatre
    screen: Screen
    user_id: int
    channel_id: int
    outcome: Outcome | None = None
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Custom id and label of what can be clicked, by number."""
    read_dms: int = 0

    @property
    def commands(self) -> list[Json]:
        registered = self.theatre.twin.interactions.commands
        return [command for commands in registered.values() for command in commands]

    @property
    def sign(self) -> str:
        name = self.theatre.name_of(self.user_id)
        who = f"{name} (moderator)" if self.user_id == self.theatre.moderator_id else name
        return f"{who} #{self.theatre.twin.world.channels[self.channel_id].name} > "

    async def hear(self, line: str) -> None:
        """Does what the line asks. Raises :class:`MisreadError` and the twin's ``MisuseError``."""
        word, _, rest = line.partition(" ")
        actions: dict[str, Callable[[str], None]] = {
            "help": lambda _: self.screen.say(HELP),
            "?": lambda _: self.screen.say(HELP),
            "as": self._become,
            "in": self._go,
            "people": lambda _: self.screen.say(", ".join(sorted(self.theatre.names().people))),
            "commands": lambda _: self.screen.say("\n".join(usages(self.commands))),
        }
        if word == "say":
            await self._say(rest.strip())
        elif word == "click":
            await self._click(rest.strip())
        elif word in actions:
            actions[word](rest.strip())
        else:
            await self._command(line)
        self._show_new_dms()

    def _become(self, name: str) -> None:
        people = self.theatre.names().people
        moderator = name.lower() in ("", MODERATOR)
        self.user_id = self.theatre.moderator_id if moderator else identify(name.removeprefix("@"), people, "a member")
        self.read_dms = len(self.theatre.twin.dms(self.user_id))

    def _go(self, name: str) -> None:
        self.channel_id = identify(name.removeprefix("#"), self.theatre.names().channels, "a channel")

    async def _say(self, text: str) -> None:
        if not text:
            raise MisreadError("say what?")
        self.theatre.twin.say(self.channel_id, self.user_id, text)
        await self.theatre.twin.settle()
        await self.theatre.bot.written_down()
        self.screen.say("said, and counted", "dim")

    async def _command(self, line: str) -> None:
        typed = parse(line, self.commands, self.theatre.names())
        outcome = await self.theatre.twin.command(
            typed.name, user_id=self.user_id, channel_id=self.channel_id, **typed.options
        )
        self._look_at(outcome)

    async def _click(self, number: str) -> None:
        if self.outcome is None or not self.buttons:
            raise MisreadError("there is nothing to click yet")
        if not (number.isdigit() and 1 <= int(number) <= len(self.buttons)):
            choices = ", ".join(f"{place} {label}" for place, (_, label) in enumerate(self.buttons, start=1))
            raise MisreadError(f"click which? {choices}")
        self._look_at(await self.outcome.click(self.buttons[int(number) - 1][0]))

    def _look_at(self, outcome: Outcome) -> None:
        if outcome.hidden:
            self.screen.say("(Discord would not offer this command to you; the bot refuses by itself)", "dim")
        if outcome.error:
            self.screen.say(outcome.error, "red")
        messages = outcome.messages
        self.screen.show(messages, saved=self.theatre.save_pictures(messages))
        controls = [control for message in messages[-1:] for control in buttons(message)]
        if controls:  # what was asked before can still be clicked under an answer without buttons, as in Discord
            self.outcome = outcome
            self.buttons = [(control["custom_id"], control["label"]) for control in controls]

    def _show_new_dms(self) -> None:
        messages = self.theatre.twin.dms(self.user_id)
        for message in messages[self.read_dms :]:
            self.screen.heading("A direct message")
            self.screen.show([message], saved=self.theatre.save_pictures([message]))
        self.read_dms = len(messages)


def usages(commands: list[Json]) -> list[str]:
    """Every command and subcommand with its options and what it does, a line each."""
    lines = []
    for command in commands:
        parts = [part for part in command.get("options") or () if part["type"] in (1, 2)]
        for part in parts:
            path = f"{command['name']} {part['name']}"
            lines.append(f"{usage(path, part.get('options') or ()):<44} {part['description']}")
        if not parts:
            lines.append(f"{usage(command['name'], command.get('options') or ()):<44} {command['description']}")
    return sorted(lines)


async def converse(theatre: Theatre, screen: Screen) -> None:
    """Answers line by line until somebody has had enough or the input ends."""
    at = next(number for number, channel in theatre.twin.world.guild.channels.items() if channel.kind == 0)
    talk = Conversation(theatre, screen, theatre.moderator_id, at, read_dms=len(theatre.twin.dms(theatre.moderator_id)))
    screen.heading("Your turn: type a slash command, or help, or quit")
    async for line in _lines(talk):
        if line.lower() in ENOUGH:
            return
        if not line:
            continue
        try:
            await talk.hear(line)
        except (MisreadError, MisuseError, UnknownCommandError) as error:
            screen.say(str(error), "red")


async def _lines(talk: Conversation) -> AsyncIterator[str]:
    """What is typed: with completion on a terminal, plain lines from anywhere else."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        while line := await asyncio.to_thread(sys.stdin.readline):
            yield line.strip()
        return

    from prompt_toolkit import PromptSession

    from bot.cli.demo.completion import completer

    session: PromptSession[str] = PromptSession(completer=completer(talk), complete_while_typing=True)
    while True:
        try:
            yield (await session.prompt_async(talk.sign)).strip()
        except (EOFError, KeyboardInterrupt):
            return

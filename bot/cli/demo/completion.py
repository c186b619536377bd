"""What may come next at the prompt: commands, their options, choices, and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.cli.demo.slash import CHANNEL, ROLE, USER, Json, MisreadError, Names, find

if TYPE_CHECKING:
    from bot.cli.demo.prompt import Conversation

WORDS = ("as", "in", "say", "click", "people", "commands", "help", "quit")
MOST = 30


def suggestions(before: str, commands: list[Json], names: Names) -> Iterator[tuple[str, int]]:
    """What may stand next after ``before``, each with how many of the last characters it replaces."""
    words = before.split(" ")
    last = words[-1]
    if len(words) == 1:
        slash = "/" if before.startswith("/") or not before else ""
        offered = [f"/{command['name']}" for command in commands] + ([] if slash and before else list(WORDS))
        yield from _fitting(offered, last)
    elif words[0] == "as":
        yield from _fitting(["moderator", *names.people], before.removeprefix("as "))
    elif words[0] == "in":
        yield from _fitting([f"#{name}" for name in names.channels], last)
    elif words[0].startswith("/"):
        yield from _after_command(words, commands, names)


def _after_command(words: list[str], commands: list[Json], names: Names) -> Iterator[tuple[str, int]]:
    last = words[-1]
    try:
        _, options, rest = find([words[0].removeprefix("/"), *words[1:-1]], commands)
    except MisreadError:
        here = next((c for c in commands if f"/{c['name']}" == words[0]), None)
        if here is not None and len(words) == 2:
            yield from _fitting([part["name"] for part in here.get("options") or ()], last)
        return
    name, colon, typed = last.partition(":")
    option = next((o for o in options if o["name"] == name), None)
    if colon and option is not None:
        yield from _fitting(_values(option, names), typed)
        return
    given = {word.partition(":")[0] for word in rest if ":" in word}
    yield from _fitting([f"{o['name']}:" for o in options if o["name"] not in given], last)
    if options and not given:
        yield from _fitting(_values(options[0], names), last)


def _values(option: Json, names: Names) -> list[str]:
    if option.get("choices"):
        return [str(choice["name"]) for choice in option["choices"]]
    return list({USER: names.people, CHANNEL: names.channels, ROLE: names.roles}.get(option["type"], {}))


def _fitting(offered: Iterable[str], typed: str) -> Iterator[tuple[str, int]]:
    fitting = [text for text in offered if text.lower().startswith(typed.lower())]
    yield from ((text, len(typed)) for text in fitting[:MOST])


class _Completer(Completer):
    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        talk = self._talk
        for text, replaced in suggestions(document.text_before_cursor, talk.commands, talk.theatre.names()):
            yield Completion(text, start_position=-replaced)


def completer(talk: Conversation) -> Completer:
    return _Completer(talk)

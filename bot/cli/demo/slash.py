"""What is typed at the prompt, ``/member who:Ada`` or ``/member Ada``, held against the bot's own commands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
NAMED = re.compile(r"^([\w-]+):(.*)$", re.S)
TRUTHS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
Json = Mapping[str, Any]


class MisreadError(ValueError):
    """What was typed cannot be understood; the message says what could."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a name may stand for."""

    people: Mapping[str, int]
    channels: Mapping[str, int]
    roles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Typed:
    """A command to send: ``digest subscribe`` and its options, ids for whoever was named."""

    name: str
    options: dict[str, Any]


def parse(line: str, commands: Sequence[Json], names: Names) -> Typed:
    """``line`` with or without its slash. Raises :class:`MisreadError`."""
    words = line.strip().removeprefix("/").split()
    path, options, rest = find(words, commands)
    given: dict[str, list[str]] = {}
    loose: list[str] = []
    known = {option["name"] for option in options}
    into: list[str] | None = None
    for word in rest:
        named = NAMED.match(word)
        if named and named[1].lower() in known:
            into = given.setdefault(named[1].lower(), [])
            into += [named[2]] if named[2] else []
        elif into is not None:
            into.append(word)
        else:
            loose.append(word)
    _place(loose, [option for option in options if option["name"] not in given], given, path)
    missing = [option["name"] for option in options if option.get("required") and not given.get(option["name"])]
    if missing:
        raise MisreadError(f"/{path} needs {' and '.join(missing)}: {usage(path, options)}")
    values = {o["name"]: value_of(o, " ".join(given[o["name"]]), names) for o in options if given.get(o["name"])}
    return Typed(path, values)


def find(words: Sequence[str], commands: Sequence[Json]) -> tuple[str, list[Json], list[str]]:
    """The command's whole name, its options, and the words behind it."""
    if not words:
        raise MisreadError("type a command such as /overview, or help")
    here = _named(words[0], commands, "/")
    path, rest = [here["name"]], list(words[1:])
    while parts := [o for o in here.get("options") or () if o["type"] in (SUBCOMMAND, GROUP)]:
        if not rest:
            raise MisreadError(f"/{' '.join(path)} what? {', '.join(part['name'] for part in parts)}")
        here = _named(rest.pop(0), parts, f"/{' '.join(path)} ")
        path.append(here["name"])
    return " ".join(path), list(here.get("options") or ()), rest


def _named(word: str, among: Iterable[Json], before: str) -> Json:
    known = {one["name"]: one for one in among}
    if word.lower() in known:
        return known[word.lower()]
    close = difflib.get_close_matches(word.lower(), known, n=1)
    advice = f"did you mean {before}{close[0]}?" if close else f"there are {', '.join(known)}"
    raise MisreadError(f"{before}{word} is not a command: {advice}")


def _place(loose: list[str], options: list[Json], given: dict[str, list[str]], path: str) -> None:
    """Words without a name go to the options in their order; the last one takes what is left."""
    if loose and not options:
        raise MisreadError(f"/{path} takes nothing more, and {' '.join(loose)!r} is more")
    for place, option in enumerate(options):
        last = place == len(options) - 1
        taken, loose = (loose, []) if last or option["type"] == USER else (loose[:1], loose[1:])
        if taken:
            given[option["name"]] = taken


def usage(path: str, options: Sequence[Json]) -> str:
    shown = [f"{o['name']}:" if o.get("required") else f"[{o['name']}:]" for o in options]
    return " ".join([f"/{path}", *shown])


def value_of(option: Json, text: str, names: Names) -> str | int | bool:
    """What Discord's client would send for ``text``. Raises :class:`MisreadError`."""
    text = text.strip().strip('"')
    if option.get("choices"):
        return _choice(option, text)
    kind = option["type"]
    if kind == USER:
        return identify(text.removeprefix("@"), names.people, "a member")
    if kind == CHANNEL:
        return identify(text.removeprefix("#"), names.channels, "a channel")
    if kind == ROLE:
        return identify(text.removeprefix("@"), names.roles, "a role")
    if kind == BOOLEAN:
        if text.lower() not in TRUTHS:
            raise MisreadError(f"{option['name']}: yes or no, not {text!r}")
        return TRUTHS[text.lower()]
    if kind == INTEGER:
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise MisreadError(f"{option['name']}: a whole number, not {text!r}")
        return int(text)
    return text


def _choice(option: Json, text: str) -> str | int:
    for choice in option["choices"]:
        if text.lower() in (str(choice["name"]).lower(), str(choice["value"]).lower()):
            value: str | int = choice["value"]
            return value
    raise MisreadError(f"{option['name']}: one of {', '.join(str(c['name']) for c in option['choices'])}, not {text!r}")


def identify(text: str, known: Mapping[str, int], what: str) -> int:
    """Who or what ``text`` names: whole names before beginnings, capitals do not matter, an id is itself."""
    if text.isdigit() and int(text) in known.values():
        return int(text)
    lower = {name.lower(): number for name, number in known.items()}
    if text.lower() in lower:
        return lower[text.lower()]
    begin = sorted(name for name in known if text and name.lower().startswith(text.lower()))
    if len(begin) == 1:
        return known[begin[0]]
    close = begin[:5] or difflib.get_close_matches(text, known, n=3)
    advice = f": {' or '.join(close)}?" if close else ""
    raise MisreadError(f"{text!r} is not {what} here{advice}")

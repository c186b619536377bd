"""What a user types behind a slash command → the options of an interaction, held against the registered definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twin import payloads
from twin.things import Guild
from twin.world import World

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
Json = dict[str, Any]


class MisuseError(ValueError):
    """What Discord's own client would not have let the user send."""


class UnknownCommandError(LookupError):
    """The bot registered no such command."""


def descend(definition: Json, path: list[str]) -> tuple[Json, list[Json]]:
    """The definition at the end of ``group sub`` and the groups and subcommands on the way."""
    steps: list[Json] = []
    here = definition
    for name in path:
        found = [o for o in here.get("options") or [] if o["name"] == name and o["type"] in (SUBCOMMAND, GROUP)]
        if not found:
            raise UnknownCommandError(f"/{definition['name']} has no {name!r}")
        here = found[0]
        steps.append(here)
    if any(o["type"] in (SUBCOMMAND, GROUP) for o in here.get("options") or []):
        raise MisuseError(f"/{definition['name']} {' '.join(path)} needs a subcommand")
    return here, steps


def wrap(options: list[Json], steps: list[Json]) -> list[Json]:
    """Puts the options inside their subcommand and group."""
    for step in reversed(steps):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    return options


def chosen(definition: Json, given: Mapping[str, Any]) -> list[Json]:
    """The options in the order of the definition; raises MisuseError where Discord's client would object."""
    known = {o["name"]: o for o in definition.get("options") or []}
    strange = set(given) - set(known)
    if strange:
        raise MisuseError(f"/{definition['name']} has no option {', '.join(sorted(strange))}")
    missing = [n for n, o in known.items() if o.get("required") and n not in given]
    if missing:
        raise MisuseError(f"/{definition['name']} needs {', '.join(missing)}")
    return [
        {"name": name, "type": option["type"], "value": _value(option, given[name])}
        for name, option in known.items()
        if name in given
    ]


def _value(option: Json, value: Any) -> Any:
    kind = option["type"]
    choices = [c["value"] for c in option.get("choices") or []]
    if choices and value not in choices:
        raise MisuseError(f"{option['name']}: {value!r} is none of {choices}")
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return str(int(value))
    wanted: tuple[type, ...] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}.get(kind, ())
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != BOOLEAN):
        raise MisuseError(f"{option['name']}: {value!r} is of the wrong kind")
    size: Any = len(str(value)) if kind == STRING else value
    least, most = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if kind != BOOLEAN and not option.get(least, size) <= size <= option.get(most, size):
        raise MisuseError(f"{option['name']}: {value!r} is outside {option.get(least)} to {option.get(most)}")
    return value


def resolved(world: World, guild: Guild | None, definition: Json, options: list[Json], user_id: int) -> Json:
    """The users, members, channels and roles that the options name, as Discord sends them along to who chose them.

    Raises MisuseError for a channel of a kind that the option does not take. One that Discord does not show the user is
    delivered all the same: the bot must check that itself.
    """
    kinds = {o["name"]: o.get("channel_types") for o in definition.get("options") or []}
    for option in options:
        channel = world.channels.get(int(option["value"])) if option["type"] == CHANNEL else None
        if channel is not None and kinds[option["name"]] and channel.kind not in kinds[option["name"]]:
            raise MisuseError(f"{option['name']}: a channel of type {channel.kind} is none of {kinds[option['name']]}")
    named: dict[int, list[int]] = {}
    for option in options:
        named.setdefault(option["type"], []).append(option["value"])
    people = [int(i) for i in named.get(USER, []) + named.get(MENTIONABLE, [])]
    channels, roles = ([int(i) for i in named.get(kind, [])] for kind in (CHANNEL, ROLE))
    return resolve(world, guild, people, channels, roles, user_id)


def resolve(
    world: World, guild: Guild | None, people: list[int], channels: list[int], roles: list[int], user_id: int
) -> Json:
    """``user_id`` is who named them."""
    found: Json = {}
    unknown = [i for i in people if i not in world.users] + [i for i in channels if i not in world.channels]
    if unknown:
        raise MisuseError(f"nobody and nothing has the id {unknown[0]}")
    if people:
        found["users"] = {str(i): payloads.user(world.users[i]) for i in people}
        if guild is not None:
            found["members"] = {str(i): _resolved_member(world, guild, i) for i in people if i in guild.members}
    if channels and guild is not None:
        found["channels"] = {str(i): _resolved_channel(guild, i, user_id) for i in channels}
    if roles and guild is not None:
        found["roles"] = {str(i): payloads.role(guild.roles[i]) for i in roles}
    return found


def _resolved_member(world: World, guild: Guild, user_id: int) -> Json:
    seen = payloads.member_alone(guild.members[user_id])
    del seen["mute"], seen["deaf"]
    return seen | {"permissions": payloads.guild_permissions(guild, user_id)}


def _resolved_channel(guild: Guild, channel_id: int, user_id: int) -> Json:
    """A channel in brief, with what who chose it may do there. Discord leaves out most of it here; of a thread it tells
    more than its documents say, without which discord.py cannot read it."""
    channel = guild.channels[channel_id]
    whole = payloads.channel(channel)
    names = ("id", "name", "type", "parent_id", "thread_metadata", "owner_id", "message_count", "member_count")
    brief = {name: whole[name] for name in names if whole.get(name) is not None}
    return brief | {"permissions": payloads.allowed(guild, channel, user_id)}

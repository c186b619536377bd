"""Guilds: themselves, their channels, roles, members and invites."""

from __future__ import annotations

from twin import payloads
from twin.intents import MEMBERS
from twin.permissions import BITS, in_guild
from twin.rest.call import NO_ACCESS, NO_PERMISSION, Answer, Call, RefusalError, Routes, unknown
from twin.things import Overwrite


def routes() -> Routes:
    return {
        ("GET", "/guilds/{guild_id}"): guild,
        ("GET", "/guilds/{guild_id}/channels"): channels,
        ("GET", "/guilds/{guild_id}/roles"): roles,
        ("GET", "/guilds/{guild_id}/members"): members,
        ("GET", "/guilds/{guild_id}/members/search"): search,
        ("GET", "/guilds/{guild_id}/members/{user_id}"): member,
        ("GET", "/guilds/{guild_id}/invites"): guild_invites,
        ("GET", "/channels/{channel_id}/invites"): channel_invites,
        ("POST", "/channels/{channel_id}/invites"): invite,
        ("GET", "/invites/{code}"): one_invite,
        ("DELETE", "/invites/{code}"): uninvite,
        ("GET", "/channels/{channel_id}"): channel,
        ("DELETE", "/channels/{channel_id}"): delete_channel,
        ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}"): overwrite,
        ("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}"): remove_overwrite,
    }


async def guild(call: Call) -> Answer:
    found = call.guild()
    seen = payloads.guild_plain(found) | {"home_header": None, "nsfw": False}
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        seen |= {"approximate_member_count": len(found.members), "approximate_presence_count": 1}
    return 200, seen


async def channels(call: Call) -> Answer:
    return 200, [payloads.channel(c) for c in call.guild().channels.values() if not c.is_thread]


async def roles(call: Call) -> Answer:
    return 200, [payloads.role(r) for r in call.guild().roles.values()]


async def members(call: Call) -> Answer:
    """The member list by ascending id; only for bots whose owner switched the members intent on."""
    found = call.guild()
    if not call.stage.gateway.allowed_intents & MEMBERS:
        raise RefusalError(*NO_ACCESS)
    limit, after = call.limit(usual=1, most=1000), call.asked("after") or 0
    ids = sorted(i for i in found.members if i > after)[:limit]
    return 200, [payloads.member(found.members[i]) for i in ids]


async def search(call: Call) -> Answer:
    prefix = call.query.get("query", "").casefold()
    limit = call.limit(usual=1, most=1000)
    found = [
        m
        for m in call.guild().members.values()
        if m.user.name.casefold().startswith(prefix) or (m.nick or "").casefold().startswith(prefix)
    ]
    return 200, [payloads.member(m) for m in found[:limit]]


async def member(call: Call) -> Answer:
    found = call.guild().members.get(call.number("user_id"))
    if found is None:
        raise unknown("Member", 10007)
    return 200, payloads.member(found)


def _must(call: Call, permission: str) -> None:
    if not in_guild(call.guild(), call.world.bot.user_id) & BITS[permission]:
        raise RefusalError(*NO_PERMISSION)


async def guild_invites(call: Call) -> Answer:
    """All invites with their uses; needs Manage Server."""
    _must(call, "manage_guild")
    found = call.guild()
    return 200, [payloads.invite(call.world, found, i) for i in found.invites.values()]


async def channel_invites(call: Call) -> Answer:
    place = call.channel("manage_channels")
    home = call.world.guilds[place.guild_id or 0]
    there = [i for i in home.invites.values() if i.channel_id == place.channel_id]
    return 200, [payloads.invite(call.world, home, i) for i in there]


async def invite(call: Call) -> Answer:
    place = call.channel("create_instant_invite")
    home = call.world.guilds[place.guild_id or 0]
    made = call.world.add_invite(call.world.bot.user_id, channel_id=place.channel_id, guild=home)
    body = call.body or {}
    made.max_uses, made.max_age = int(body.get("max_uses") or 0), int(body.get("max_age") or 0)
    call.stage.invited(home, made)
    return 200, payloads.invite(call.world, home, made)


async def one_invite(call: Call) -> Answer:
    for home in call.world.guilds.values():
        found = home.invites.get(call.params["code"])
        if found is not None:
            seen = payloads.invite(call.world, home, found)
            for inner in ("uses", "max_uses", "max_age", "temporary", "created_at"):
                del seen[inner]
            return 200, seen
    raise unknown("Invite", 10006)


async def uninvite(call: Call) -> Answer:
    for home in call.world.guilds.values():
        found = home.invites.get(call.params["code"])
        if found is not None:
            seen = payloads.invite(call.world, home, found)
            call.stage.uninvited(home, found.code)
            return 200, seen
    raise unknown("Invite", 10006)


async def channel(call: Call) -> Answer:
    return 200, payloads.any_channel(call.world, call.channel())


async def delete_channel(call: Call) -> Answer:
    gone = call.channel("manage_channels")
    seen = payloads.any_channel(call.world, gone)
    call.stage.channel_removed(gone.channel_id)
    return 200, seen


async def overwrite(call: Call) -> Answer:
    place = call.channel("manage_roles")
    body = call.body or {}
    place.overwrites[call.number("overwrite_id")] = Overwrite(
        int(body["type"]), int(body.get("allow") or 0), int(body.get("deny") or 0)
    )
    call.stage.channel_changed(place.channel_id)
    return 204, None


async def remove_overwrite(call: Call) -> Answer:
    place = call.channel("manage_roles")
    place.overwrites.pop(call.number("overwrite_id"), None)
    call.stage.channel_changed(place.channel_id)
    return 204, None

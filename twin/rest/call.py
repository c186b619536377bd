"""One REST request as the handlers see it, and how they refuse it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from twin.stage import Stage
from twin.things import Attachment, Channel, Guild, Message
from twin.world import World

Answer = tuple[int, Any]


class RefusalError(Exception):
    """An error as Discord answers it: an HTTP status, Discord's own code, and a sentence.

    Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
    """

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message}
        if errors:
            self.body["errors"] = errors


def unknown(what: str, code: int) -> RefusalError:
    return RefusalError(404, code, f"Unknown {what}")


def invalid(where: str, problem: str) -> RefusalError:
    """400 for a body that Discord would not take; ``where`` is the path of the field."""
    errors: dict[str, Any] = {"_errors": [{"code": "INVALID", "message": problem}]}
    for part in reversed(where.split(".")):
        errors = {part: errors}
    return RefusalError(400, 50035, "Invalid Form Body", errors)


NO_ACCESS = (403, 50001, "Missing Access")
NO_PERMISSION = (403, 50013, "Missing Permissions")


@dataclass(slots=True)
class Call:
    """The request, taken apart. ``body`` is the JSON (also of a multipart form), ``files`` its uploads by number."""

    stage: Stage
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, Attachment] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.stage.world

    def number(self, name: str) -> int:
        """A path parameter that is an id."""
        try:
            return int(self.params[name])
        except ValueError:
            raise invalid(name, f'Value "{self.params[name]}" is not snowflake.') from None

    def asked(self, name: str) -> int | None:
        """A number from the query, None where it was not given."""
        value = self.query.get(name)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise invalid(name, f'Value "{value}" is not a number.') from None

    def limit(self, *, usual: int, most: int) -> int:
        limit = self.asked("limit")
        if limit is None:
            return usual
        if not 1 <= limit <= most:
            raise invalid("limit", f"Must be between 1 and {most}.")
        return limit

    def guild(self) -> Guild:
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None:
            raise unknown("Guild", 10004)
        return guild

    def channel(self, *permissions: str) -> Channel:
        """The channel of the path, which the bot must be able to see; 403 where it lacks a permission."""
        channel = self.world.channels.get(self.number("channel_id"))
        if channel is None:
            raise unknown("Channel", 10003)
        if not self.world.bot_may(channel, "view_channel"):
            raise RefusalError(*NO_ACCESS)
        if not self.stage.permitted(self.world.bot.user_id, channel, permissions):
            raise RefusalError(*NO_PERMISSION)
        return channel

    def message(self, channel: Channel) -> Message:
        message = channel.log.get(self.number("message_id"))
        if message is None:
            raise unknown("Message", 10008)
        return message


Handler = Callable[[Call], Awaitable[Answer]]
Routes = dict[tuple[str, str], Handler]

"""Both ends of an interaction: the user who starts it and the bot's answers, from the first to the last follow-up.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding. The first answer is due in three
seconds; after a deferral the first follow-up takes the place of the message that says "thinking".
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from twin import payloads
from twin.rest.call import RefusalError, invalid, unknown
from twin.rest.writing import compose, rewrite
from twin.rules import broken_callback_rules
from twin.stage import Stage
from twin.things import Attachment, Channel, Message

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = range(1, 6)
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
EPHEMERAL, LOADING = 1 << 6, 1 << 7
FIRST_ANSWER_SECONDS, TOKEN_SECONDS = 3.0, 15 * 60.0
LIMIT_BYTES = 10 * 1024 * 1024
Json = dict[str, Any]
Files = dict[int, Attachment]


@dataclass(slots=True)
class Interaction:
    """One running interaction. ``source`` is the message whose component was used."""

    interaction_id: int
    token: str
    kind: int
    user_id: int
    channel: Channel
    data: Json
    source: Message | None
    started: float
    answer: int | None = None
    answered_after: float | None = None
    expired: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def loading(self) -> bool:
        return self.original is not None and bool(self.original.flags & LOADING)

    @property
    def shown(self) -> list[Message]:
        """The messages that the user sees by now."""
        first = [] if self.original is None or self.loading else [self.original]
        return first + self.followups


class Interactions:
    """The running interactions and the commands the bot registered (by guild, None for everywhere)."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.commands: dict[int | None, list[Json]] = {}
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def start(
        self, kind: int, user_id: int, channel: Channel, data: Json, source: Message | None = None
    ) -> Interaction:
        """Dispatches INTERACTION_CREATE and gives back the record that the bot's answers will fill."""
        world = self.stage.world
        now = asyncio.get_running_loop().time()
        one = Interaction(world.mint.next(), secrets.token_urlsafe(48), kind, user_id, channel, data, source, now)
        self._by_id[one.interaction_id] = self._by_token[one.token] = one
        self.stage.gateway.dispatch("INTERACTION_CREATE", self._payload(one), channel.guild_id)
        return one

    def _payload(self, one: Interaction) -> Json:
        world, channel = self.stage.world, one.channel
        guild = world.guilds.get(channel.guild_id or 0)
        place = payloads.any_channel(world, channel)
        payload: Json = {
            "version": 1,
            "id": str(one.interaction_id),
            "application_id": str(world.bot.user_id),
            "token": one.token,
            "type": one.kind,
            "data": one.data,
            "channel_id": str(channel.channel_id),
            "channel": place,
            "locale": world.users[one.user_id].locale,
            "entitlements": [],
            "attachment_size_limit": LIMIT_BYTES,
            "authorizing_integration_owners": self._owners(channel),
        }
        if guild is None:
            payload |= {"context": 1, "app_permissions": "0", "user": payloads.user(world.users[one.user_id])}
        else:
            place["permissions"] = payloads.allowed(guild, channel, one.user_id)
            caller = payloads.member(guild.members[one.user_id])
            payload |= {
                "context": 0,
                "app_permissions": payloads.allowed(guild, channel, world.bot.user_id),
                "guild_id": str(guild.guild_id),
                "guild": {"id": str(guild.guild_id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": caller | {"permissions": payloads.allowed(guild, channel, one.user_id)},
            }
        if one.source is not None:
            payload["message"] = payloads.message(world, one.source, self.stage.cdn)
        return payload

    def _owners(self, channel: Channel) -> Json:
        return {"0": str(channel.guild_id or 0)}

    # the bot's side

    def answer(self, interaction_id: int, token: str, body: Json, files: Files) -> Json:
        """The callback. Gives back its body, as for ``with_response``."""
        one = self._by_id.get(interaction_id)
        if one is None or one.token != token or one.expired or self._age(one) > FIRST_ANSWER_SECONDS:
            raise unknown("interaction", 10062)
        if one.answer is not None:
            raise RefusalError(400, 40060, "Interaction has already been acknowledged.")
        for where, problem in broken_callback_rules(body):
            raise invalid(where, problem)
        self._accept(one, body.get("type", 0), body.get("data") or {}, files)
        one.answer = body["type"]
        one.answered_after = self._age(one)
        one.changed.set()
        return self._receipt(one)

    def _accept(self, one: Interaction, kind: int, data: Json, files: Files) -> None:
        fits = {
            COMMAND: (MESSAGE, DEFER, SHOW_MODAL),
            COMPONENT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE, SHOW_MODAL),
            AUTOCOMPLETE: (CHOICES,),
            MODAL: (MESSAGE, DEFER, *((DEFER_UPDATE, UPDATE) if one.source else ())),
        }[one.kind]
        if kind not in fits:
            raise invalid("type", f"Interaction callback type {kind} does not fit interaction type {one.kind}")
        if kind == MESSAGE:
            one.original = self._new(one, data, files)
        elif kind == DEFER:
            flags = LOADING | (int(data.get("flags") or 0) & EPHEMERAL)
            one.original = self._signed(Message(self._next_id(), one.channel.channel_id, self._bot, flags=flags), one)
            self._publish(one.original)
        elif kind == UPDATE and one.source is not None:
            rewrite(self.stage.world, one.source, data, files)
            self._changed(one.source)
            one.original = one.source
        elif kind == CHOICES:
            one.choices = data["choices"]
        elif kind == SHOW_MODAL:
            one.modal = data

    def _receipt(self, one: Interaction) -> Json:
        seen: Json = {"id": str(one.interaction_id), "type": one.kind, "channel_id": str(one.channel.channel_id)}
        if one.channel.guild_id is not None:
            seen["guild_id"] = str(one.channel.guild_id)
        receipt: Json = {"interaction": seen}
        if one.original is not None:
            seen["response_message_id"] = str(one.original.message_id)
            seen["response_message_loading"] = one.loading
            seen["response_message_ephemeral"] = one.original.ephemeral
            if one.answer in (MESSAGE, UPDATE):
                shown = payloads.message(self.stage.world, one.original, self.stage.cdn)
                receipt["resource"] = {"type": one.answer, "message": shown}
        return receipt

    def followup(self, token: str, body: Json, files: Files) -> Message:
        """A message by the interaction's webhook; after a deferral the first one fills the waiting message."""
        one = self.of(token)
        if one.answer is None:
            raise unknown("Webhook", 10015)
        if one.loading and one.original is not None:
            self._fill(one, one.original, body, files)
            return one.original
        message = self._new(one, body, files)
        one.followups.append(message)
        one.changed.set()
        return message

    def edit(self, token: str, which: str, body: Json, files: Files) -> Message:
        one = self.of(token)
        message = self.find(token, which)
        self._fill(one, message, body, files)
        return message

    def _fill(self, one: Interaction, message: Message, body: Json, files: Files) -> None:
        rewrite(self.stage.world, message, body, files)
        if message.flags & LOADING:
            message.edited_at = None
        message.flags &= ~LOADING
        self._changed(message)
        if message is one.source:
            one.original = message
        one.changed.set()

    def delete(self, token: str, which: str) -> None:
        one = self.of(token)
        message = self.find(token, which)
        if message is one.original:
            one.original = None
        else:
            one.followups = [m for m in one.followups if m is not message]
        if not message.ephemeral:
            self.stage.delete(message.channel_id, message.message_id)
        one.changed.set()

    def of(self, token: str) -> Interaction:
        one = self._by_token.get(token)
        if one is None or self._age(one) > TOKEN_SECONDS:
            raise RefusalError(401, 50027, "Invalid Webhook Token")
        return one

    def _age(self, one: Interaction) -> float:
        return asyncio.get_running_loop().time() - one.started

    def find(self, token: str, which: str) -> Message:
        """``@original`` or the id of a follow-up; for an unanswered component the message it sits on."""
        one = self.of(token)
        original = one.original or (one.source if one.answer in (DEFER_UPDATE, UPDATE) else None)
        if which == "@original" and original is not None:
            return original
        for message in [m for m in (original, *one.followups) if m is not None]:
            if which == str(message.message_id):
                return message
        raise unknown("Message", 10008)

    @property
    def _bot(self) -> Any:
        return self.stage.world.bot

    def _next_id(self) -> int:
        return self.stage.world.mint.next()

    def _new(self, one: Interaction, body: Json, files: Files) -> Message:
        message = compose(self.stage.world, self._bot, one.channel.channel_id, body, files)
        self._publish(self._signed(message, one))
        return message

    def _signed(self, message: Message, one: Interaction) -> Message:
        """Marks a message as this interaction's answer."""
        message.application_id = message.webhook_id = self._bot.user_id
        if one.kind == COMMAND and one.answer is None:
            message.kind = 20
        message.interaction = {
            "id": str(one.interaction_id),
            "type": one.kind,
            "user": payloads.user(self.stage.world.users[one.user_id]),
            "authorizing_integration_owners": self._owners(one.channel),
        }
        if one.kind == COMPONENT and one.source is not None:
            message.interaction["interacted_message_id"] = str(one.source.message_id)
        if one.kind == MODAL:
            message.interaction["triggering_interaction_metadata"] = {**message.interaction, "type": COMMAND}
        return message

    def _publish(self, message: Message) -> None:
        if not message.ephemeral:
            self.stage.posted(message)

    def _changed(self, message: Message) -> None:
        if not message.ephemeral:
            self.stage.edited(message)

"""What a user experiences: pressing, choosing, typing, and what the bot shows in return."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from twin.interactions import COMPONENT, DEFER, DEFER_UPDATE, FIRST_ANSWER_SECONDS, MODAL, Interaction, Interactions
from twin.options import MisuseError, resolve
from twin.sent import SentMessage, flat

BUTTON, STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 2, 3, 5, 6, 7, 8
LABEL, TEXT_INPUT = 18, 4
QUIET_UPDATE_SECONDS = 2.0


class Outcome:
    """The course of one interaction, seen by the user. It goes on living: later follow-ups appear in ``messages``."""

    def __init__(self, interactions: Interactions, interaction: Interaction, *, hidden: bool = False) -> None:
        self._interactions = interactions
        self._interaction = interaction
        self.hidden = hidden
        self.error: str | None = None

    @property
    def messages(self) -> list[SentMessage]:
        """What is on the screen now, oldest first."""
        return [SentMessage.of(m) for m in self._interaction.shown]

    @property
    def message(self) -> SentMessage:
        """The last message; an AssertionError that says why where there is none."""
        assert self.messages, self.error or "the bot has shown nothing"
        return self.messages[-1]

    @property
    def deferred(self) -> bool:
        """Whether the bot asked for time before it answered."""
        return self._interaction.answer in (DEFER, DEFER_UPDATE)

    @property
    def took_seconds(self) -> float | None:
        """Seconds until the first answer of any kind; None where there was none in time."""
        return self._interaction.answered_after

    @property
    def modal(self) -> dict[str, Any] | None:
        """The form the bot opened: title, custom_id, components."""
        return self._interaction.modal

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What an autocompletion offered."""
        return self._interaction.choices

    @property
    def text(self) -> str:
        return "\n".join(m.text for m in self.messages)

    async def until(self, ready: Callable[[Outcome], bool], patience: float = 10.0) -> Outcome:
        """Waits for what comes later, such as a second follow-up; TimeoutError after ``patience`` seconds."""
        async with asyncio.timeout(patience):
            while not ready(self):
                self._interaction.changed.clear()
                await self._interaction.changed.wait()
        return self

    async def click(
        self,
        custom_id: str | None = None,
        *,
        label: str | None = None,
        user_id: int | None = None,
        patience: float = 15.0,
    ) -> Outcome:
        """Presses a button, named by its custom_id or by what is written on it."""
        control = self._control(lambda c: c.get("type") == BUTTON, custom_id, label)
        data = {"component_type": BUTTON, "custom_id": control["custom_id"], "id": control["id"]}
        return await self._use(control, data, user_id, patience)

    async def select(
        self, custom_id: str | None, values: Sequence[str | int], *, user_id: int | None = None, patience: float = 15.0
    ) -> Outcome:
        """Chooses from a menu. ``custom_id`` may be None where there is only one menu."""
        control = self._control(lambda c: c.get("type") in (3, 5, 6, 7, 8), custom_id, None)
        kind, chosen = control["type"], [str(v) for v in values]
        offered = [o["value"] for o in control.get("options", [])]
        if kind == STRING_SELECT and not set(chosen) <= set(offered):
            raise MisuseError(f"{chosen} is not among {offered}")
        if not control.get("min_values", 1) <= len(chosen) <= control.get("max_values", 1):
            raise MisuseError(f"{len(chosen)} values are too many or too few")
        data = {"component_type": kind, "custom_id": control["custom_id"], "values": chosen, "id": control["id"]}
        if kind != STRING_SELECT:
            data["resolved"] = self._resolved(kind, [int(v) for v in chosen])
        return await self._use(control, data, user_id, patience)

    async def submit(self, custom_id: str | None, fields: Mapping[str, str], *, patience: float = 15.0) -> Outcome:
        """Fills the form that the bot opened; ``fields`` by the custom_id of each input."""
        form = self.modal
        if form is None or (custom_id is not None and form["custom_id"] != custom_id):
            raise MisuseError(f"no form {custom_id or ''} is open")
        inputs = [c for c in flat(form["components"]) if c.get("type") == TEXT_INPUT]
        strange = set(fields) - {c["custom_id"] for c in inputs}
        missing = [c["custom_id"] for c in inputs if c.get("required", True) and not fields.get(c["custom_id"])]
        if strange or missing:
            raise MisuseError(f"the form has no {strange}" if strange else f"the form needs {missing}")
        data = {"custom_id": form["custom_id"], "components": [_filled(c, fields) for c in form["components"]]}
        before = self._interaction
        return await run(self._interactions, MODAL, before.user_id, before.channel, data, before.source, patience)

    def _control(
        self, fits: Callable[[dict[str, Any]], bool], custom_id: str | None, label: str | None
    ) -> dict[str, Any]:
        for message in reversed(self.messages):
            for control in message.controls():
                named = custom_id in (None, control.get("custom_id")) and label in (None, control.get("label"))
                if fits(control) and named and "custom_id" in control:
                    return control | {"message_id": message.message_id}
        raise MisuseError(f"nothing to press: {custom_id or label} in {[m.components for m in self.messages]}")

    async def _use(
        self, control: dict[str, Any], data: dict[str, Any], user_id: int | None, patience: float
    ) -> Outcome:
        if control.get("disabled"):
            raise MisuseError(f"{control['custom_id']} is disabled")
        before = self._interaction
        source = next(m for m in before.shown if m.message_id == control["message_id"])
        if source.ephemeral and user_id not in (None, before.user_id):
            raise MisuseError("nobody else sees an ephemeral message")
        who = user_id or before.user_id
        return await run(self._interactions, COMPONENT, who, before.channel, data, source, patience)

    def _resolved(self, kind: int, ids: list[int]) -> dict[str, Any]:
        world, channel = self._interactions.stage.world, self._interaction.channel
        people = ids if kind in (USER_SELECT, MENTIONABLE_SELECT) else []
        channels, roles = (ids if kind == CHANNEL_SELECT else []), (ids if kind == ROLE_SELECT else [])
        who = self._interaction.user_id
        return resolve(world, world.guilds.get(channel.guild_id or 0), people, channels, roles, who)


def _filled(component: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """A form's row or label with what was typed, in the shape of a submission."""
    if component["type"] == LABEL:
        return {"type": LABEL, "id": component.get("id", 0), "component": _typed(component["component"], fields)}
    return {"type": 1, "id": component.get("id", 0), "components": [_typed(c, fields) for c in component["components"]]}


def _typed(component: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    name = component["custom_id"]
    return {
        "type": component["type"],
        "id": component.get("id", 0),
        "custom_id": name,
        "value": fields.get(name, component.get("value", "")),
    }


async def run(
    interactions: Interactions,
    kind: int,
    user_id: int,
    channel: Any,
    data: dict[str, Any],
    source: Any = None,
    patience: float = 15.0,
    *,
    hidden: bool = False,
) -> Outcome:
    """Starts an interaction and waits for what the user would wait for.

    Three seconds for the first answer, then ``patience`` for the message that a deferral promised; ``error`` says
    which of the two did not come.
    """
    one = interactions.start(kind, user_id, channel, data, source)
    outcome = Outcome(interactions, one, hidden=hidden)
    try:
        await outcome.until(lambda _: one.answer is not None, FIRST_ANSWER_SECONDS)
    except TimeoutError:
        one.expired = True
        outcome.error = "The application did not respond"
        return outcome
    if one.answer == DEFER:
        try:
            await outcome.until(lambda _: bool(one.shown) or one.original is None, patience)
        except TimeoutError:
            outcome.error = f"still thinking after {patience:g} s"
    elif one.answer == DEFER_UPDATE:
        await _quietly(outcome, min(patience, QUIET_UPDATE_SECONDS))
    return outcome


async def _quietly(outcome: Outcome, seconds: float) -> None:
    """A deferred update may be followed by nothing at all, and that is no error."""
    try:
        await outcome.until(lambda o: bool(o.messages), seconds)
    except TimeoutError:
        return

"""The rules that Discord's OpenAPI document does not state."""

from __future__ import annotations

from collections.abc import Iterator

from twin.recording import Exchange
from twin.rules import broken_callback_rules, broken_command_rules, broken_rules

_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


def broken_by_hand(one: Exchange) -> Iterator[str]:
    """What a request did that the live API answers with 400, and any request that leads nowhere."""
    where = f"{one.method} {one.template or one.path}"
    if one.template is None:
        yield f"{where}: Discord has no such route, or the twin does not know it"
    elif one.template == _CALLBACK and isinstance(one.body, dict):
        yield from (f"{where}: {at}: {what}" for at, what in broken_callback_rules(one.body))
    elif one.template.endswith("/commands") and one.body is not None:
        commands = one.body if isinstance(one.body, list) else [one.body]
        yield from (f"{where}: {at}: {what}" for at, what in broken_command_rules(commands))
    elif one.template == "/users/@me/channels" and not (one.body or {}).get("recipient_id"):
        yield f"{where}: recipient_id: This field is required"
    elif isinstance(one.body, dict):
        message = one.body.get("message") if isinstance(one.body.get("message"), dict) else one.body
        yield from (f"{where}: {at}: {what}" for at, what in broken_rules(message or {}))

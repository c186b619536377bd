"""The same message gives the same fact whether it came live, from the history or from an export."""

from __future__ import annotations

import pytest

from bot.intake.exports import read_exports
from bot.intake.gateway import message_facts
from bot.intake.history import history_facts, reaction_name
from storage.models import Fact, MemberJoined, MessageSent, ReactionAdded, ReactionsCounted, finished
from tests.intake_ear import JUNO, MASTER, MIRA, OLEK, PIM, SAMPLES, Ear, api_messages, as_dispatched, user_payload

REACTORS = {
    ("hello", "☝"): [OLEK, JUNO, MASTER],
    ("answer", "👍"): [MIRA],
    ("tide", "🌊"): [JUNO],  # to a bot
    ("join", "👋"): [JUNO],
}
NAMES = {MIRA: "mira", OLEK: "olek_k", JUNO: "juno", PIM: "pim", MASTER: "Harbour Master"}


@pytest.fixture
def ear() -> Ear:
    return Ear()


def exported() -> list[Fact]:
    return [fact for batch in read_exports([SAMPLES / "pier.json"]) for fact in finished(batch)]


def sent(facts: list[Fact]) -> dict[int, MessageSent]:
    return {fact.message_id: fact for fact in facts if isinstance(fact, MessageSent)}


def reactions(facts: list[Fact]) -> set[Fact]:
    return {fact for fact in facts if isinstance(fact, ReactionAdded | ReactionsCounted)}


def from_history(ear: Ear) -> list[Fact]:
    users = {emoji: people for (_, emoji), people in REACTORS.items()}
    facts: list[Fact] = []
    for payload in api_messages():
        message = ear.fetched(payload)
        named = {
            reaction_name(reaction): [
                ear._connection.create_user(user_payload(user, NAMES[user], bot=user == MASTER))  # type: ignore[arg-type]  # a plain dict
                for user in users.get(reaction_name(reaction), [])
            ]
            for reaction in message.reactions
        }
        facts += finished(history_facts(message, named))
    return facts


def test_a_message_heard_live_is_the_message_of_an_export(ear: Ear) -> None:
    live = [
        fact
        for payload in api_messages()
        for fact in finished(message_facts(ear.hear("MESSAGE_CREATE", as_dispatched(payload))))
    ]
    assert sent(live) == sent(exported())
    assert len(sent(live)) == 9


def test_an_edit_heard_live_is_the_message_of_an_export(ear: Ear) -> None:
    edited = next(payload for payload in api_messages() if payload["edited_timestamp"])
    event = ear.hear("MESSAGE_UPDATE", as_dispatched(edited))
    (live,) = sent(finished(message_facts(event.message))).values()
    assert live == sent(exported())[live.message_id]
    assert live.edited_at is not None


def test_a_message_from_the_history_is_the_message_of_an_export(ear: Ear) -> None:
    assert sent(from_history(ear)) == sent(exported())


def test_reactions_from_the_history_are_those_of_an_export(ear: Ear) -> None:
    assert reactions(from_history(ear)) == reactions(exported())
    assert len(reactions(exported())) == 5, "and none to a bot"
    says = {fact.emoji: fact.sentiment for fact in exported() if isinstance(fact, ReactionAdded)}
    assert says == {"☝": None, "👍": 0.45, "👋": 0.25}


def test_an_old_join_is_one_whichever_way_it_is_read(ear: Ear) -> None:
    def joins(facts: list[Fact]) -> list[tuple[int, object]]:
        return [(fact.user_id, fact.at) for fact in facts if isinstance(fact, MemberJoined)]

    assert joins(from_history(ear)) == joins(exported())
    assert [user_id for user_id, _ in joins(exported())] == [PIM]

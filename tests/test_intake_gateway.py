"""What the gateway dispatches becomes facts, through discord.py's own parsers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from bot.intake.gateway import (
    channel_deleted,
    channel_seen,
    deleted,
    emoji_cleared,
    guild_left,
    guild_seen,
    member_joined,
    member_left,
    member_seen,
    message_facts,
    reaction_added,
    reaction_removed,
    reactions_cleared,
)
from bot.intake.history import history_facts
from bot.intake.people import DELETED_USER_ID
from storage.models import (
    ChannelDeleted,
    ChannelSeen,
    GuildLeft,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberSeen,
    MessageDeleted,
    MessageSent,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ReactionsCounted,
    finished,
)
from tests.intake_ear import (
    AFK,
    ASHORE,
    GUILD_ID,
    JUNO,
    MASTER,
    MIRA,
    OLEK,
    PIER,
    PIM,
    Ear,
    Json,
    api_messages,
    as_dispatched,
    member_payload,
    user_payload,
)

NOW = datetime(2024, 3, 4, 20, tzinfo=UTC)
HELLO = 1214271141175099392
JOINED = datetime(2023, 2, 1, 10, tzinfo=UTC)


@pytest.fixture
def ear() -> Ear:
    return Ear()


def payload(message_id: int = HELLO) -> Json:
    return as_dispatched(next(message for message in api_messages() if message["id"] == str(message_id)))


def heard(ear: Ear, message: Json) -> list[Any]:
    return finished(message_facts(ear.hear("MESSAGE_CREATE", message)))


# --- messages


def test_a_message_brings_its_author_and_those_it_mentions(ear: Ear) -> None:
    facts = heard(ear, payload(1214273406099259394))
    assert [(fact.user_id, fact.joined_at) for fact in facts if isinstance(fact, MemberSeen)] == [
        (OLEK, JOINED),
        (MIRA, JOINED),
        (JUNO, JOINED),
    ]
    (sent,) = [fact for fact in facts if isinstance(fact, MessageSent)]
    assert (sent.author_id, sent.mentions, sent.attachments, sent.edited_at) == (OLEK, (MIRA, JUNO), 0, None)


@pytest.mark.parametrize(
    "change",
    [
        {"author": user_payload(MASTER, "master", bot=True)},
        {"author": user_payload(DELETED_USER_ID, "Deleted User")},
        {"webhook_id": str(MASTER)},
        {"type": 7},
        {"type": 18},
        {"type": 20},
        {"type": 21},
        {"type": 46},
        {"type": 999},
    ],
)
def test_nobody_wrote_what_bots_webhooks_and_discord_say(ear: Ear, change: Json) -> None:
    assert heard(ear, payload() | change) == []


def test_discord_itself_is_nobody(ear: Ear) -> None:
    assert message_facts(ear.fetched(api_messages()[0])) != []
    discord_itself = {"author": user_payload(5, "discord") | {"system": True}}
    assert message_facts(ear.fetched(api_messages()[0] | discord_itself)) == []


def test_a_direct_message_is_nobody_s_business(ear: Ear) -> None:
    message = ear.fetched(api_messages()[0])
    message.guild = None
    assert message_facts(message) == []
    assert history_facts(message, {}) == []


def test_a_reply_to_what_was_deleted_keeps_its_id(ear: Ear) -> None:
    facts = heard(ear, payload(1214286492327739403))
    (sent,) = [fact for fact in facts if isinstance(fact, MessageSent)]
    assert sent.reply_to is not None
    assert sent.reply_to_author is None


def test_a_reply_whose_target_discord_does_not_bring_keeps_its_id(ear: Ear) -> None:
    message = payload(1214272147808059393)
    del message["referenced_message"]
    (sent,) = [fact for fact in heard(ear, message) if isinstance(fact, MessageSent)]
    assert (sent.reply_to, sent.reply_to_author) == (HELLO, None)


def test_a_reply_to_a_webhook_waits_for_nobody(ear: Ear) -> None:
    message = payload(1214272147808059393)
    message["referenced_message"] = message["referenced_message"] | {"webhook_id": "5"}
    (sent,) = [fact for fact in heard(ear, message) if isinstance(fact, MessageSent)]
    assert (sent.reply_to, sent.reply_to_author) == (None, None)


def test_deletions_one_and_many(ear: Ear) -> None:
    one = ear.hear("MESSAGE_DELETE", {"id": "7", "channel_id": str(PIER)})
    many = ear.hear("MESSAGE_DELETE_BULK", {"ids": ["9", "8"], "channel_id": str(PIER)})
    assert deleted(one) == [MessageDeleted(GUILD_ID, PIER, 7)]
    assert deleted(many) == [MessageDeleted(GUILD_ID, PIER, 8), MessageDeleted(GUILD_ID, PIER, 9)]
    one.guild_id = None
    assert deleted(one) == []


# --- reactions


def reacted(user_id: int = OLEK, *, bot: bool = False, emoji: Json | None = None, author: int = MIRA) -> Json:
    return {
        "user_id": str(user_id),
        "channel_id": str(PIER),
        "message_id": str(HELLO),
        "message_author_id": str(author),
        "emoji": emoji or {"id": None, "name": "☝️"},
        "type": 0,
        "burst": False,
        "member": member_payload("Olek") | {"user": user_payload(user_id, "olek_k", bot=bot)},
    }


def test_a_reaction_says_who_when_and_to_whom(ear: Ear) -> None:
    event = ear.hear("MESSAGE_REACTION_ADD", reacted())
    assert reaction_added(event, NOW) == [
        MemberSeen(GUILD_ID, OLEK, "Olek", NOW, JOINED),
        ReactionAdded(GUILD_ID, PIER, HELLO, OLEK, "☝", NOW, MIRA),
    ]


def test_a_reaction_by_a_bot_or_to_a_bot_or_a_webhook_is_none(ear: Ear) -> None:
    assert reaction_added(ear.hear("MESSAGE_REACTION_ADD", reacted(MASTER, bot=True)), NOW) == []
    assert reaction_added(ear.hear("MESSAGE_REACTION_ADD", reacted(MASTER)), NOW, bots={MASTER}) == []
    assert reaction_added(ear.hear("MESSAGE_REACTION_ADD", reacted(author=MASTER)), NOW, bots={MASTER}) == []
    to_webhook = reacted()
    del to_webhook["message_author_id"]
    assert reaction_added(ear.hear("MESSAGE_REACTION_ADD", to_webhook), NOW) == []


def test_a_reaction_to_an_account_that_is_gone_has_no_author(ear: Ear) -> None:
    (_, fact) = reaction_added(ear.hear("MESSAGE_REACTION_ADD", reacted(author=DELETED_USER_ID)), NOW)
    assert isinstance(fact, ReactionAdded)
    assert fact.author_id is None


@pytest.mark.parametrize(
    ("name", "custom_id", "says"), [("👎🏽", None, -0.6), ("clowning", "1083400000000000111", -0.6)]
)
def test_a_reaction_says_what_its_emoji_says(ear: Ear, name: str, custom_id: str | None, says: float) -> None:
    event = ear.hear("MESSAGE_REACTION_ADD", reacted(emoji={"id": custom_id, "name": name}))
    (_, fact) = reaction_added(event, NOW)
    assert isinstance(fact, ReactionAdded)
    assert fact.sentiment == says


def test_reactions_are_taken_back_under_the_name_they_were_given(ear: Ear) -> None:
    anchor = {"id": "1083400000000000111", "name": "anchor"}
    (_, added) = reaction_added(ear.hear("MESSAGE_REACTION_ADD", reacted(emoji=anchor)), NOW)
    assert isinstance(added, ReactionAdded)
    taken = reacted(emoji=anchor)
    del taken["member"], taken["message_author_id"]
    assert reaction_removed(ear.hear("MESSAGE_REACTION_REMOVE", taken)) == [
        ReactionRemoved(GUILD_ID, PIER, HELLO, OLEK, added.emoji)
    ]
    message = {"channel_id": str(PIER), "message_id": str(HELLO)}
    assert reactions_cleared(ear.hear("MESSAGE_REACTION_REMOVE_ALL", message)) == [
        ReactionsCleared(GUILD_ID, PIER, HELLO)
    ]
    assert emoji_cleared(ear.hear("MESSAGE_REACTION_REMOVE_EMOJI", message | {"emoji": anchor})) == [
        ReactionsCleared(GUILD_ID, PIER, HELLO, ":anchor:")
    ]


def test_history_counts_the_reactions_that_it_was_not_asked_to_name(ear: Ear) -> None:
    message = ear.fetched(api_messages()[0])
    message.reactions[0].me = True  # the bot's own
    facts = history_facts(message, {})
    assert [fact for fact in facts if isinstance(fact, ReactionAdded | ReactionsCounted)] == [
        ReactionsCounted(GUILD_ID, PIER, HELLO, 4)
    ]


# --- people


def member(ear: Ear, *, bot: bool = False, joined_at: str | None = "2024-03-04T18:40:00+00:00") -> discord.Member:
    data = member_payload("Pim") | {"user": user_payload(PIM, "pim", bot=bot), "joined_at": joined_at}
    return discord.Member(data=data, guild=ear.guild, state=ear._connection)  # type: ignore[arg-type]  # no more than is read


def test_members_come_are_seen_and_go(ear: Ear) -> None:
    at = datetime(2024, 3, 4, 18, 40, tzinfo=UTC)
    assert member_joined(member(ear), inviter_id=MIRA) == [MemberJoined(GUILD_ID, PIM, "Pim", at, MIRA)]
    assert member_seen(member(ear), NOW) == [MemberSeen(GUILD_ID, PIM, "Pim", NOW, at)]
    ear.hear("GUILD_MEMBER_REMOVE", {"user": user_payload(PIM, "pim")})
    event = next(args[0] for name, args in ear.heard if name == "raw_member_remove")
    assert member_left(event, NOW) == [MemberLeft(GUILD_ID, PIM, NOW)]


def test_bots_neither_come_nor_go(ear: Ear) -> None:
    assert member_joined(member(ear, bot=True)) == []
    assert member_seen(member(ear, bot=True), NOW) == []
    ear.hear("GUILD_MEMBER_REMOVE", {"user": user_payload(PIM, "pim", bot=True)})
    event = next(args[0] for name, args in ear.heard if name == "raw_member_remove")
    assert member_left(event, NOW) == []


def test_a_guest_without_a_moment_of_joining_did_not_join(ear: Ear) -> None:
    assert member_joined(member(ear, joined_at=None)) == []


# --- places


@pytest.mark.parametrize(
    ("channel_id", "expected"),
    [
        (PIER, ChannelSeen(GUILD_ID, PIER, "pier", "text", ASHORE)),
        (ASHORE, ChannelSeen(GUILD_ID, ASHORE, "Ashore", "category", None)),
        (AFK, ChannelSeen(GUILD_ID, AFK, "asleep", "voice", ASHORE)),
        (AFK + 2, ChannelSeen(GUILD_ID, AFK + 2, "news", "news", None)),
        (AFK + 3, ChannelSeen(GUILD_ID, AFK + 3, "questions", "forum", None)),
    ],
)
def test_a_channel_is_of_its_kind(ear: Ear, channel_id: int, expected: ChannelSeen) -> None:
    channel = ear.guild.get_channel(channel_id)
    assert channel is not None
    assert channel_seen(channel) == [expected]
    assert channel_deleted(channel) == [ChannelDeleted(GUILD_ID, channel_id)]


def test_a_thread_lies_in_its_channel_and_may_be_unreadable(ear: Ear) -> None:
    data: Json = {"id": str(HELLO), "type": 12, "name": "knots", "parent_id": str(PIER), "guild_id": str(GUILD_ID)}
    data |= {"owner_id": str(MIRA), "message_count": 1, "member_count": 1, "rate_limit_per_user": 0}
    data["thread_metadata"] = {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2024-03-04T18:00:00+00:00",
        "locked": False,
    }
    ear.hear("THREAD_CREATE", data | {"newly_created": True})
    thread = ear.guild.get_thread(HELLO)
    assert thread is not None
    assert channel_seen(thread, readable=False) == [ChannelSeen(GUILD_ID, HELLO, "knots", "thread", PIER, False)]
    event = ear.hear("THREAD_DELETE", {"id": str(HELLO), "parent_id": str(PIER), "type": 12})
    assert channel_deleted(event) == [ChannelDeleted(GUILD_ID, HELLO)]


def test_a_guild_is_seen_and_left(ear: Ear) -> None:
    assert guild_seen(ear.guild) == [GuildSeen(GUILD_ID, "Lantern Harbour", imported=False)]
    assert guild_left(ear.guild, NOW) == [GuildLeft(GUILD_ID, NOW)]

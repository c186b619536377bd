"""What moderators and subscribers decide, written by the one writer."""

from __future__ import annotations

from datetime import datetime

from storage.erasure import carry_out
from storage.ledger import Erasure, Ledger
from storage.models import Delivery, GuildSettings, Removed, RetentionPolicy, Subscription, milliseconds
from storage.retention import retain
from storage.writer import Hand


def save_settings(hand: Hand, guild_id: int, settings: GuildSettings) -> None:
    guild = hand.recorder.guild(guild_id)
    hand.connection.execute(
        "INSERT INTO settings (guild, timezone, moderator_role_id, notice_channel_id, member_moods)"
        " VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET timezone = excluded.timezone, moderator_role_id = excluded.moderator_role_id,"
        " notice_channel_id = excluded.notice_channel_id, member_moods = excluded.member_moods",
        (guild, settings.timezone, settings.moderator_role_id, settings.notice_channel_id, settings.member_moods),
    )
    hand.connection.execute("DELETE FROM excluded_channel WHERE guild = ?", (guild,))
    hand.connection.executemany(
        "INSERT INTO excluded_channel (guild, channel_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(guild, channel_id) for channel_id in settings.excluded_channel_ids],
    )
    hand.connection.execute("DELETE FROM excluded_user WHERE guild = ?", (guild,))
    hand.connection.executemany(
        "INSERT INTO excluded_user (guild, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(guild, user_id) for user_id in settings.excluded_user_ids],
    )


def subscribe(hand: Hand, subscription: Subscription) -> None:
    hand.connection.execute(
        "INSERT INTO subscription (guild, user_id, weekday, hour, timezone, subscribed_ms) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET weekday = excluded.weekday, hour = excluded.hour, timezone = excluded.timezone,"
        " subscribed_ms = excluded.subscribed_ms",
        (
            hand.recorder.guild(subscription.guild_id),
            subscription.user_id,
            subscription.weekday,
            subscription.hour,
            subscription.timezone,
            milliseconds(subscription.subscribed_at),
        ),
    )


def unsubscribe(hand: Hand, guild_id: int, user_id: int) -> bool:
    ended = hand.connection.execute(
        "DELETE FROM subscription WHERE guild = ? AND user_id = ?", (hand.recorder.guild(guild_id), user_id)
    )
    return ended.rowcount > 0


def claim_delivery(hand: Hand, guild_id: int, user_id: int, period: str, at: datetime) -> bool:
    claimed = hand.connection.execute(
        "INSERT INTO delivery (guild, user_id, period, state, at_ms, detail) VALUES (?, ?, ?, 'claimed', ?, '')"
        " ON CONFLICT DO NOTHING",
        (hand.recorder.guild(guild_id), user_id, period, milliseconds(at)),
    )
    return claimed.rowcount > 0


def finish_delivery(hand: Hand, delivery: Delivery) -> None:
    hand.connection.execute(
        "UPDATE delivery SET state = ?, at_ms = ?, detail = ? WHERE guild = ? AND user_id = ? AND period = ?",
        (
            delivery.state,
            milliseconds(delivery.at),
            delivery.detail,
            hand.recorder.guild(delivery.guild_id),
            delivery.user_id,
            delivery.period,
        ),
    )


def fulfil(hand: Hand, ledger: Ledger, wish: Erasure) -> Removed:
    """Write a wish to the ledger, then carry it out: a crash in between is made good when the file is next opened."""
    ledger.append(wish)
    removed = carry_out(hand.connection, wish)
    hand.refusals.erased(wish.guild_id, wish.user_id, wish.at_ms)
    if wish.guild_id is not None and wish.wish == "opt_out":
        hand.refusals.opted_out(wish.guild_id, wish.user_id)
    if wish.guild_id is not None and wish.wish == "opt_in":
        hand.refusals.opted_in(wish.guild_id, wish.user_id)
    hand.recorder.forget()
    return removed


def let_go(hand: Hand, policy: RetentionPolicy, now: datetime) -> Removed:
    removed = retain(hand.connection, policy, now)
    hand.recorder.forget()
    return removed

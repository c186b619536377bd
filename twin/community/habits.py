"""What each habit comes to: how often somebody is there, and what they do then."""

from __future__ import annotations

from dataclasses import dataclass

from twin.timeline import Habit


@dataclass(frozen=True, slots=True)
class Leanings:
    """How one habit spends its time. Weights are relative to everybody else's, shares are 0 to 1."""

    presence: float
    """Share of weeks in which they turn up at all."""
    ask: float = 0.0
    answer: float = 0.0
    chat: float = 0.0
    react: float = 0.0
    skill: float = 0.0
    """How likely an answer of theirs settles the question."""
    voice: float = 0.0
    """Voice stays a week."""


LEANINGS: dict[Habit, Leanings] = {
    "evangelist": Leanings(presence=1.0, ask=0.15, answer=9.0, chat=5.0, react=1.5, skill=0.9, voice=0.4),
    "welcomer": Leanings(presence=0.92, ask=0.3, answer=1.2, chat=1.8, react=3.0, skill=0.6, voice=0.3),
    "moderator": Leanings(presence=0.9, ask=0.1, answer=1.4, chat=1.6, react=1.0, skill=0.6, voice=0.3),
    "contributor": Leanings(presence=0.62, ask=0.8, answer=2.2, chat=1.8, react=1.2, skill=0.55, voice=0.2),
    "regular": Leanings(presence=0.76, ask=1.6, answer=0.6, chat=2.4, react=1.5, skill=0.4, voice=0.5),
    "newcomer": Leanings(presence=1.0, ask=5.0, answer=0.1, chat=1.2, react=0.8, skill=0.2),
    "fading": Leanings(presence=1.0, ask=1.8, answer=0.8, chat=3.0, react=1.0, skill=0.4, voice=0.3),
    "lapsed": Leanings(presence=0.8, ask=3.0, answer=0.7, chat=2.5, react=1.0, skill=0.4),
    "reactor": Leanings(presence=0.8, react=6.0),
    "voice_sitter": Leanings(presence=0.9, voice=4.5),
    "ring": Leanings(presence=0.95, ask=0.25, answer=0.1, chat=0.6, react=0.3, skill=0.3),
    "claque": Leanings(presence=0.95, ask=0.2, chat=0.4, react=0.3),
    "pair": Leanings(presence=0.95, ask=0.2, chat=0.3, react=0.2),
    "alt": Leanings(presence=0.9, ask=0.2, chat=0.3),
    "farmer": Leanings(presence=0.9, ask=0.3, chat=0.2, voice=0.4),
    "echo": Leanings(presence=0.95, ask=0.2, chat=0.3),
    "flooder": Leanings(presence=0.7, ask=0.3, chat=0.3),
    "soapboxer": Leanings(presence=0.95),
    "raider": Leanings(presence=0.0),
    "silent": Leanings(presence=0.0),
    "bot": Leanings(presence=0.0),
    "webhook": Leanings(presence=0.0),
}


@dataclass(frozen=True, slots=True)
class Climate:
    """What one community as a whole is like; shares are 0 to 1. Differs from seed to seed."""

    reply_share: float
    """How often somebody who answers presses Reply."""
    mention_share: float
    """How often somebody who answers without Reply writes an @mention."""
    reaction_share: float
    unanswered: float
    """Share of questions that nobody answers."""
    weekend: float
    """Weekend days as a share of a working day."""
    questions_a_week: float
    chats_a_week: float
    edited: float
    deleted: float
    raid_banned: float
    """Share of a raid's accounts that are thrown out within the hour."""

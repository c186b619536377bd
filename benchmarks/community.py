"""What happens in the synthetic community, a day at a time, as columns.

Any day can be made alone and is always the same: it follows from the seed and the day (and the day before, for late
answers). People talk in bursts: minutes apart, in one channel, mostly among a circle's friends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from benchmarks.population import CHANNELS, END_DAY, Population, Shape
from storage.models import DAY_MS, DISCORD_EPOCH_MS, Flags, Floats, Ints

GUILD_ID = (END_DAY - 4000) * DAY_MS - DISCORD_EPOCH_MS << 22
VOICE_CHANNELS = 4
EMOJI = (
    "👍",
    "❤️",
    "😂",
    "🎉",
    "🔥",
    "👀",
    "🙏",
    "😮",
    "😢",
    "✅",
    ":hype:",
    ":cat:",
    ":blob:",
    ":ship:",
    ":nice:",
    ":lol:",
)

MESSAGES = 0.775
"""Of a day's events; the rest are reactions, voice, and people coming and going."""
REACTIONS = 0.225
VOICE = 0.01
BURST = 8
"""Messages that make a burst of conversation, on average."""
AMONG_FRIENDS = 0.65
_WEEKDAYS = np.array([1.0, 1.02, 1.03, 1.02, 1.05, 0.98, 0.9])
_HOURS = np.array([4, 3, 2, 2, 2, 2, 3, 4, 5, 6, 6, 7, 8, 8, 8, 8, 9, 9, 10, 11, 11, 10, 8, 6], dtype=np.float64)


class Messages(NamedTuple):
    """Columns of equal length by id; people are rows of the population, −1 stands for nobody and for nothing."""

    id: Ints
    channel_id: Ints
    author: Ints
    reply_to: Ints
    reply_to_author: Ints
    length: Ints
    sentiment: Ints
    """Hundredths, −101 where it cannot be told."""
    question: Flags
    thanks: Flags
    links: Ints
    attachments: Ints
    edited_ms: Ints


class Mentions(NamedTuple):
    message: Ints
    person: Ints


class Reactions(NamedTuple):
    message: Ints
    channel_id: Ints
    author: Ints
    person: Ints
    emoji: Ints
    at_ms: Ints


class Stays(NamedTuple):
    """Of somebody in a voice channel."""

    person: Ints
    channel_id: Ints
    start_ms: Ints
    end_ms: Ints


class Moves(NamedTuple):
    person: Ints
    at_ms: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    day: int
    messages: Messages
    mentions: Mentions
    reactions: Reactions
    deleted: Ints
    """Ids of messages that are gone before the day is over."""
    voice: Stays
    joined: Moves
    left: Moves

    @property
    def events(self) -> int:
        """What is counted as an event: messages, reactions, stays in voice, joining and leaving."""
        return sum(len(part[0]) for part in (self.messages, self.reactions, self.voice, self.joined, self.left))


@dataclass(frozen=True, slots=True, eq=False)
class _Talk:
    """The messages of a day before it is known whom they answer, in the order of bursts."""

    people: Ints
    starts: Ints
    """For each burst, where it begins."""
    burst: Ints
    """For each message, its burst."""
    author: Ints
    id: Ints
    channel_id: Ints


class Community:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.population = Population(shape)
        self.channel_ids: Ints = GUILD_ID + 1 + np.arange(CHANNELS + VOICE_CHANNELS)
        """Text channels from the busiest on, then those for voice."""
        self._shares: Floats = _power_law(CHANNELS, 1.1)
        rng = np.random.default_rng([shape.seed, 4])
        self._home: Ints = rng.choice(CHANNELS, self.population.circles, p=self._shares)
        self._talk = lru_cache(maxsize=2)(self._begin)

    def threads(self, day: int) -> Ints:
        """Ids of the threads of a week, three in each of the twelve busiest channels: shape (12, 3)."""
        began = (day // 7 * 7 * DAY_MS - DISCORD_EPOCH_MS) << 22
        return began + 1 + np.arange(36).reshape(12, 3)

    def day(self, day: int) -> Day:
        """Everything that happens on a UTC day since 1970."""
        rng = np.random.default_rng([self.shape.seed, 5, day])
        talk, before = self._talk(day), self._talk(day - 1)
        messages = _answering(rng, talk, before)
        people = self.population
        arriving, leaving = people.arriving(day), people.leaving(day)
        return Day(
            day=day,
            messages=messages,
            mentions=self._mentions(rng, messages, talk.people),
            reactions=self._reactions(rng, day, messages, talk.people),
            deleted=messages.id[rng.random(len(messages.id)) < 0.01],
            voice=self._voice(rng, day, talk.people),
            joined=Moves(arriving, (people.arrival[arriving] * DAY_MS).astype(np.int64)),
            left=Moves(leaving, (people.left[leaving] * DAY_MS).astype(np.int64)),
        )

    def _begin(self, day: int) -> _Talk:
        rng = np.random.default_rng([self.shape.seed, 6, day])
        people = self.population.talking(day)
        drop_ins = self.population.dropping_in(day)
        if not len(people):
            people = np.append(drop_ins, 0)
        wanted = rng.poisson(self.shape.daily * MESSAGES * _WEEKDAYS[(day + 3) % 7])
        sizes = rng.geometric(1 / BURST, 2 * wanted // BURST + 10)
        burst = np.repeat(np.arange(len(sizes)), sizes)[:wanted]
        bursts = int(burst[-1]) + 1 if wanted else 0
        starts = np.concatenate(([0], np.cumsum(sizes)))[:bursts]
        author = self._speakers(rng, people, burst, starts)
        author[starts[rng.permutation(bursts)[: len(drop_ins)]]] = drop_ins[:bursts]
        channel_id = self._rooms(rng, day, author, burst, starts)
        gaps = np.cumsum(1000 + rng.exponential(40_000, wanted))
        began = (rng.choice(24, bursts, p=_HOURS / _HOURS.sum()) + rng.random(bursts)) * (DAY_MS // 24)
        at = (began[burst] + gaps - gaps[starts][burst]).astype(np.int64) % DAY_MS
        ids = np.empty(wanted, dtype=np.int64)
        order = np.argsort(at, kind="stable")
        ids[order] = ((day * DAY_MS + at[order] - DISCORD_EPOCH_MS) << 22) | (np.arange(wanted) & 4095)
        return _Talk(people, starts, burst, author, ids, channel_id)

    def _speakers(self, rng: np.random.Generator, people: Ints, burst: Ints, starts: Ints) -> Ints:
        """Up to four people take turns in a burst: who began it, friends of theirs, and others."""
        bursts = len(starts)
        several = np.empty((bursts, 4), dtype=np.int64)
        several[:, 0] = self._by_weight(rng, people, bursts)
        for seat in range(1, 4):
            friends = self._friends(rng, people, several[:, 0])
            others = self._by_weight(rng, people, bursts)
            several[:, seat] = np.where(rng.random(bursts) < AMONG_FRIENDS, friends, others)
        seats = rng.choice((1, 2, 3, 4), bursts, p=(0.1, 0.4, 0.3, 0.2))
        seat = (rng.random(len(burst)) * seats[burst]).astype(np.int64)
        seat[starts] = 0
        speaker: Ints = several[burst, seat]
        return speaker

    def _by_weight(self, rng: np.random.Generator, people: Ints, count: int) -> Ints:
        reach = np.cumsum(self.population.weight[people])
        found: Ints = people[np.searchsorted(reach, rng.random(count) * reach[-1], side="right")]
        return found

    def _friends(self, rng: np.random.Generator, people: Ints, of: Ints) -> Ints:
        """Somebody of the same circle for each, more often one of those who write most."""
        circle = self.population.circle[people]
        low, high = np.searchsorted(circle, (self.population.circle[of], self.population.circle[of] + 1))
        found = low + (rng.random(len(of)) ** 1.6 * (high - low)).astype(np.int64)
        friends: Ints = people[np.minimum(found, len(people) - 1)]
        return friends

    def _rooms(self, rng: np.random.Generator, day: int, author: Ints, burst: Ints, starts: Ints) -> Ints:
        """A burst happens in the home of who began it, or anywhere, or in a thread of it."""
        bursts = len(starts)
        room = self._home[self.population.circle[author[starts]]]
        room = np.where(rng.random(bursts) < 0.7, room, rng.choice(CHANNELS, bursts, p=self._shares))
        threads = self.threads(day)
        in_thread = (room < len(threads)) & (rng.random(bursts) < 0.15)
        thread = threads[np.minimum(room, len(threads) - 1), rng.integers(0, 3, bursts)]
        channel_id: Ints = np.where(in_thread, thread, self.channel_ids[room])[burst]
        return channel_id

    def _mentions(self, rng: np.random.Generator, messages: Messages, people: Ints) -> Mentions:
        row = np.flatnonzero(rng.random(len(messages.id)) < 0.12)
        person = self._friends(rng, people, messages.author[row])
        is_other = (person != messages.author[row]) & (person != messages.reply_to_author[row])
        return Mentions(messages.id[row][is_other], person[is_other])

    def _reactions(self, rng: np.random.Generator, day: int, messages: Messages, people: Ints) -> Reactions:
        """Some messages get many; friends react more, and now and then somebody who never writes."""
        wanted = rng.poisson(self.shape.daily * REACTIONS) if len(messages.id) else 0
        reach = np.cumsum(rng.pareto(1.5, len(messages.id)) + 0.1)
        row = np.searchsorted(reach, rng.random(wanted) * (reach[-1] if wanted else 0), side="right")
        silent = rng.integers(0, self.population.known(day), wanted)
        chance = rng.random(wanted)
        friends, others = self._friends(rng, people, messages.author[row]), self._by_weight(rng, people, wanted)
        person = np.where(chance < 0.6, friends, np.where(chance < 0.97, others, silent))
        emoji = rng.choice(len(EMOJI), wanted, p=_power_law(len(EMOJI), 1.2))
        _, once = np.unique((row * len(self.population) + person) * len(EMOJI) + emoji, return_index=True)
        kept = once[person[once] != messages.author[row[once]]]
        row = row[kept]
        sent = (messages.id[row] >> 22) + DISCORD_EPOCH_MS
        at_ms = sent + 1000 + rng.exponential(600_000, len(kept)).astype(np.int64)
        return Reactions(
            messages.id[row], messages.channel_id[row], messages.author[row], person[kept], emoji[kept], at_ms
        )

    def _voice(self, rng: np.random.Generator, day: int, people: Ints) -> Stays:
        wanted = rng.poisson(self.shape.daily * VOICE)
        person = np.unique(self._by_weight(rng, people, wanted)) if wanted else people[:0]
        start_ms = day * DAY_MS + rng.integers(12 * 3_600_000, 20 * 3_600_000, len(person))
        end_ms = start_ms + 60_000 + np.minimum(rng.exponential(2_400_000, len(person)), 3 * 3_600_000).astype(np.int64)
        room = self.channel_ids[CHANNELS + self.population.circle[person] % VOICE_CHANNELS]
        return Stays(person, room, start_ms, end_ms)


def _power_law(count: int, exponent: float) -> Floats:
    shares: Floats = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return shares / float(shares.sum())


def _answering(rng: np.random.Generator, talk: _Talk, before: _Talk) -> Messages:
    """The messages by id, with whom they answer and what is known of their text."""
    count = len(talk.id)
    place = np.arange(count)
    earlier = place - rng.integers(1, 4, count)
    is_reply = (earlier >= talk.starts[talk.burst]) & (rng.random(count) < 0.62)
    is_reply &= (talk.author[earlier] != talk.author) & (talk.id[earlier] < talk.id)
    reply_to = np.where(is_reply, talk.id[earlier], -1)
    reply_to_author = np.where(is_reply, talk.author[earlier], -1)
    late = talk.starts[rng.random(len(talk.starts)) < 0.12] if len(before.id) else talk.starts[:0]
    answered = _anywhere_in(rng, before, talk.channel_id[late])
    late, answered = late[answered >= 0], answered[answered >= 0]
    reply_to[late], reply_to_author[late] = before.id[answered], before.author[answered]
    sentiment = np.where(rng.random(count) < 0.35, np.clip(rng.normal(18, 40, count), -100, 100), -101)
    sent_ms = (talk.id >> 22) + DISCORD_EPOCH_MS
    is_edited = rng.random(count) < 0.01
    columns = Messages(
        id=talk.id,
        channel_id=talk.channel_id,
        author=talk.author,
        reply_to=reply_to,
        reply_to_author=reply_to_author,
        length=np.minimum(rng.lognormal(3.7, 0.9, count), 2000).astype(np.int64),
        sentiment=sentiment.astype(np.int64),
        question=rng.random(count) < np.where(place == talk.starts[talk.burst], 0.3, 0.08),
        thanks=rng.random(count) < 0.03,
        links=(rng.random(count) < 0.04).astype(np.int64),
        attachments=(rng.random(count) < 0.05).astype(np.int64),
        edited_ms=np.where(is_edited, sent_ms + 1000 + rng.exponential(60_000, count).astype(np.int64), -1),
    )
    order = np.argsort(talk.id)
    return Messages._make(column[order] for column in columns)


def _anywhere_in(rng: np.random.Generator, talk: _Talk, channel_id: Ints) -> Ints:
    """For each channel the place of some message in it, −1 where there is none."""
    order = np.argsort(talk.channel_id, kind="stable")
    low = np.searchsorted(talk.channel_id[order], channel_id)
    high = np.searchsorted(talk.channel_id[order], channel_id, side="right")
    place = np.minimum(low + (rng.random(len(low)) * (high - low)).astype(np.int64), len(order) - 1)
    return np.where(high > low, order[place], -1)

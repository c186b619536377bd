"""What tricks add to a sample community: a ring of five beside an honest pair, and ten thousand messages in an hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from twin.community.rooms import Layout
from twin.community.snowflakes import DAY, DISCORD_EPOCH_MS, HOUR, SECOND, WEEK, millis, moment
from twin.timeline import Event, Person, Posted, Reacted, Room, Timeline

RING, PAIR = 5, 2
BUSY, FLOOD = 60, 10_000
"""Messages in the hour."""
_OURS = 0x100000
"""Ids count from here within their millisecond, away from those of the community."""


class Trick:
    """Events to put into a community."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._events: list[Event] = []
        self.end_ms = millis(timeline.events[-1].at)
        self.rooms = Layout.of(timeline.rooms).public

    def say(self, ms: int, room: Room, user_id: int, text: str, to: Posted | None = None) -> Posted:
        message_id = (ms - DISCORD_EPOCH_MS) << 22 | (_OURS + len(self._events))
        answered = to.message_id if to else None
        post = Posted(moment(ms), message_id, room.channel_id, user_id, text, answered)
        self._events.append(post)
        return post

    def applaud(self, ms: int, post: Posted, user_id: int) -> None:
        self._events.append(Reacted(moment(ms), post.message_id, post.channel_id, user_id, "🔥"))

    def played(self) -> Timeline:
        events = sorted((*self._timeline.events, *self._events), key=_at)
        return replace(self._timeline, events=tuple(events))


def guests(timeline: Timeline, number: int) -> list[Person]:
    """Members who came before the last twelve weeks and are nobody else."""
    came = moment(millis(timeline.events[-1].at) - 13 * WEEK)
    first = (millis(came) - DISCORD_EPOCH_MS - DAY) << 22 | _OURS
    return [Person(first + nth, f"guest {nth}", "silent", came) for nth in range(number)]


def prop_up(trick: Trick, friends: Sequence[int], rng: Random) -> None:
    """Every other day for twelve weeks: what each of them says, all the others answer and decorate."""
    for ago in range(1, 82, 2):
        for speaker in friends:
            ms = trick.end_ms - ago * DAY + rng.randrange(HOUR * 20)
            room = rng.choice(trick.rooms)
            post = trick.say(ms, room, speaker, "thinking about this again")
            for friend in friends:
                if friend != speaker:
                    ms += rng.randrange(20, 200) * SECOND
                    trick.say(ms, room, friend, "great point as always", post)
                    trick.applaud(ms + SECOND, post, friend)


def talk_for_an_hour(trick: Trick, user_id: int, messages: int) -> None:
    """So many lines in one hour, three days before the end, evenly."""
    began = trick.end_ms - 3 * DAY
    for nth in range(messages):
        trick.say(began + HOUR * nth // messages, trick.rooms[0], user_id, "and another thing")


def with_circles(timeline: Timeline, seed: int) -> tuple[Timeline, list[int], list[int]]:
    """The community with a ring and an honest pair more, and who they are."""
    people = guests(timeline, RING + PAIR)
    rng, trick = Random(seed), Trick(replace(timeline, people=(*timeline.people, *people)))
    everybody = [person.user_id for person in people]
    ring, pair = everybody[:RING], everybody[RING:]
    prop_up(trick, ring, rng)
    prop_up(trick, pair, rng)
    return trick.played(), ring, pair


def with_hour(timeline: Timeline, user_id: int, messages: int) -> Timeline:
    trick = Trick(timeline)
    talk_for_an_hour(trick, user_id, messages)
    return trick.played()


def still_here(timeline: Timeline, user_ids: Iterable[int]) -> list[int]:
    gone = {person.user_id for person in timeline.people if person.left_at is not None}
    return [user_id for user_id in user_ids if user_id not in gone]


def _at(event: Event) -> datetime:
    return event.at

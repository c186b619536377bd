"""Who lives in a sample community: how many of which habit, when they came, who invited them, who left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from twin.community.names import handles
from twin.community.snowflakes import DAY, HOUR, MINUTE, WEEK, Mint, millis, moment
from twin.timeline import Habit, Person

BOTS: tuple[tuple[str, Habit], ...] = (
    ("Doorbell", "bot"),
    ("Jukebox", "bot"),
    ("Commit feed", "webhook"),
    ("Forum feed", "webhook"),
)
SMALLEST = 50


def headcount(rng: Random, size: int) -> dict[Habit, int]:
    """How many humans of which habit; together ``size``, the rest of which is silent."""

    def share(low: float, high: float, least: int, most: int = 10_000) -> int:
        return max(least, min(most, round(size * rng.uniform(low, high))))

    few = size < 80
    counts: dict[Habit, int] = {
        "evangelist": share(0.03, 0.05, 3, 12),
        "welcomer": share(0.01, 0.025, 1, 6),
        "moderator": share(0.012, 0.025, 1, 5),
        "contributor": share(0.07, 0.1, 3),
        "regular": share(0.13, 0.18, 5),
        "newcomer": share(0.05, 0.08, 3),
        "fading": share(0.04, 0.06, 2),
        "reactor": share(0.05, 0.08, 2),
        "voice_sitter": share(0.03, 0.05, 1),
        "lapsed": share(0.06, 0.09, 2),
        "soapboxer": 1 if few else share(0.01, 0.02, 2, 6),
        "farmer": 1 if few else share(0.01, 0.02, 2, 6),
        "echo": share(0.004, 0.01, 1, 3),
        "flooder": share(0.004, 0.01, 1, 3),
        "ring": 5,
        "claque": 3 if few else 5,
        "pair": 2,
        "alt": 3,
        "raider": 4 if few else share(0.13, 0.18, 14, 60),
    }
    counts["silent"] = size - sum(counts.values())
    spare: tuple[Habit, ...] = ("regular", "contributor", "raider")
    while counts["silent"] < 1:
        counts[max(spare, key=lambda habit: counts[habit])] -= 1
        counts["silent"] += 1
    return counts


def settle(rng: Random, mint: Mint, *, start_ms: int, now_ms: int, size: int, raid_ms: int) -> list[Person]:
    """All people, humans first and bots last. The first moderator founded the place and owns it."""
    counts = headcount(rng, size)
    names = iter(handles(rng, size))
    people: list[Person] = []
    ring_ms = start_ms - rng.randrange(DAY, 5 * WEEK)
    for habit, count in counts.items():
        for nth in range(count):
            joined_ms = _joined(rng, habit, nth, start_ms, now_ms, raid_ms, ring_ms)
            people.append(Person(_account(rng, mint, habit, joined_ms), next(names), habit, moment(joined_ms)))
    founded = min(min(millis(person.joined_at) for person in people), start_ms - 3 * WEEK) - HOUR
    founder = next(i for i, person in enumerate(people) if person.habit == "moderator")
    people[founder] = replace(people[founder], user_id=mint.at(founded - 30 * DAY), joined_at=moment(founded))
    people = list(_introduced(rng, _alts_tied(people)))
    lapsed = next(i for i, person in enumerate(people) if person.habit == "lapsed")
    people = [_gone(rng, one, start_ms, now_ms, first_lapsed=i == lapsed) for i, one in enumerate(people)]
    machines = [Person(mint.at(founded - DAY), name, habit, moment(founded + DAY), is_bot=True) for name, habit in BOTS]
    return people + machines


def _account(rng: Random, mint: Mint, habit: Habit, joined_ms: int) -> int:
    """The account's id: throwaway accounts are days old, the others years."""
    fresh = habit == "raider" or (habit == "alt" and rng.random() < 0.7)
    return mint.at(joined_ms - rng.randrange(HOUR, 9 * DAY) if fresh else joined_ms - rng.randrange(9 * DAY, 900 * DAY))


def _joined(rng: Random, habit: Habit, nth: int, start_ms: int, now_ms: int, raid_ms: int, ring_ms: int) -> int:
    def old() -> int:
        return start_ms - rng.randrange(DAY, 90 * WEEK)

    def lately() -> int:
        return rng.randrange(start_ms, now_ms - 5 * WEEK)

    if habit == "newcomer":
        return rng.randrange(now_ms - 13 * DAY, now_ms - 8 * HOUR)
    if habit == "raider":
        return raid_ms + rng.randrange(6 * MINUTE)
    if habit == "ring":
        return ring_ms + rng.randrange(9 * DAY) - 10 * DAY
    if habit == "alt":
        return old() if nth == 0 else start_ms + rng.randrange(DAY, 3 * WEEK)
    mostly_old = {"contributor": 0.7, "regular": 0.7, "reactor": 0.7, "silent": 0.55, "voice_sitter": 0.8}
    return old() if rng.random() < mostly_old.get(habit, 1.0) else lately()


def _alts_tied(people: list[Person]) -> list[Person]:
    main = next(person for person in people if person.habit == "alt")
    return [
        replace(person, alt_of=main.user_id, invited_by=main.user_id)
        if person.habit == "alt" and person is not main
        else person
        for person in people
    ]


def _introduced(rng: Random, people: list[Person]) -> Iterator[Person]:
    """About half of those who came through somebody are known to have: evangelists bring the most."""
    weights: dict[Habit, float] = {"evangelist": 6, "welcomer": 2, "contributor": 1.5, "regular": 0.7, "moderator": 2}
    hosts = [person for person in people if person.habit in weights]
    never = ("raider", "ring", "claque", "pair", "alt", "lapsed")
    for person in people:
        known = [host for host in hosts if host.joined_at < person.joined_at]
        if known and person.habit not in never and rng.random() < 0.5:
            host = rng.choices(known, [weights[host.habit] for host in known])[0]
            person = replace(person, invited_by=host.user_id)
        yield person


def _gone(rng: Random, person: Person, start_ms: int, now_ms: int, *, first_lapsed: bool) -> Person:
    """Some have left meanwhile; of the lapsed at least the first."""
    leaving = {"lapsed": 0.35, "fading": 0.2, "silent": 0.08, "regular": 0.04}
    if not first_lapsed and rng.random() >= leaving.get(person.habit, 0.0):
        return person
    earliest = max(millis(person.joined_at) + DAY, start_ms + WEEK)
    if person.habit == "lapsed":
        earliest = now_ms - 80 * DAY
    if person.habit == "fading":
        earliest = now_ms - 27 * DAY
    if earliest >= now_ms - DAY:
        return person
    return replace(person, left_at=moment(rng.randrange(earliest, now_ms - HOUR)))

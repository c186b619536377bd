"""A whole sample community from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from twin.community import adversaries, cliques, gatherings, machines
from twin.community.conversation import forum_post, help_session, show_something, small_talk
from twin.community.habits import Climate
from twin.community.people import SMALLEST, settle
from twin.community.phrases import Phrases
from twin.community.rhythm import Crowd, Habitual, habitual
from twin.community.rooms import Layout, build
from twin.community.scene import Scene
from twin.community.snowflakes import DAY, HOUR, MINUTE, WEEK, Mint, millis, moment
from twin.community.stage import Stage
from twin.community.themes import THEMES
from twin.timeline import Habit, Person, Timeline

FEWEST_WEEKS = 14
WEEKLY: dict[Habit, int] = {"evangelist": 3, "welcomer": 1, "fading": 1}
"""On how many days of a week they write at least, as far as chance puts them on different ones."""
MODEST = ("evangelist", "welcomer", "moderator", "contributor", "regular")


def plant(seed: int, *, now: datetime, weeks: int = 16, size: int = 160) -> Timeline:
    """Invent a community of ``size`` humans (at least 50) that ends just before ``now`` (aware) after ``weeks`` weeks.

    The same arguments give the same timeline, down to the ids. Fewer than 14 weeks leave no room for those who wrote
    once and stopped before the last twelve; both that and too small a size raise ValueError.
    """
    if size < SMALLEST or weeks < FEWEST_WEEKS:
        raise ValueError(f"a sample community has at least {SMALLEST} people and {FEWEST_WEEKS} weeks")
    rng, mint, now_ms = Random(seed), Mint(), millis(now)
    start_ms = now_ms - weeks * WEEK
    theme = rng.choice(THEMES)
    climate = _climate(rng, size)
    raid_ms = rng.randrange(now_ms - 10 * WEEK, now_ms - 3 * DAY)
    people = settle(rng, mint, start_ms=start_ms, now_ms=now_ms, size=size, raid_ms=raid_ms)
    people = [_thrown_out(rng, person, climate) for person in people]
    founded_ms = min(millis(person.joined_at) for person in people)
    guild_id = mint.at(founded_ms)
    rooms = build(rng, mint, founded_ms + MINUTE, size)
    crowd = Crowd(rng, [habitual(rng, person, start_ms, now_ms) for person in people])
    stage = Stage(people, rooms, mint, now_ms)
    scene = Scene(rng, stage, crowd, Layout.of(rooms), Phrases(rng, theme), climate)
    _live_together(scene, start_ms)
    _stir_up(scene, start_ms)
    gatherings.change_their_minds(scene)
    owner = next(person for person in people if person.habit == "moderator")
    return Timeline(guild_id, theme.guild_name, owner.user_id, tuple(people), tuple(stage.rooms), stage.events())


def _climate(rng: Random, size: int) -> Climate:
    return Climate(
        reply_share=rng.uniform(0.2, 0.7),
        mention_share=rng.uniform(0.1, 0.3),
        reaction_share=rng.uniform(0.35, 0.8),
        unanswered=rng.uniform(0.12, 0.3),
        weekend=rng.uniform(0.5, 1.2),
        questions_a_week=size * rng.uniform(0.165, 0.21),
        chats_a_week=size * rng.uniform(0.135, 0.18),
        edited=rng.uniform(0.01, 0.03),
        deleted=rng.uniform(0.004, 0.012),
        raid_banned=rng.uniform(0.4, 0.9),
    )


def _thrown_out(rng: Random, person: Person, climate: Climate) -> Person:
    if person.habit != "raider" or rng.random() > climate.raid_banned:
        return person
    return replace(person, left_at=moment(millis(person.joined_at) + rng.randrange(10 * MINUTE, HOUR)))


def _live_together(scene: Scene, start_ms: int) -> None:
    """What members do with each other, day by day."""
    rng, climate = scene.rng, scene.climate
    for day_ms in range(start_ms // DAY * DAY, scene.stage.end_ms, DAY):
        share = (climate.weekend if (day_ms // DAY + 3) % 7 >= 5 else 1.0) / 7
        for _ in range(_about(rng, climate.questions_a_week * share)):
            _begin(scene, "ask", day_ms)
        for _ in range(_about(rng, climate.chats_a_week * share)):
            _begin(scene, "chat", day_ms)
        gatherings.evenings_in_voice(scene, day_ms)
        machines.jukebox(scene, day_ms)
    gatherings.come_and_go(scene, start_ms)
    gatherings.announcements(scene, start_ms)
    machines.doorbell(scene, start_ms)
    _keep_their_weeks(scene)
    _just_now(scene)


def _begin(scene: Scene, doing: str, day_ms: int) -> None:
    """Find somebody for whom the drawn hour is a good one, and let them begin."""
    rng = scene.rng
    ms = max(day_ms, 0) + rng.randrange(DAY)
    one = scene.crowd.on(ms).pick("ask" if doing == "ask" else "chat", ms)
    if one is None:
        return
    if doing == "ask":
        (forum_post if rng.random() < 0.1 else help_session)(scene, ms, one)
    elif rng.random() < 0.15:
        show_something(scene, ms, one)
    else:
        small_talk(scene, ms, one)


def _keep_their_weeks(scene: Scene) -> None:
    """Who is known to be there weekly says something each week, an evangelist on several days of it; who is known to
    write has written."""
    rng, stage = scene.rng, scene.stage
    for one in scene.crowd.everybody():
        habit = one.person.habit
        for week in sorted(one.weeks) if habit in WEEKLY else ():
            for _ in range(WEEKLY[habit] - len(stage.days_of[one.user_id, week])):
                small_talk(scene, _sometime(scene, one, week), one)
        while habit in (*MODEST, "newcomer", "lapsed", "fading") and not stage.posts_by[one.user_id]:
            help_session(scene, _sometime(scene, one, rng.choice(sorted(one.weeks))), one)


def _sometime(scene: Scene, one: Habitual, week: int) -> int:
    """A moment of the week at which this person takes part, or the end of their time where the week has none."""
    first = max(one.rhythm.from_ms + MINUTE, week * WEEK)
    last = min(one.rhythm.until_ms - MINUTE, (week + 1) * WEEK)
    if first >= last:
        return max(one.rhythm.from_ms + 1, last)
    for _ in range(20):
        ms = scene.rng.randrange(first, last)
        if scene.rng.random() < one.rhythm.awake(ms):
            return ms
    return first


def _just_now(scene: Scene) -> None:
    """The evening is not over: the last lines are minutes old."""
    for minutes in (25, 12, 4):
        ms = scene.stage.end_ms - minutes * MINUTE
        one = scene.crowd.on(ms).pick("chat", ms) or scene.crowd.on(ms).pick("ask", ms)
        if one is not None:
            small_talk(scene, ms, one)


def _stir_up(scene: Scene, start_ms: int) -> None:
    """Those who would fool a count, measured by the busiest evangelist."""
    stage = scene.stage
    busiest = max(stage.posts_by[one.user_id] for one in adversaries.everybody_with(scene, "evangelist"))
    adversaries.soapboxes(scene, busiest)
    adversaries.farms(scene, busiest)
    adversaries.echoes(scene, busiest)
    adversaries.floods(scene)
    adversaries.raid(scene)
    cliques.ring(scene, busiest)
    cliques.claque(scene, busiest)
    cliques.pair(scene, busiest)
    cliques.alts(scene, busiest)
    days = (stage.end_ms - start_ms) // DAY
    for day_ms in range(start_ms // DAY * DAY, stage.end_ms, DAY):
        machines.feeds(scene, day_ms, busiest, days)


def _about(rng: Random, expected: float) -> int:
    """A whole number around ``expected``: 60 to 140 % of it, the fraction left to chance."""
    wanted = expected * rng.uniform(0.6, 1.4)
    return int(wanted) + (rng.random() < wanted % 1)

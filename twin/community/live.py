"""A community goes on after the end of its timeline: what the next minutes may bring."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from twin.community import phrases
from twin.community.conversation import help_session, small_talk
from twin.community.habits import LEANINGS, Climate
from twin.community.phrases import Phrases
from twin.community.rhythm import Crowd, Habitual, Rhythm
from twin.community.rooms import Layout
from twin.community.scene import Scene
from twin.community.snowflakes import MINUTE, SECOND, WEEK, Mint, millis
from twin.community.stage import Stage
from twin.community.themes import theme_called
from twin.timeline import Event, Habit, Person, Posted, Timeline

AWAKE: tuple[Habit, ...] = (
    "evangelist",
    "welcomer",
    "moderator",
    "contributor",
    "regular",
    "newcomer",
    "reactor",
    "voice_sitter",
)
CLIMATE = Climate(
    reply_share=0.5,
    mention_share=0.3,
    reaction_share=0.8,
    unanswered=0.0,
    weekend=1.0,
    questions_a_week=0.0,
    chats_a_week=0.0,
    edited=0.0,
    deleted=0.0,
    raid_banned=0.0,
)


def live(timeline: Timeline, *, seed: int, minutes: float = 10.0) -> Iterator[Event]:
    """Events in order of time, all after the timeline's last one; at least two minutes of them. Same seed, same events.

    There is talk with replies and reactions, an edit, a delete, somebody who comes back, somebody who leaves, and
    people in voice, but never a new room.
    """
    start_ms = millis(timeline.events[-1].at) + SECOND
    end_ms = start_ms + round(max(minutes, 2.0) * MINUTE)
    rng = Random(seed)
    stage = Stage(timeline.people, timeline.rooms, Mint(), end_ms)
    here = [person for person in timeline.people if person.habit in AWAKE and stage.is_in(person.user_id, start_ms)]
    crowd = Crowd(rng, [_wide_awake(person, start_ms, end_ms, person in here) for person in timeline.people])
    words = Phrases(rng, theme_called(timeline.guild_name))
    scene = Scene(rng, stage, crowd, Layout.of(timeline.rooms), words, CLIMATE, pace=0.06, threads=False)
    _somebody_leaves(scene, timeline, start_ms)
    _somebody_returns(scene, timeline, start_ms)
    for nth in range(max(3, round(minutes * 0.8))):
        ms = start_ms + rng.randrange(round((end_ms - start_ms) * 0.8))
        one = crowd.on(ms).pick("ask" if nth % 2 else "chat", ms)
        if one is not None:
            (help_session if nth % 2 else small_talk)(scene, ms, one)
    _sit_down(scene, here, start_ms)
    _second_thoughts(scene)
    yield from stage.events()


def _wide_awake(person: Person, start_ms: int, end_ms: int, here: bool) -> Habitual:
    weeks = frozenset(range(start_ms // WEEK, end_ms // WEEK + 1)) if here else frozenset[int]()
    return Habitual(person, LEANINGS[person.habit], Rhythm((1.0,) * 24, start_ms, end_ms), weeks, 1.0)


def _somebody_leaves(scene: Scene, timeline: Timeline, start_ms: int) -> None:
    staying = [
        person.user_id
        for person in timeline.people
        if person.habit in ("silent", "regular") and scene.stage.is_in(person.user_id, start_ms)
    ]
    scene.stage.leave(start_ms + scene.rng.randrange(60, 110) * SECOND, scene.rng.choice(staying))


def _somebody_returns(scene: Scene, timeline: Timeline, start_ms: int) -> None:
    """One of those who had left joins again, is greeted, and answers."""
    rng, stage, room = scene.rng, scene.stage, scene.layout.welcome
    gone = [p.user_id for p in timeline.people if p.left_at is not None and p.habit not in ("raider", "bot")]
    ms = start_ms + rng.randrange(5, 30) * SECOND
    returner = rng.choice(gone)
    stage.join(ms, returner)
    host = rng.choice([p.user_id for p in timeline.people if p.habit == "welcomer"])
    greeting_ms = ms + rng.randrange(8, 25) * SECOND
    text = f"<@{returner}> {scene.phrases.one_of(phrases.GREETINGS)}"
    greeting = stage.say(greeting_ms, room, host, text, mentions=(returner,))
    if greeting is not None:
        hello = scene.phrases.one_of(phrases.HELLOS)
        stage.say(greeting_ms + 15 * SECOND, room, returner, hello, reply_to=greeting, mentions=(host,))
        stage.react(greeting_ms + 20 * SECOND, greeting, returner, "❤️")


def _sit_down(scene: Scene, here: list[Person], start_ms: int) -> None:
    room = scene.rng.choice(scene.layout.voice)
    for person in scene.rng.sample(here, 2):
        ms = start_ms + scene.rng.randrange(5, 40) * SECOND
        scene.stage.sit(ms, room, person.user_id, ms + scene.rng.randrange(40, 400) * SECOND)


def _second_thoughts(scene: Scene) -> None:
    """One of the first messages is edited, and another one deleted."""
    said: list[Posted] = sorted(scene.stage.said, key=lambda post: post.at)[: max(4, len(scene.stage.said) // 2)]
    edited, deleted = scene.rng.sample(said, 2)
    scene.stage.edit(millis(edited.at) + 7 * SECOND, edited, f"{edited.content} (edit: typo)")
    scene.stage.delete(millis(deleted.at) + 12 * SECOND, deleted)

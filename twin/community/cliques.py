"""Those who make each other look busy: a ring of friends, a claque, a pair, and one person with several accounts.

Members of the ring and of the claque get more answers and reactions than any evangelist, and still from nobody but the
same few people.
"""

from __future__ import annotations

from collections.abc import Sequence

from twin.community import phrases
from twin.community.adversaries import RECENT, everybody_with, moments, outsider
from twin.community.rhythm import Habitual
from twin.community.scene import Scene
from twin.community.snowflakes import DAY, MINUTE, SECOND
from twin.timeline import Posted, Room

FIRE = ("🔥", "💯", "❤️")


def ring(scene: Scene, busiest: int) -> None:
    """Five friends: whatever one says, the others reply to, praise and decorate; most days, in many channels."""
    rng = scene.rng
    friends = everybody_with(scene, "ring")
    turns = round(busiest * rng.uniform(1.25, 1.6)) + 15
    # A round is one pose and on average 3.2 props: each friend speaks in 0.84 of all rounds.
    for _ in range(round(turns / 0.84)):
        poser = rng.choice(friends)
        day_ms = (scene.stage.end_ms - rng.randrange(DAY, RECENT)) // DAY * DAY
        ms = poser.rhythm.draw(rng, day_ms)
        room = rng.choice((*scene.layout.public, scene.layout.show))
        pose = scene.stage.say(ms, room, poser.user_id, scene.phrases.one_of(phrases.POSES))
        if pose is not None:
            _prop_up(scene, ms, room, pose, [friend for friend in friends if friend is not poser])
            if rng.random() < 0.03:
                outsider(scene, ms + 9 * MINUTE, room, pose, phrases.TALK)


def _prop_up(scene: Scene, ms: int, room: Room, pose: Posted, others: Sequence[Habitual]) -> None:
    rng, last = scene.rng, pose
    for friend in rng.sample(others, rng.choices((2, 3, 4), (20, 40, 40))[0]):
        ms += rng.randrange(20, 400) * SECOND
        to = pose if rng.random() < 0.6 or last.user_id == friend.user_id else last
        text = scene.phrases.one_of(phrases.PROPS)
        mentions = (to.user_id,)
        if rng.random() < 0.9:
            post = scene.stage.say(ms, room, friend.user_id, text, reply_to=to, mentions=mentions)
        else:
            post = scene.stage.say(ms, room, friend.user_id, f"<@{to.user_id}> {text}", mentions=mentions)
        for fan in others:
            if fan is not friend and rng.random() < 0.8:
                target = post if post is not None and rng.random() < 0.6 else pose
                if target.user_id != fan.user_id:
                    scene.stage.react(ms + rng.randrange(5, 90) * SECOND, target, fan.user_id, rng.choice(FIRE))
        last = post or last


def alts(scene: Scene, busiest: int) -> None:
    """One person with three accounts: the main one asks and tells, the two others answer and praise it."""
    rng = scene.rng
    main, *others = everybody_with(scene, "alt")
    for ms in moments(scene, main, round(busiest * rng.uniform(1.05, 1.3)) + 5):
        room = rng.choice(scene.layout.public)
        said = phrases.QUESTIONS if rng.random() < 0.4 else phrases.POSES
        post = scene.stage.say(ms, room, main.user_id, scene.phrases.one_of(said))
        if post is None:
            continue
        for alt in others:
            if rng.random() < 0.65:
                later = ms + rng.randrange(30, 900) * SECOND
                text = scene.phrases.one_of(phrases.PROPS if rng.random() < 0.7 else phrases.GOOD_ANSWERS)
                scene.address(later, room, alt.user_id, text, post, pressed=1.6)
                scene.stage.react(later + 8 * SECOND, post, alt.user_id, "👏")
        if rng.random() < 0.03:
            outsider(scene, ms + 15 * MINUTE, room, post, phrases.PLAIN_ANSWERS)


def claque(scene: Scene, busiest: int) -> None:
    """Five who say little to each other, and put two or three emoji under each other's every line."""
    rng = scene.rng
    fans = everybody_with(scene, "claque")
    for one in fans:
        for ms in moments(scene, one, round(busiest * rng.uniform(0.4, 0.6)) + 5):
            room = rng.choice((*scene.layout.public, scene.layout.show))
            post = scene.stage.say(ms, room, one.user_id, scene.phrases.one_of(phrases.POSES))
            if post is None:
                continue
            for fan in fans:
                for emoji in rng.sample(FIRE, rng.randrange(2, 4)) if fan is not one and rng.random() < 0.9 else ():
                    scene.stage.react(ms + rng.randrange(5, 900) * SECOND, post, fan.user_id, emoji)
            if rng.random() < 0.03:
                outsider(scene, ms + 11 * MINUTE, room, post, phrases.TALK)


def pair(scene: Scene, busiest: int) -> None:
    """Two who praise each other to and fro, line by line, nearly every day, and talk with hardly anybody else."""
    rng = scene.rng
    both = everybody_with(scene, "pair")
    wanted = round(busiest * rng.uniform(2.2, 2.8)) + 20
    while sum(scene.stage.posts_by[one.user_id] for one in both) < wanted:
        speaker, other = rng.sample(both, 2)
        ms, room = moments(scene, speaker, 1)[0], rng.choice(scene.layout.public)
        last = scene.stage.say(ms, room, speaker.user_id, scene.phrases.one_of(phrases.POSES))
        for _ in range(rng.randrange(3, 9)):
            if last is None:
                break
            ms += rng.randrange(20, 240) * SECOND
            speaker, other = other, speaker
            scene.stage.react(ms - 10 * SECOND, last, speaker.user_id, "❤️")
            text, mentions = scene.phrases.one_of(phrases.PROPS), (other.user_id,)
            last = scene.stage.say(ms, room, speaker.user_id, text, reply_to=last, mentions=mentions)
        if last is not None and rng.random() < 0.05:
            outsider(scene, ms + 6 * MINUTE, room, last, phrases.TALK)

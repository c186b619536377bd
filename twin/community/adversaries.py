"""Those who look busier than they are all by themselves: soapboxers, farmers, echoes, floods; and a raid.

Each of them writes more than the busiest evangelist. What they lack is what cannot be had alone: many different people
who answer. Those who help each other to look busy are in :mod:`twin.community.cliques`.
"""

from __future__ import annotations

from twin.community import phrases
from twin.community.rhythm import Habitual
from twin.community.scene import Scene
from twin.community.snowflakes import DAY, HOUR, MINUTE, SECOND, WEEK, millis
from twin.timeline import Habit, Posted, Room

RECENT = 12 * WEEK - DAY


def everybody_with(scene: Scene, habit: Habit) -> list[Habitual]:
    return [one for one in scene.crowd.everybody() if one.person.habit == habit]


def soapboxes(scene: Scene, busiest: int) -> None:
    """Sermons with links, week after week. Hardly anyone answers, and they answer nobody."""
    rng = scene.rng
    for one in everybody_with(scene, "soapboxer"):
        for ms in moments(scene, one, round(busiest * rng.uniform(1.15, 1.6)) + 10):
            text = "\n\n".join(scene.phrases.one_of(phrases.SERMONS) for _ in range(rng.randrange(1, 4)))
            post = scene.stage.say(ms, rng.choice(scene.layout.chat), one.user_id, text[:2000])
            if post is not None and rng.random() < 0.02:
                outsider(scene, ms + 5 * MINUTE, _room_of(scene, post), post, phrases.TALK)


def farms(scene: Scene, busiest: int) -> None:
    """A short line each minute, just after the cooldown of a levelling bot, for hours."""
    rng = scene.rng
    for one in everybody_with(scene, "farmer"):
        left = round(busiest * rng.uniform(1.4, 2.2)) + 60
        own = rng.sample(phrases.FARMED, rng.randrange(3, 6))
        while left > 0:
            session = min(left, rng.randrange(70, 170))
            left -= session
            ms = scene.stage.end_ms - rng.randrange(4 * HOUR, RECENT)
            room = rng.choice((scene.layout.play, *scene.layout.public))
            for _ in range(session):
                ms += rng.randrange(60_500, 66_000)
                post = scene.stage.say(ms, room, one.user_id, rng.choice(own))
                if post is not None and rng.random() < 0.008:
                    outsider(scene, ms + 20 * SECOND, room, post, phrases.SCOLDS)


def echoes(scene: Scene, busiest: int) -> None:
    """Somebody who answers and applauds themselves, so that every line of theirs has a reply."""
    rng = scene.rng
    for one in everybody_with(scene, "echo"):
        for ms in moments(scene, one, round(busiest * rng.uniform(0.4, 0.6)) + 5):
            room = rng.choice(scene.layout.public)
            post = scene.stage.say(ms, room, one.user_id, scene.phrases.one_of(phrases.POSES))
            for _ in range(rng.randrange(1, 4)):
                if post is None:
                    break
                scene.stage.react(ms + 5 * SECOND, post, one.user_id, "👍")
                ms += rng.randrange(40, 1500) * SECOND
                post = scene.stage.say(ms, room, one.user_id, scene.phrases.one_of(phrases.PROPS), reply_to=post)
            if post is not None and rng.random() < 0.02:
                outsider(scene, ms + 8 * MINUTE, room, post, phrases.PLAIN_ANSWERS)


def floods(scene: Scene) -> None:
    """One line pasted hundreds of times within the hour, until somebody makes them stop."""
    rng = scene.rng
    for one in everybody_with(scene, "flooder"):
        line = scene.phrases.one_of(phrases.PASTED)
        ms, room = moments(scene, one, 1)[0], rng.choice(scene.layout.public)
        for _ in range(rng.randrange(240, 480)):
            ms += rng.randrange(3_000, 9_000)
            post = scene.stage.say(ms, room, one.user_id, line)
            if post is not None and rng.random() < 0.008:
                outsider(scene, ms + 2 * SECOND, room, post, phrases.SCOLDS)


def raid(scene: Scene) -> None:
    """Dozens join within minutes and post the same line all over; most are thrown out within the hour."""
    rng, stage = scene.rng, scene.stage
    line = rng.choice(phrases.SPAM)
    raiders = everybody_with(scene, "raider")
    for one in raiders:
        ms = millis(one.person.joined_at) + rng.randrange(20, 200) * SECOND
        for room in rng.sample(scene.layout.public, rng.randrange(1, len(scene.layout.public) + 1)):
            post = stage.say(ms, room, one.user_id, line)
            ms += rng.randrange(2, 15) * SECOND
            if post is None:
                continue
            for fan in rng.sample(raiders, 2):
                stage.react(ms + rng.randrange(400) * SECOND, post, fan.user_id, "🎉")
            if rng.random() < 0.4:
                stage.delete(ms + rng.randrange(10, 50) * MINUTE, post)


def moments(scene: Scene, one: Habitual, count: int) -> list[int]:
    """``count`` moments of the last twelve weeks, in hours when this person is awake, in order."""
    first = (scene.stage.end_ms - RECENT) // DAY + 1
    last = scene.stage.end_ms // DAY
    return sorted(one.rhythm.draw(scene.rng, scene.rng.randrange(first, last) * DAY) for _ in range(count))


def outsider(scene: Scene, ms: int, room: Room, post: Posted, said: tuple[str, ...]) -> None:
    stranger = scene.crowd.on(ms).pick("chat", ms, [post.user_id])
    if stranger is not None:
        scene.address(ms, room, stranger.user_id, scene.phrases.one_of(said), post)


def _room_of(scene: Scene, post: Posted) -> Room:
    return next(room for room in scene.layout.public if room.channel_id == post.channel_id)

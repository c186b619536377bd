"""Those who look busier than they are: soapboxers, farmers, a ring of friends, alt accounts, a raid.

Each of them writes more than the busiest evangelist; a ring member is answered and reacted to more often as well. What
they lack is what cannot be had alone: many different people who answer.
"""

from __future__ import annotations

from collections.abc import Sequence

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
        for ms in _moments(scene, one, round(busiest * rng.uniform(1.15, 1.6)) + 10):
            text = "\n\n".join(scene.phrases.one_of(phrases.SERMONS) for _ in range(rng.randrange(1, 4)))
            post = scene.stage.say(ms, rng.choice(scene.layout.chat), one.user_id, text[:2000])
            if post is not None and rng.random() < 0.02:
                _outsider(scene, ms + 5 * MINUTE, _room_of(scene, post), post, phrases.TALK)


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
                    _outsider(scene, ms + 20 * SECOND, room, post, phrases.SCOLDS)


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
                _outsider(scene, ms + 9 * MINUTE, room, pose, phrases.TALK)


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
                    scene.stage.react(
                        ms + rng.randrange(5, 90) * SECOND, target, fan.user_id, rng.choice(("🔥", "💯", "❤️"))
                    )
        last = post or last


def alts(scene: Scene, busiest: int) -> None:
    """One person with three accounts: the main one asks and tells, the two others answer and praise it."""
    rng = scene.rng
    main, *others = everybody_with(scene, "alt")
    for ms in _moments(scene, main, round(busiest * rng.uniform(1.05, 1.3)) + 5):
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
            _outsider(scene, ms + 15 * MINUTE, room, post, phrases.PLAIN_ANSWERS)


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


def _moments(scene: Scene, one: Habitual, count: int) -> list[int]:
    """``count`` moments of the last twelve weeks, in hours when this person is awake, in order."""
    first = (scene.stage.end_ms - RECENT) // DAY + 1
    last = scene.stage.end_ms // DAY
    return sorted(one.rhythm.draw(scene.rng, scene.rng.randrange(first, last) * DAY) for _ in range(count))


def _outsider(scene: Scene, ms: int, room: Room, post: Posted, said: tuple[str, ...]) -> None:
    stranger = scene.crowd.on(ms).pick("chat", ms, [post.user_id])
    if stranger is not None:
        scene.address(ms, room, stranger.user_id, scene.phrases.one_of(said), post)


def _room_of(scene: Scene, post: Posted) -> Room:
    return next(room for room in scene.layout.public if room.channel_id == post.channel_id)

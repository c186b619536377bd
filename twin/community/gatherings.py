"""What the place as a whole does: comings and goings with their welcome, announcements, evenings in voice."""

from __future__ import annotations

from twin.community import phrases
from twin.community.rhythm import Habitual
from twin.community.scene import Scene
from twin.community.snowflakes import DAY, HOUR, MINUTE, SECOND, WEEK, millis
from twin.timeline import Posted

WRITERS = ("newcomer", "regular", "contributor", "evangelist", "welcomer")


def come_and_go(scene: Scene, start_ms: int) -> None:
    """Everybody who joins or leaves from ``start_ms`` on; who means to stay is greeted, and says hello."""
    stage = scene.stage
    for one in scene.crowd.everybody():
        person = one.person
        joined_ms = millis(person.joined_at)
        if joined_ms >= start_ms and person.habit != "webhook":
            stage.join(joined_ms, person.user_id)
            if person.habit in WRITERS or (person.habit != "raider" and scene.rng.random() < 0.3):
                _welcome(scene, one, joined_ms)
        if person.left_at is not None and start_ms <= millis(person.left_at) < stage.end_ms:
            stage.leave(millis(person.left_at), person.user_id)


def _welcome(scene: Scene, newcomer: Habitual, joined_ms: int) -> None:
    rng, stage, room = scene.rng, scene.stage, scene.layout.welcome
    hosts = [one for one in scene.crowd.everybody() if one.person.habit == "welcomer"]
    ms = joined_ms
    for host in rng.sample(hosts, min(len(hosts), rng.randrange(1, 3))):
        ms += scene.delay(25)
        text = f"<@{newcomer.user_id}> {scene.phrases.one_of(phrases.GREETINGS)}"
        greeting = stage.say(ms, room, host.user_id, text, mentions=(newcomer.user_id,))
        if greeting is None:
            continue
        scene.applaud(greeting, 0.4)
        if newcomer.person.habit in WRITERS and rng.random() < 0.7:
            ms += scene.delay(12)
            hello = scene.address(ms, room, newcomer.user_id, scene.phrases.one_of(phrases.HELLOS), greeting)
            if hello is not None:
                stage.react(ms + 40 * SECOND, hello, host.user_id, "👋🏽")


def announcements(scene: Scene, start_ms: int) -> None:
    """About one a week, by whoever looks after the place; many react, and nobody answers in that channel."""
    staff = [one for one in scene.crowd.everybody() if one.person.habit == "moderator"]
    for week_ms in range(start_ms, scene.stage.end_ms, WEEK):
        day_ms = (week_ms + scene.rng.randrange(7) * DAY) // DAY * DAY
        speaker = scene.rng.choice(staff)
        ms = speaker.rhythm.draw(scene.rng, day_ms)
        post = scene.stage.say(ms, scene.layout.announce, speaker.user_id, scene.phrases.one_of(phrases.ANNOUNCEMENTS))
        if post is not None:
            scene.applaud(post, len(scene.crowd.everybody()) * scene.rng.uniform(0.06, 0.15))


def evenings_in_voice(scene: Scene, day_ms: int) -> None:
    """Who sits in voice on one day, from twenty minutes to three hours."""
    rng = scene.rng
    for one in scene.crowd.everybody():
        ms = one.rhythm.draw(rng, day_ms)
        if rng.random() < one.leanings.voice / 7 and one.around(ms):
            minutes = round(rng.triangular(20, 180, 60))
            scene.stage.sit(ms, rng.choice(scene.layout.voice), one.user_id, ms + minutes * MINUTE)


def change_their_minds(scene: Scene) -> None:
    """A few messages are edited soon after, and a few are deleted."""
    rng, stage = scene.rng, scene.stage
    deletable: list[Posted] = []
    for post in list(stage.said):
        if post.webhook:
            continue
        chance = rng.random()
        sent_ms = millis(post.at)
        if chance < scene.climate.edited:
            stage.edit(sent_ms + rng.randrange(5, 900) * SECOND, post, f"{post.content} (edit: typo)")
        elif chance > 1 - scene.climate.deleted and post.channel_id != post.message_id:
            deletable.append(post)
    threads = {room.channel_id for room in stage.rooms}
    for post in deletable:
        if post.message_id not in threads:
            stage.delete(millis(post.at) + rng.randrange(MINUTE, 2 * HOUR), post)

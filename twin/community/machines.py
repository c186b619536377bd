"""Bots and webhooks: loud, and nobody."""

from __future__ import annotations

from twin.community import phrases
from twin.community.scene import Scene
from twin.community.snowflakes import DAY, HOUR, MINUTE, SECOND, millis


def doorbell(scene: Scene, start_ms: int) -> None:
    """The welcome bot pings everybody who joins; now and then somebody answers it."""
    bot = _machine(scene, "bot", 0)
    for one in scene.crowd.everybody():
        joined_ms = millis(one.person.joined_at)
        if one.person.is_bot or joined_ms < start_ms:
            continue
        text = f"Welcome <@{one.user_id}>! You are member {scene.rng.randrange(90, 2000)}. Please read the rules."
        ms = joined_ms + 2 * SECOND
        post = scene.stage.say(ms, scene.layout.welcome, bot, text, mentions=(one.user_id,))
        if post is not None and one.person.habit == "newcomer" and scene.rng.random() < 0.4:
            scene.stage.say(
                ms + MINUTE, scene.layout.welcome, one.user_id, "thanks bot", reply_to=post, mentions=(bot,)
            )


def jukebox(scene: Scene, day_ms: int) -> None:
    """Somebody asks for music, and the music bot talks back after every track."""
    rng, bot, room = scene.rng, _machine(scene, "bot", 1), scene.layout.play
    if rng.random() > 0.4:
        return
    ms = day_ms + rng.randrange(16, 23) * HOUR
    fan = scene.crowd.on(ms).pick("chat", ms)
    if fan is None:
        return
    asked = scene.stage.say(ms, room, fan.user_id, f"<@{bot}> play {rng.choice(phrases.TRACKS)}", mentions=(bot,))
    if asked is None:
        return
    for _ in range(rng.randrange(4, 14)):
        track = f"Now playing: **{rng.choice(phrases.TRACKS)}** 🎵"
        played = scene.stage.say(ms + 3 * SECOND, room, bot, track, reply_to=asked)
        if played is not None and rng.random() < 0.1:
            scene.stage.react(ms + MINUTE, played, fan.user_id, "🔥")
        ms += rng.randrange(150, 320) * SECOND


def feeds(scene: Scene, day_ms: int, quietest: int, days: int) -> None:
    """Webhooks post what happened elsewhere, more of them over ``days`` than anybody writes (``quietest``)."""
    rng = scene.rng
    for nth in range(2):
        hook = _machine(scene, "webhook", nth)
        for _ in range(round(quietest / days * rng.uniform(1.1, 1.8)) + 1):
            text = f"[{rng.randrange(16**7):07x}] {scene.phrases.one_of(phrases.HEADLINES)} {scene.phrases.link()}"
            scene.stage.say(day_ms + rng.randrange(DAY), scene.layout.feeds, hook, text)


def _machine(scene: Scene, habit: str, nth: int) -> int:
    return [one.user_id for one in scene.crowd.everybody() if one.person.habit == habit][nth]

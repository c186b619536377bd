"""Conversations: questions with their answers and thanks, and small talk."""

from __future__ import annotations

from twin.community import phrases
from twin.community.rhythm import Habitual
from twin.community.scene import Scene
from twin.community.snowflakes import MINUTE, SECOND, ms_of
from twin.timeline import Posted, Room


def help_session(scene: Scene, ms: int, asker: Habitual, *, room: Room | None = None) -> None:
    """A question, and with some luck answers by several people in turn, follow-ups and thanks."""
    rng, stage = scene.rng, scene.stage
    room = room or rng.choice(scene.layout.help)
    question = stage.say(ms, room, asker.user_id, scene.phrases.one_of(phrases.QUESTIONS))
    if question is None:
        return
    if rng.random() < 0.2:
        stage.say(ms + rng.randrange(15, 90) * SECOND, room, asker.user_id, scene.phrases.one_of(phrases.DETAILS))
    if rng.random() < 0.1:
        scene.applaud(question, 1)
    if rng.random() < scene.climate.unanswered:
        return
    if scene.threads and rng.random() < 0.08:
        room = stage.begin_thread(question, question.content.splitlines()[0])
    answer_in_turn(scene, room, question, asker)


def answer_in_turn(scene: Scene, room: Room, question: Posted, asker: Habitual) -> None:
    """One to four people answer; the asker comes back to each until it works."""
    rng = scene.rng
    ms, here = ms_of(question.message_id), [asker.user_id]
    for _ in range(rng.choices((1, 2, 3, 4), (38, 34, 20, 8))[0]):
        ms += scene.delay(7)
        helper = scene.crowd.on(ms).pick("answer", ms, here)
        if helper is None:
            continue
        here.append(helper.user_id)
        settled = rng.random() < helper.leanings.skill
        said = phrases.GOOD_ANSWERS if settled else phrases.PLAIN_ANSWERS
        answer = scene.address(ms, room, helper.user_id, scene.phrases.one_of(said), question)
        if answer is None:
            continue
        if settled:
            scene.applaud(answer, 1.0 + helper.leanings.skill)
        elif rng.random() < 0.15:
            scene.applaud(answer, 1)
        ms = _come_back(scene, room, ms, asker, helper, answer, settled)
        if settled and rng.random() < 0.45:
            return


def _come_back(
    scene: Scene, room: Room, ms: int, asker: Habitual, helper: Habitual, answer: Posted, settled: bool
) -> int:
    rng = scene.rng
    if rng.random() < 0.35:
        ms += scene.delay(4)
        more = scene.address(ms, room, asker.user_id, scene.phrases.one_of(phrases.FOLLOW_UPS), answer)
        ms += scene.delay(3)
        again = scene.phrases.one_of(phrases.GOOD_ANSWERS if settled else phrases.PLAIN_ANSWERS)
        answer = scene.address(ms, room, helper.user_id, again, more or answer) or answer
    if settled and rng.random() < 0.8:
        ms += scene.delay(6)
        thanks = scene.address(ms, room, asker.user_id, scene.phrases.one_of(phrases.THANKS), answer)
        if thanks is not None and rng.random() < 0.4:
            scene.stage.react(ms + scene.delay(2), thanks, helper.user_id, "❤️")
        if rng.random() < scene.climate.reaction_share:
            scene.stage.react(ms + rng.randrange(2, 60) * SECOND, answer, asker.user_id, "🙏")
    return ms


def small_talk(scene: Scene, ms: int, opener: Habitual) -> None:
    """Somebody says something, a few others pick it up, to and fro."""
    rng = scene.rng
    room = rng.choice(scene.layout.chat)
    last = scene.stage.say(ms, room, opener.user_id, scene.phrases.one_of(phrases.OPENERS))
    if last is None:
        return
    if rng.random() < 0.3:
        scene.applaud(last, 1.2)
    voices = [opener]
    for _ in range(rng.choices(range(8), (10, 14, 18, 18, 14, 12, 8, 6))[0]):
        ms += scene.delay(1.6)
        if len(voices) < 5 and (len(voices) < 2 or rng.random() < 0.5):
            speaker = scene.crowd.on(ms).pick("chat", ms, [one.user_id for one in voices])
            if speaker is None:
                return
            voices.append(speaker)
        else:
            speaker = rng.choice([one for one in voices if one.user_id != last.user_id])
        post = scene.address(ms, room, speaker.user_id, scene.phrases.one_of(phrases.TALK), last, pressed=0.6)
        if post is None:
            return
        last = post
        if rng.random() < 0.12:
            scene.applaud(post, 1)


def show_something(scene: Scene, ms: int, maker: Habitual) -> None:
    """A finished thing, and the praise for it."""
    rng = scene.rng
    room = scene.layout.show
    shown = scene.stage.say(ms, room, maker.user_id, scene.phrases.one_of(phrases.SHOWN))
    if shown is None:
        return
    scene.applaud(shown, rng.uniform(1, 6))
    place = scene.stage.begin_thread(shown, "About this one") if scene.threads and rng.random() < 0.25 else room
    here = [maker.user_id]
    for _ in range(rng.randrange(0, 5)):
        ms += scene.delay(15)
        admirer = scene.crowd.on(ms).pick("chat", ms, here)
        if admirer is None:
            continue
        here.append(admirer.user_id)
        praise = scene.address(ms, place, admirer.user_id, scene.phrases.one_of(phrases.PRAISE), shown)
        if praise is not None and rng.random() < 0.5:
            scene.address(ms + 3 * MINUTE, place, maker.user_id, scene.phrases.one_of(phrases.THANKS), praise)


def forum_post(scene: Scene, ms: int, author: Habitual) -> None:
    """A post in the forum: a thread of its own, answered like a question."""
    title = scene.phrases.one_of(phrases.QUESTIONS)
    body = f"{title}\n\n{scene.phrases.one_of(phrases.DETAILS)}"
    begun = scene.stage.begin_forum_post(ms, scene.layout.forum, author.user_id, title, body)
    if begun is None:
        return
    thread, first = begun
    scene.applaud(first, 1)
    if scene.rng.random() > scene.climate.unanswered:
        answer_in_turn(scene, thread, first, author)

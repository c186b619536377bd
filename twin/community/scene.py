"""What all behaviours share: chance, the stage, the crowd, the rooms, the words and the climate."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from twin.community.habits import Climate
from twin.community.phrases import GLAD_EMOJI, OTHER_EMOJI, Phrases
from twin.community.rhythm import Crowd
from twin.community.rooms import Layout
from twin.community.snowflakes import HOUR, MINUTE, SECOND, ms_of
from twin.community.stage import Stage
from twin.timeline import Posted, Room


@dataclass(frozen=True, slots=True)
class Scene:
    rng: Random
    stage: Stage
    crowd: Crowd
    layout: Layout
    phrases: Phrases
    climate: Climate
    pace: float = 1.0
    """How long people take to answer, as a share of the usual."""
    threads: bool = True
    """Whether threads may grow from messages."""

    def delay(self, minutes: float) -> int:
        """Milliseconds until somebody answers: seconds at least, ``minutes`` in the middle, now and then hours."""
        return 4 * SECOND + round(min(self.rng.lognormvariate(0, 1.0) * minutes * MINUTE, 9 * HOUR) * self.pace)

    def address(
        self, ms: int, room: Room, user_id: int, text: str, to: Posted, *, pressed: float = 1.0
    ) -> Posted | None:
        """Answer somebody, as people do: with Reply, with an @mention, or simply next in line.

        ``pressed`` makes Reply likelier or not. A pressed Reply pings, as Discord does unless it is switched off.
        """
        rng, climate = self.rng, self.climate
        if rng.random() < min(0.97, climate.reply_share * self.crowd[user_id].replies * pressed):
            pings = (to.user_id,) if rng.random() < 0.8 and to.user_id != user_id and not to.webhook else ()
            return self.stage.say(ms, room, user_id, text, reply_to=to, mentions=pings)
        if rng.random() < climate.mention_share and to.user_id != user_id and not to.webhook:
            return self.stage.say(ms, room, user_id, f"<@{to.user_id}> {text}", mentions=(to.user_id,))
        return self.stage.say(ms, room, user_id, text)

    def applaud(self, post: Posted, expected: float) -> None:
        """Reactions by whoever is around: ``expected`` of them on average, before the climate has its say."""
        expected *= self.climate.reaction_share
        count = int(expected) + (self.rng.random() < expected % 1) + (self.rng.random() < expected / 4)
        emoji = self.rng.choice(GLAD_EMOJI if self.rng.random() < 0.75 else OTHER_EMOJI)
        taken = [post.user_id]
        for _ in range(count):
            ms = ms_of(post.message_id) + self.delay(20)
            fan = self.crowd.on(ms).pick("react", ms, taken)
            if fan is None:
                continue
            taken.append(fan.user_id)
            if self.rng.random() < 0.3:
                emoji = self.rng.choice(GLAD_EMOJI)
            self.stage.react(ms, post, fan.user_id, emoji)

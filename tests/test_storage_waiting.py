"""How long questions wait: for a Reply on the same day or later, for whoever speaks next, or for ever."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from storage import Store
from storage.models import ChannelActivity, ChannelSeen, GuildSeen, MessageSent
from storage.waiting import FEWEST_WAITS, SLOTS, median_seconds, slots_of
from tests.storage_world import ALICE, BOB, CARA, CHANNEL, GUILD, at, message_id, sent, window

OTHER = CHANNEL + 1
MINUTE = 1 / 60


def asked(hours: float, channel: int = CHANNEL) -> MessageSent:
    return sent(hours, ALICE, channel_id=channel, question=True)


def replied(hours: float, question: float, author: int = BOB) -> MessageSent:
    return sent(hours, author, reply_to=message_id(question), reply_to_author=ALICE)


def activity(path: Path, facts: list[MessageSent], *, closed: bool) -> dict[int, ChannelActivity]:
    with Store.open(path) as store:
        rooms = [ChannelSeen(GUILD, channel, f"c{channel}") for channel in (CHANNEL, OTHER)]
        store.record_blocking([GuildSeen(GUILD, "G"), *rooms, *facts])
        store.flush()
        if closed:
            store.close_days(at(24 * 10))
        return {row.channel_id: row for row in store.outline(GUILD, window()).channels}


@pytest.mark.parametrize("closed", [False, True])
def test_questions_are_answered_perhaps_answered_or_open(tmp_path: Path, closed: bool) -> None:
    facts = [
        asked(1), replied(1 + 10 * MINUTE, 1),
        asked(3), replied(3 + 20 * MINUTE, 3), replied(3 + 40 * MINUTE, 3),  # the first counts
        asked(30), replied(54, 30),  # on another day
        asked(5), sent(5 + 5 * MINUTE, ALICE), sent(5 + 6 * MINUTE, BOB),  # own words between do not count
        asked(7), sent(7 + 50 * MINUTE, CARA),
        asked(9), sent(9 + 30 * MINUTE, BOB),
        asked(11), sent(12.1, BOB),  # too late to be an answer
        asked(14), sent(14.1, BOB, mentions=(CARA,)),  # to somebody else
        asked(16, OTHER),
    ]  # fmt: skip
    found = activity(tmp_path / "r.db", facts, closed=closed)
    here, there = found[CHANNEL], found[OTHER]
    assert (here.questions, here.answered, here.perhaps) == (8, 3, 3)
    assert here.reply_seconds == pytest.approx(20 * 60, rel=0.1)
    assert here.next_seconds == pytest.approx(30 * 60, rel=0.1)
    assert (there.questions, there.answered, there.perhaps, there.reply_seconds) == (1, 0, 0, None)


def test_what_is_kept_of_a_wait_is_right_within_a_tenth() -> None:
    for seconds in (1, 59, 300, 3600, 86_400, 2_000_000):
        counts = [0] * SLOTS
        counts[int(slots_of(np.array([seconds]))[0])] = FEWEST_WAITS
        assert median_seconds(np.array(counts)) == pytest.approx(seconds, rel=0.1)

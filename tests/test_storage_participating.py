"""Who took part on which day is what is observed of them, without a look at who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from storage import Store
from storage.models import Ints, MemberDays, MessageSent, Outline, Participation
from tests.empty_file import empty
from tests.observed import taking_part
from tests.storage_community import CHANNELS, community
from tests.storage_world import ALICE, BOB, GUILD, IN_MEMORY, at, message_id, sent, window


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(empty(Path(IN_MEMORY or tmp_path) / f"{tmp_path.name}.db")) as opened:
        yield opened
    opened.path.unlink()


def days_of(some: MemberDays, members: int, first: int, last: int) -> Ints:
    """Counts by member and day."""
    found = np.zeros((members, last + 1 - first), dtype=np.int64)
    np.add.at(found, (some.member, some.day.astype(np.int64) - first), some.count)
    return found


def told(part: Participation) -> tuple[object, ...]:
    """Everything in it, in an order that no numbering of members changes; whoever did nothing is nobody."""
    limits = part.members, part.window.first_day, part.window.last_day
    there = MemberDays(part.wrote.member, part.wrote.day, np.ones_like(part.wrote.count))
    columns = [days_of(some, *limits) for some in (part.wrote, there, part.responded)]
    rows = np.concatenate(columns, axis=1).tolist()
    outline = tuple(getattr(part, field.name) for field in fields(Outline))
    return sorted(row for row in rows if any(row)), sorted(part.began_day.tolist()), outline


@pytest.mark.parametrize("closed", ["open", "closed", "mended"])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_is_observed(store: Store, seed: int, closed: str) -> None:
    facts = [fact for _, fact in community(seed)]
    store.record_blocking(facts[:-40] if closed == "mended" else facts)
    if closed != "open":
        store.close_days(at(24 * 30))
    if closed == "mended":
        store.record_blocking(facts[-40:])
        store.record_blocking([sent(60 + number, BOB, channel_id=CHANNELS[1]) for number in range(9)])
    store.flush()
    cases: list[tuple[int | None, tuple[int, ...], tuple[int, ...]]] = [
        (None, (), ()),
        (CHANNELS[0], (), (ALICE,)),
        (None, CHANNELS[1:], (BOB,)),
    ]
    for hours, days in ((24 * 9, 84), (24 * 9, 5), (100.5, 84), (0, 3)):
        for channel_id, out, staff in cases:
            over = window(hours, days)
            seen = store.observe(GUILD, over, channel_id=channel_id, excluded_channels=out)
            found = store.participation(GUILD, over, channel_id=channel_id, excluded_channels=out, excluded_users=staff)
            days_there, began, outline = told(found)
            expected = told(taking_part(seen, frozenset(staff)))
            assert (days_there, outline) == (expected[0], expected[2]), (hours, days, channel_id, staff)
            if channel_id is None and not out:
                assert began == expected[1]


def test_who_began_elsewhere_is_no_beginner_of_a_channel(store: Store) -> None:
    """The roster of a channel has everybody who came lately, and of those who came before only who took part there."""
    store.record_blocking(
        [sent(1, ALICE), sent(30, BOB, channel_id=CHANNELS[1]), sent(40, ALICE, channel_id=CHANNELS[1])]
    )
    store.flush()
    here = store.participation(GUILD, window(), channel_id=CHANNELS[0])
    there = store.participation(GUILD, window(), channel_id=CHANNELS[1])
    assert (len(here.began_day), len(there.began_day)) == (1, 2)


def test_a_guild_in_which_nothing_happened(store: Store) -> None:
    store.record_blocking([MessageSent(GUILD, CHANNELS[0], message_id(1), ALICE, 3)])
    store.flush()
    store.erase_user(ALICE)
    found = store.participation(GUILD, window())
    assert (found.members, len(found.wrote.day), len(found.responded.day), len(found.began_day)) == (0, 0, 0, 0)

"""The audit: what is said of a group follows from its ties, and where it writes from its members' messages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.render.telling import finding
from bot.reports import Audit, build_audit, sum_up
from bot.scoring import Group, Network, RankedTies, judge
from bot.weighing import weigh
from bot.words.language import ENGLISH
from storage import Store
from storage.models import ChannelSeen, GuildSeen
from tests.empty_file import empty
from tests.observed import judged, observe
from tests.storage_world import ALICE, BOB, CARA, CHANNEL, DAN, GUILD, at, sent, window

SEEN = observe()
IDS = SEEN.roster.user_id.tolist()


def ranked_ties(ties: list[tuple[int, int, float]]) -> RankedTies:
    a, b, weight = (np.array([tie[place] for tie in ties]) for place in range(3))
    return RankedTies(SEEN.roster.user_id[a], SEEN.roster.user_id[b], weight, np.full(len(ties), 3))


def audit(ties: list[tuple[int, int, float]], groups: list[tuple[int, ...]], bridges: tuple[int, ...] = ()) -> Audit:
    """Members by their row."""
    found = Network(
        ties=ranked_ties(ties),
        groups=tuple(Group(f"group {n}", tuple(IDS[row] for row in rows)) for n, rows in enumerate(groups)),
        bridges=tuple(IDS[row] for row in bridges),
        heroes=(),
    )
    return build_audit(sum_up(SEEN), judge(SEEN), found, [{11: 30, 12: 10, 99: 10}] * len(groups), 0)


def test_a_star_misses_its_middle_and_leans_on_it() -> None:
    (group,) = audit([(0, other, 0.5) for other in range(1, 5)], [(0, 1, 2, 3, 4)]).groups
    assert group.missed is not None
    assert (group.missed.who.user_id, group.missed.share, group.missed.cut_off) == (IDS[0], 1.0, 3)
    assert group.missed.leans


def test_a_ring_with_cords_leans_on_nobody() -> None:
    ring = [(n, (n + step) % 6, 0.5) for n in range(6) for step in (1, 2)]
    report = audit([(min(a, b), max(a, b), weight) for a, b, weight in ring], [tuple(range(6))])
    (group,) = report.groups
    assert group.missed is not None
    assert (group.missed.cut_off, group.missed.leans) == (0, False)
    assert report.leaning == 0
    assert "none leans on one person" in finding(report, ENGLISH)


def test_who_joins_two_parts_of_a_group_is_missed_more_than_who_has_most_ties() -> None:
    left = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.9)]
    right = [(4, 5, 0.9), (4, 6, 0.9), (5, 6, 0.9)]
    (group,) = audit([*left, (2, 3, 0.3), (3, 4, 0.3), *right], [tuple(range(7))]).groups
    assert group.missed is not None
    assert group.missed.cut_off == 3
    assert group.missed.who.user_id in (IDS[2], IDS[3], IDS[4])


def test_a_bridge_is_told_with_the_group_it_leads_to_and_only_where_there_is_one() -> None:
    inside = [(a, b, 0.5) for group in ((0, 1, 2), (3, 4, 5), (6, 7, 8)) for a, b in pairwise(group)]
    across = [(1, 4, 0.3), (1, 5, 0.3), (1, 7, 0.4)]
    report = audit([*inside, *across], [(0, 1, 2), (3, 4, 5), (6, 7, 8)], bridges=(1,))
    by_name = {group.name: group for group in report.groups}
    bridge = by_name["group 0"].bridge
    assert bridge is not None
    assert (bridge.who.user_id, bridge.to) == (IDS[1], "group 1")
    assert by_name["group 1"].bridge is None


def test_topics_are_the_channels_that_are_known_with_their_part_of_all() -> None:
    (group,) = audit([(0, 1, 0.5), (1, 2, 0.5)], [(0, 1, 2)]).groups
    assert [(topic.channel, topic.share) for topic in group.topics] == [("general", 0.6), ("help", 0.2)]


def test_every_member_of_a_group_plays_one_role() -> None:
    report = judged(SEEN).audit()
    assert report.groups
    for group in report.groups:
        assert sum(count for _, count in group.roles) == len(group.members)
    assert report.people == sum(len(group.members) for group in report.groups) <= report.active
    assert judged(SEEN).audit(1).total == report.total
    assert judged(replace(observe(2))).audit().groups == ()


@pytest.mark.parametrize("closed", [False, True])
def test_where_groups_write_is_the_same_for_days_that_are_packed_and_that_are_not(tmp_path: Path, closed: bool) -> None:
    thread, other = CHANNEL + 5, CHANNEL + 1
    with Store.open(empty(tmp_path / "r.db")) as store:
        store.record_blocking(
            [
                GuildSeen(GUILD, "G"),
                ChannelSeen(GUILD, CHANNEL, "one"),
                ChannelSeen(GUILD, other, "two"),
                ChannelSeen(GUILD, thread, "thread", "thread", parent_id=CHANNEL),
                *(sent(hour, ALICE) for hour in (1, 2, 30)),
                sent(3, BOB, channel_id=other),
                sent(4, BOB, channel_id=thread),
                sent(5, CARA, channel_id=other),
                sent(6, DAN),
            ]
        )
        store.flush()
        if closed:
            store.close_days(at(24 * 10))
        groups = [(ALICE, BOB), (CARA, 12345)]
        assert store.whereabouts(GUILD, window(), groups) == [{CHANNEL: 4, other: 1}, {other: 1}]
        assert store.whereabouts(GUILD, window(24, 1), groups) == [{CHANNEL: 3, other: 1}, {other: 1}]
        assert store.whereabouts(GUILD, window(), groups, excluded_channels=(other,)) == [{CHANNEL: 4}, {}]


def test_an_audit_can_be_weighed_and_more_groups_weigh_more() -> None:
    report = judged(SEEN).audit()
    assert 0 < weigh(replace(report, groups=report.groups[:1])) < weigh(report)

"""Raids are named in the overview and the digest: from twenty on, told by their number and never by name."""

from __future__ import annotations

import orjson
import pytest

from bot.render.document import as_json
from bot.render.text import as_text
from bot.reports import Overview, build_overview, look_back, raids_of, sum_up
from bot.scoring import judge
from bot.words.language import ENGLISH
from tests.scoring_guild import GuildOf

CROWD = range(40, 70)


def overview(made: GuildOf) -> Overview:
    observations = made.observe()
    seen, standing = sum_up(observations), judge(observations)
    return build_overview(seen, standing, look_back(seen, standing))


def guild(ago: float, came: range = CROWD, seconds_apart: float = 3) -> GuildOf:
    made = GuildOf(70)
    made.chatter(range(40))
    for number, raider in enumerate(came):
        made.joined[raider] = ago - number * seconds_apart / 86_400
        made.wrote(raider, int(ago), 50)
    return made


def test_a_raid_is_named_once_it_is_over() -> None:
    report = overview(guild(20.5))
    (raid,) = report.raids
    assert (raid.members, raid.messages, raid.gone) == (30, 1500, True)
    assert 80 < (raid.ended - raid.began).total_seconds() < 90
    text = " ".join(as_text(report).split())
    assert "30 people joined" in text
    assert "looks like a raid, so" in text
    (told,) = orjson.loads(as_json(report, ENGLISH))["raids"]
    assert (told["members"], told["messages"], told["gone"]) == (30, 1500, True)


def test_a_raid_is_named_while_it_is_going_on() -> None:
    report = overview(guild(0.5))
    assert [(raid.members, raid.gone) for raid in report.raids] == [(30, False)]
    assert "may be a raid" in " ".join(as_text(report).split())


@pytest.mark.parametrize(("came", "apart"), [(range(40, 55), 3.0), (CROWD, 300.0)])
def test_a_few_or_a_slow_crowd_is_no_raid(came: range, apart: float) -> None:
    assert overview(guild(20.5, came, apart)).raids == ()


def test_who_stays_was_no_raid() -> None:
    made = guild(20.5)
    for member in CROWD:
        made.wrote(member, 5)
    assert overview(made).raids == ()


@pytest.mark.parametrize("ago", [20.5, 0.5])
def test_nobody_is_asked_to_say_hello_to_a_raid(ago: float) -> None:
    nudge = overview(guild(ago)).nudge
    raiders = {int(user_id) for user_id in guild(ago).observe().roster.user_id[list(CROWD)]}
    assert not raiders & set(nudge.user_ids)
    made = guild(ago)
    made.joined[39] = 3.0
    made.wrote(39, 2)
    assert raiders.isdisjoint(overview(made).nudge.user_ids)


def test_who_comes_alone_is_still_greeted() -> None:
    made = GuildOf(71)
    made.chatter(range(40))
    made.joined[70] = 4.0
    made.wrote(70, 3)
    assert overview(made).nudge.user_ids == (int(made.observe().roster.user_id[70]),)


def test_a_digest_names_those_of_its_week_only() -> None:
    observations = guild(20.5).observe()
    assert len(raids_of(judge(observations))) == 1
    assert raids_of(judge(observations), days=7) == ()

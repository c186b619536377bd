"""How much hangs on staff: told where moderators left somebody out, the same in every rendering, and otherwise not."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import orjson

from bot.render.document import as_json
from bot.render.message import as_container, texts_of
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import Overview, Staff, build_overview, look_back, sum_up
from bot.scoring import judge
from bot.words.language import ENGLISH
from storage.models import Observations
from tests.observed import observe
from tests.scoring_guild import GuildOf

STAFF = 1000


def overview(observations: Observations, *staff: int) -> Overview:
    standing = judge(observations, excluded=frozenset(staff))
    return build_overview(sum_up(observations), standing, look_back(sum_up(observations), standing))


def help_desk() -> GuildOf:
    """Member 0 answers 1, 2, 3 and, once each, 4 and 5, whom 6 answers too; nobody answers 6, and 7 has left."""
    made = GuildOf(8)
    for member in range(8):
        made.wrote(member, 20, 3)
    for other in (1, 2, 3):
        made.replied(0, other, 5, 2)
    for other in (4, 5, 7):
        made.replied(0, other, 5)
        made.replied(6, other, 6)
    made.replied(1, 0, 4, 9)
    made.left = {7}
    return made


def test_what_others_got_from_staff() -> None:
    assert overview(help_desk().observe(), STAFF).staff == Staff(1, "replies", 8 / 10, 5, 3)


def test_likely_answers_count_where_hardly_anybody_presses_reply() -> None:
    made = GuildOf(4)
    for member in range(4):
        made.wrote(member, 3, 60)
    made.responded(0, 1, 3, inferred=80)
    made.responded(2, 3, 3, inferred=240)
    assert overview(made.observe(), STAFF).staff == Staff(1, "likely answers", 5 / 20, 2, 1)


def test_nothing_is_said_where_nobody_is_left_out_or_nobody_was_answered() -> None:
    observations = help_desk().observe()
    assert overview(observations).staff is None
    assert overview(observations, 77).staff is None
    made = GuildOf(3)
    made.wrote(0, 3)
    alone = overview(made.observe(), STAFF).staff
    assert alone == Staff(1, "likely answers", None, 0, 0)


def test_every_rendering_says_it() -> None:
    seen = observe()
    report = overview(seen, *seen.roster.user_id[:3].tolist())
    staff = report.staff
    assert staff is not None
    assert staff.share is not None
    told = orjson.loads(as_json(report, ENGLISH))["staff"]
    rows = {row["figure"]: row["now"] for row in csv.DictReader(io.StringIO(as_csv(report, ENGLISH)))}
    assert told["members"] == 3 == int(rows["staff"])
    assert told["share_of_answers"] == round(staff.share, 4) == float(rows["staff_share_of_answers"])
    assert told["by_staff_only"] == staff.by_staff_only == int(rows["answered_by_staff_only"])
    said = f"3 members who are left out of the rankings gave {staff.share:.0%} of the answers that others got"
    assert said in " ".join(as_text(report).split())
    assert any(said in text for text in texts_of(as_container(report, ENGLISH)))
    nothing = replace(report, staff=None)
    assert orjson.loads(as_json(nothing, ENGLISH))["staff"] is None
    assert "staff" not in as_text(nothing) + as_csv(nothing, ENGLISH)

"""What is folded away: less of it, and nothing lost."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime

import numpy as np
import pytest

from bot.folding import UnreadableError, fold, unfold
from bot.judging import Judged
from bot.render.document import as_json
from bot.reports import build_member, build_members, build_network, sum_up
from bot.scoring import Role, judge, network
from bot.words.language import ENGLISH
from bot.words.text import text
from storage.models import Silent
from tests.observed import observe

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def reports_of(judged: Judged) -> list[str]:
    seen, standing = judged.seen, judged.standing
    assert judged.found is not None
    member = build_member(seen, standing, int(seen.roster.user_id[0]))
    drawn = (build_members(seen, standing, 0), member, build_network(seen, standing, judged.found, 0))
    return [as_json(report, ENGLISH) for report in drawn]


def test_a_judged_guild_is_the_same_afterwards() -> None:
    observations = observe()
    standing = judge(observations)
    judged = Judged(sum_up(observations), standing, network(observations, standing))
    assert reports_of(unfold(tuple(fold(judged)))) == reports_of(judged)


def test_columns_that_stand_in_two_places_stay_one() -> None:
    column = np.arange(100_000)
    folded = tuple(fold((column, {"again": column}, np.zeros((0, 3)), "text")))
    assert sum(map(len, folded)) < column.nbytes / 2
    first, second, empty, text = unfold(folded)
    assert first is second["again"]
    assert np.array_equal(first, column)
    assert (first.dtype, empty.shape, text) == (column.dtype, (0, 3), "text")


def test_everything_that_is_kept_has_a_form() -> None:
    values = (None, True, -3, 0.5, "ä", b"\0\xff", Role.EVANGELIST, NOW, NOW.date(), (), {1: (2,)}, text("{n}", n=3))
    assert unfold(tuple(fold(values))) == values
    for alike in ((Silent(1), Silent(2, 3)), (text("a"), text("b {n}", n=text("c"))), (Silent(1), text("a"))):
        assert unfold(tuple(fold(alike))) == alike
    assert unfold(tuple(fold((np.float32(0.5), np.int64(7))))) == (0.5, 7)
    for formless in (object(), print, np.array([object()]), [1]):
        with pytest.raises(TypeError, match="has no form"):
            tuple(fold((formless,)))


def test_what_comes_back_cannot_be_written_to() -> None:
    (column,) = unfold(tuple(fold((np.arange(10),))))
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


@pytest.mark.parametrize(
    "outline",
    [
        {"class": "subprocess:Popen", "fields": {"args": "true"}},
        {"class": "bot.reports.members:build_members", "fields": {}},
        {"class": "bot.reports.seen:np.memmap", "fields": {"filename": "made"}},
        {"class": "bot.words.language:Path", "fields": {}},
        {"class": "bot.reports.nowhere:Members", "fields": {}},
        {"class": "bot.scoring.roles:Role", "fields": {}},
        {"class": "storage.models.columns:Silent", "fields": {"asleep": 1}},
        {"each": "subprocess:Popen", "fields": ["args"], "rows": [["true"]]},
        {"each": "storage.models.columns:Silent", "fields": ["lapsed"], "rows": [[1, 2]]},
        {"enum": "bot.scoring.roles:Role", "value": "king"},
        {"enum": "storage.models.columns:Silent", "value": 1},
        {"array": 0, "type": "|O", "shape": [1]},
        {"array": 0, "type": "<i8", "shape": [2]},
        {"array": 5, "type": "<i8", "shape": [1]},
        {"bytes": 1},
        {"moment": "yesterday"},
        {"lambda": "x"},
    ],
    ids=str,
)
def test_nothing_is_made_that_is_not_ours(outline: object) -> None:
    column = zlib.compress(bytes(8))
    with pytest.raises(UnreadableError):
        unfold((zlib.compress(json.dumps(outline).encode()), column))


def test_what_is_torn_is_refused() -> None:
    whole = tuple(fold((np.arange(1_000), "text")))
    for torn in ((), whole[:1], (whole[0][:-9], whole[1]), (whole[0], whole[1][:-9]), (b"", b"")):
        with pytest.raises(UnreadableError):
            unfold(torn)

"""What is folded away: less of it, and nothing lost."""

from __future__ import annotations

import numpy as np
import pytest

from bot.folding import Folded, fold, unfold
from bot.render.document import as_json
from bot.reports import build_member, build_members, build_network, sum_up
from bot.scoring import judge, network
from bot.standings import Judged
from bot.words.language import ENGLISH
from tests.observed import observe


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
    assert reports_of(unfold(fold(judged))) == reports_of(judged)


def test_columns_that_stand_in_two_places_stay_one() -> None:
    column = np.arange(100_000)
    folded = fold([column, {"again": column}, np.zeros(0), "text"])
    assert folded.bytes < column.nbytes / 2
    first, second, empty, text = unfold(folded)
    assert first is second["again"]
    assert np.array_equal(first, column)
    assert (first.dtype, len(empty), text) == (column.dtype, 0, "text")


def test_what_comes_back_cannot_be_written_to() -> None:
    (column,) = unfold(fold((np.arange(10),)))
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


def test_it_weighs_what_it_holds() -> None:
    assert Folded(b"12", ((100, b"345"), (0, b""))).bytes == 5

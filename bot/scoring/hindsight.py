"""How well a ranking foresaw what came next: four figures, none of which rewards large numbers as such."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bot.scoring.tally import parts
from storage.models import Flags, Floats, Ints

FIRST = 20
"""How many of the first a moderator looks at."""
TOP_PART = 10
"""The top tenth."""
ALIKE = 1.1
"""Two members wrote about as much where neither wrote a tenth more than the other."""
MOST_PARTNERS = 40
"""With how many of those who wrote as much a member is compared at most."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """One method, 0 to 1 each (``rho`` −1 to 1), higher is better; None where it cannot be told."""

    auc10: float | None
    """How likely somebody of the next month's top tenth stood above somebody who is not of it; 0.5 is chance."""
    rho: float | None
    """Spearman's rank correlation with what came; 0 is chance."""
    ndcg20: float | None
    """What came to the first twenty, the first places weighing most, as a part of what could have come (normalised
    discounted cumulative gain, Järvelin and Kekäläinen 2002)."""
    matched: float | None
    """Of two members who wrote about as much, how often the one with the higher score got more; 0.5 is chance."""


FIGURES: tuple[str, ...] = tuple(field.name for field in fields(Foresight))


def foresight(score: Floats, came: Floats, volume: Floats) -> Foresight:
    """How well ``score`` said what ``came``. Columns of equal length, one row a member; ``volume`` is how much each
    wrote."""
    most = np.sort(came)[::-1]
    top = came >= max(1.0, float(most[max(1, len(came) // TOP_PART) - 1])) if len(came) else came > 0
    return Foresight(
        auc10=_known(_auc(top, score)),
        rho=_known(_rho(score, came)),
        ndcg20=_known(_ndcg(score, came)),
        matched=_known(_matched(score, came, volume)),
    )


def mean_of(found: list[Foresight]) -> Foresight:
    """The mean of each figure over those that are known."""
    columns = ([value for one in found if (value := getattr(one, name)) is not None] for name in FIGURES)
    return Foresight(*(float(np.mean(column)) if column else None for column in columns))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ranks(values: Floats) -> Floats:
    """Places from the lowest, 0 upwards; equals share the mean of theirs."""
    _, place, number = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(number) - (number + 1) / 2)[place])


def _auc(top: Flags, score: Floats) -> float:
    """Area under the ROC curve, from ranks (Mann and Whitney 1947)."""
    number = int(np.count_nonzero(top))
    if number in (0, len(top)):
        return float("nan")
    above = _ranks(score)[top].sum() - number * (number - 1) / 2
    return float(above / (number * (len(top) - number)))


def _rho(one: Floats, other: Floats) -> float:
    first, second = _ranks(one), _ranks(other)
    if not len(first) or first.std() == 0 or second.std() == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _ndcg(score: Floats, came: Floats) -> float:
    """Equals stand with the worst of them first, so that a method wins nothing by not deciding."""
    discount = 1.0 / np.log2(np.arange(2, FIRST + 2))
    got, best = came[np.lexsort((came, -score))][:FIRST], np.sort(came)[::-1][:FIRST]
    ideal = float((best * discount[: len(best)]).sum())
    return float((got * discount[: len(got)]).sum()) / ideal if ideal else float("nan")


def _matched(score: Floats, came: Floats, volume: Floats) -> float:
    """Each member is compared with up to ``MOST_PARTNERS`` of those who wrote as much and up to a tenth more, spread
    evenly over all of those; an undecided method wins half."""
    order = np.argsort(volume, kind="stable")
    ends: Ints = np.searchsorted(volume[order], volume[order] * ALIKE + 1e-9, "right").astype(np.int64)
    won, step = 0.0, np.arange(MOST_PARTNERS)
    compared = 0
    for part in parts(len(order)):
        begin = np.arange(part.start, min(part.stop, len(order)))[:, None] + 1
        there = ends[part][:, None] - begin
        taken = np.minimum(there, MOST_PARTNERS)
        place = np.minimum(begin + step * there // np.maximum(taken, 1), len(order) - 1)
        one, other = order[part][:, None], order[place]
        truth, said = np.sign(came[one] - came[other]), np.sign(score[one] - score[other])
        told = (step < taken) & (truth != 0)
        won += np.count_nonzero(told & (truth == said)) + 0.5 * np.count_nonzero(told & (said == 0))
        compared += int(np.count_nonzero(told))
    return won / compared if compared else float("nan")

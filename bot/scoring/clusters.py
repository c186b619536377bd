"""Who belongs together: modularity, by the Leiden method."""

from __future__ import annotations

import numpy as np
from graspologic_native import leiden_csr

from bot.scoring.tally import count_up, in_order
from storage.models import Floats, Ints

SEED = 1
"""Any: the same ties give the same clusters."""
ITERATIONS = 2
"""A second one finds what the first missed, for a quarter more time."""


def cluster(a: Ints, b: Ints, weight: Floats, members: int) -> Ints:
    """A cluster number for each row, those without ties on their own (Leiden method: Traag, Waltman and van Eck 2019).

    ``a``, ``b`` and ``weight`` are undirected ties, each once, none to itself. Members of a cluster are connected
    within it. The order of the ties changes nothing.
    """
    result = np.arange(members)
    if not len(a):
        return result
    tied = np.flatnonzero(count_up(np.concatenate((a, b)), members))
    place = np.zeros(members, dtype=np.int64)
    place[tied] = np.arange(len(tied))
    bits = len(tied).bit_length()
    ends = place[np.concatenate((a, b))] << bits | place[np.concatenate((b, a))]
    ordered, rows = in_order(ends, 2 * bits)
    starts = np.searchsorted(ordered, np.arange(len(tied) + 1) << bits)
    _, label_of = leiden_csr(
        starts.astype(np.int64),
        (ordered & ((1 << bits) - 1)).astype(np.int32),
        np.ascontiguousarray(weight[rows % len(a)], dtype=np.float64),
        len(tied),
        iterations=ITERATIONS,
        seed=SEED,
    )
    label = np.fromiter((label_of[node] for node in range(len(tied))), np.int64, len(tied))
    first = np.full(len(tied), members)
    np.minimum.at(first, label, tied)
    result[tied] = first[label]
    return result

"""Where the members of a network stand on a picture: near those they are tied to, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage.models import Floats

ROUNDS = 150
APART = 0.6
"""How far those are kept from each other who are not tied at all, as a share of the longest way, and two more."""


def arrange(nodes: int, ties: Sequence[tuple[int, int]]) -> Floats:
    """Positions in −1..1, shape (nodes, 2): as far apart as there are ties to walk between two members.

    Stress majorization (Gansner, Koren and North 2005) from a spiral, so that no chance is involved.
    """
    if nodes < 2:
        return np.zeros((nodes, 2))
    wanted = _steps(nodes, ties)
    np.fill_diagonal(wanted, 1.0)
    weight = np.asarray(wanted**-2.0)
    np.fill_diagonal(weight, 0.0)
    solve = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    turn = np.arange(nodes) * 2.399963
    place = np.stack([np.cos(turn), np.sin(turn)], axis=1) * np.sqrt(np.arange(nodes) + 0.5)[:, None]
    for _ in range(ROUNDS):
        distance = np.linalg.norm(place[:, None, :] - place[None, :, :], axis=2)
        pull = -weight * wanted / np.maximum(distance, 1e-6)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        place = solve @ (pull @ place)
    place = place - (place.max(axis=0) + place.min(axis=0)) / 2
    return np.asarray(place / np.maximum(np.abs(place).max(axis=0), 1e-9))


def _steps(nodes: int, ties: Sequence[tuple[int, int]]) -> Floats:
    """How long the way along ties is between any two, shape (nodes, nodes): Floyd and Warshall's shortest paths.

    A tie is longer between those who have many: they need the room.
    """
    steps = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(steps, 0.0)
    degree = np.bincount(np.array(ties, dtype=np.int64).ravel(), minlength=nodes)
    for a, b in ties:
        steps[a, b] = steps[b, a] = np.sqrt((degree[a] + degree[b]) / 2)
    for through in range(nodes):
        steps = np.minimum(steps, steps[:, through, None] + steps[None, through, :])
    reached = steps[np.isfinite(steps)]
    return np.where(np.isfinite(steps), steps, float(reached.max()) * APART + 2)

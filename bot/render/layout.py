"""Where the members of a network stand on a picture: near those they are tied to, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storage.models import Floats

ROUNDS = 300


def arrange(nodes: int, ties: Sequence[tuple[int, int, float]]) -> Floats:
    """Positions in −1..1, shape (nodes, 2): springs along ties, everybody pushing everybody else off.

    Fruchterman and Reingold (1991), begun on a circle, so that no chance is involved.
    """
    if not nodes:
        return np.zeros((0, 2))
    angle = np.arange(nodes) * 2.399963
    place = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.sqrt((np.arange(nodes) + 0.5) / nodes)[:, None]
    a = np.array([tie[0] for tie in ties], dtype=np.int64)
    b = np.array([tie[1] for tie in ties], dtype=np.int64)
    weight = np.array([0.4 + tie[2] for tie in ties])
    ideal = 1.6 / np.sqrt(nodes)
    for step in range(ROUNDS):
        apart = place[:, None, :] - place[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        push = (apart / distance[..., None] ** 2 * ideal**2).sum(axis=1)
        if len(a):
            along = place[a] - place[b]
            pull = along * (np.linalg.norm(along, axis=1) / ideal * weight)[:, None]
            np.add.at(push, a, -pull)
            np.add.at(push, b, pull)
        push -= place * 0.35
        size = np.maximum(np.linalg.norm(push, axis=1), 1e-9)
        most = 0.15 * (1 - step / ROUNDS) + 0.002
        place = place + push / size[:, None] * np.minimum(size, most)[:, None]
    place = place - (place.max(axis=0) + place.min(axis=0)) / 2
    spread = np.maximum(np.abs(place).max(axis=0), 1e-9)
    return np.asarray(place / spread)

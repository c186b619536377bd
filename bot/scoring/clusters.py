"""Who belongs together: modularity by moving one member at a time, always in the same order."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from storage.models import Floats, Ints

PASSES = 20

Links = list[dict[int, float]]


def cluster(a: Ints, b: Ints, weight: Floats, members: int) -> Ints:
    """A cluster number for each row, those without ties on their own (Louvain method, Blondel et al. 2008).

    ``a``, ``b`` and ``weight`` are undirected ties, each once. Members move in the order of their rows and equals go
    to the smaller number, so that the same ties always give the same clusters.
    """
    tied, place = np.unique(np.concatenate([a, b]), return_inverse=True)
    links: Links = [{} for _ in tied]
    for one, other, strength in zip(place[: len(a)].tolist(), place[len(a) :].tolist(), weight.tolist(), strict=True):
        links[one][other] = links[one].get(other, 0.0) + strength
        links[other][one] = links[other].get(one, 0.0) + strength
    label = list(range(len(tied)))
    while True:
        home = move(links)
        names = {number: new for new, number in enumerate(sorted(set(home)))}
        label = [names[home[node]] for node in label]
        if len(names) == len(links):
            break
        links = folded(links, [names[number] for number in home], len(names))
    result = np.arange(members)
    first = np.full(len(links), members)
    np.minimum.at(first, np.array(label, dtype=np.int64), tied)
    result[tied] = first[np.array(label, dtype=np.int64)]
    return result


def move(links: Links) -> list[int]:
    """Move each node to the neighbouring cluster that gains most modularity, until nobody moves."""
    degree = [sum(near.values()) for near in links]
    everything = sum(degree) or 1.0
    home, total = list(range(len(links))), degree.copy()
    for _ in range(PASSES):
        moved = False
        for node, near in enumerate(links):
            pull: dict[int, float] = defaultdict(float)
            for other, strength in near.items():
                if other != node:
                    pull[home[other]] += strength
            total[home[node]] -= degree[node]
            best, gain = home[node], pull[home[node]] - total[home[node]] * degree[node] / everything
            for number in sorted(pull):
                better = pull[number] - total[number] * degree[node] / everything
                if better > gain + 1e-12:
                    best, gain = number, better
            total[best] += degree[node]
            moved |= best != home[node]
            home[node] = best
        if not moved:
            break
    return home


def folded(links: Links, home: list[int], clusters: int) -> Links:
    """Each cluster as one node, ties within it as a tie to itself."""
    result: Links = [{} for _ in range(clusters)]
    for node, near in enumerate(links):
        into = result[home[node]]
        for other, strength in near.items():
            into[home[other]] = into.get(home[other], 0.0) + strength
    return result

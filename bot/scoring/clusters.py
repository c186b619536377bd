"""Who belongs together: modularity by moving one member at a time, always in the same order."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from bot.scoring.condensing import Graph, condense
from bot.scoring.tally import add_up, count_up
from storage.models import Floats, Ints

PASSES = 20
ROUNDING = 1e-9

Links = list[dict[int, float]]


def cluster(a: Ints, b: Ints, weight: Floats, members: int) -> Ints:
    """A cluster number for each row, those without ties on their own (Louvain method, Blondel et al. 2008).

    ``a``, ``b`` and ``weight`` are undirected ties, each once. Members move in the order of their rows and equals go
    to the smaller number, so that the same ties always give the same clusters. A graph of many thousand ties is
    condensed first.
    """
    tied = np.flatnonzero(count_up(np.concatenate((a, b)), members))
    place = np.full(members, -1)
    place[tied] = np.arange(len(tied))
    one, other = place[a], place[b]
    degree = add_up(np.concatenate((one, other)), np.concatenate((weight, weight)), len(tied))
    graph, condensed = condense(Graph(one, other, weight, degree))
    links = links_of(graph)
    label = condensed.tolist()
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


def links_of(graph: Graph) -> Links:
    """Each node's ties by the other end; what lies within a node is a tie to itself."""
    links: Links = [{} for _ in graph.degree]
    for one, other, strength in zip(graph.a.tolist(), graph.b.tolist(), graph.weight.tolist(), strict=True):
        links[one][other] = links[other][one] = strength
    for node, (near, degree) in enumerate(zip(links, graph.degree.tolist(), strict=True)):
        within = degree - sum(near.values())
        if within > ROUNDING:
            near[node] = within
    return links


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

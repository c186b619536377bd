"""A large graph made smaller first: who are each other's best partners end up together anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.scoring.tally import add_up, in_order
from storage.models import Floats, Ints

FEW_TIES = 2500
"""So many ties are looked at one by one in a few hundredths of a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Undirected ties between ``len(degree)`` nodes, each once and none to itself."""

    a: Ints
    b: Ints
    weight: Floats
    degree: Floats
    """Weight of all ties of each node, those within it twice."""


def condense(graph: Graph) -> tuple[Graph, Ints]:
    """A graph of a few thousand ties, if that many merge, and the node in it of each node of the given one.

    Time after time two nodes become one where each is the one that gains the other most modularity (after Clauset,
    Newman and Moore 2004, and Rotta and Noack 2011); equals go to the smaller number.
    """
    place = np.arange(len(graph.degree))
    while len(graph.a) > FEW_TIES:
        into = merged(graph)
        names, label = np.unique(into, return_inverse=True)
        if len(names) == len(into):
            break
        place = label[place]
        graph = folded(graph, label, len(names))
    return graph, place


def merged(graph: Graph) -> Ints:
    """For each node the smaller of the two that become one; itself where it stays alone."""
    nodes = len(graph.degree)
    gain = graph.weight - graph.degree[graph.a] * graph.degree[graph.b] / graph.degree.sum()
    one, other = np.concatenate((graph.a, graph.b)), np.concatenate((graph.b, graph.a))
    both = np.concatenate((gain, gain))
    best = np.zeros(nodes)
    np.maximum.at(best, one, both)
    rows = np.flatnonzero((both > 0) & (both == best[one]))
    choice = np.full(nodes, nodes)
    np.minimum.at(choice, one[rows], other[rows])
    mine = np.arange(nodes)
    chosen = np.where(choice < nodes, choice, mine)
    return np.where(chosen[chosen] == mine, np.minimum(mine, chosen), mine)


def folded(graph: Graph, label: Ints, nodes: int) -> Graph:
    """Nodes with one label as one node."""
    one, other = label[graph.a], label[graph.b]
    apart = np.flatnonzero(one != other)
    bits = nodes.bit_length()
    low, high = np.minimum(one[apart], other[apart]), np.maximum(one[apart], other[apart])
    keys, order = in_order(low << bits | high, 2 * bits)
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    weight = np.add.reduceat(graph.weight[apart[order]], starts) if len(starts) else np.zeros(0)
    ties = keys[starts]
    return Graph(ties >> bits, ties & ((1 << bits) - 1), weight, add_up(label, graph.degree, nodes))

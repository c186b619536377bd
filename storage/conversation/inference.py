"""Whom a message answers where nobody pressed Reply, as a probability.

A choice among those who spoke last, and nobody (McFadden 1974): each gets a number from its signs, and the chances go
as the exponentials of the numbers. Twice: first from what messages say themselves, then also from what was inferred of
those around them, so that a conversation is carried on. What the model knows it learned from chat in which people
marked what answers what (``weights.json`` says which, ``benchmarks/learning.py`` how).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from storage.conversation.belief import Belief
from storage.conversation.candidates import Candidates
from storage.conversation.network import Network
from storage.conversation.signs import Scene
from storage.conversation.turns import Course, Turns
from storage.models import Floats, Ints
from storage.tables import run_starts

AT_ONCE = 1 << 13
"""Candidates gone through at once, so that what is made on the way stays in the cache."""
FAINT = 0.01
"""Of the first reading: whom it gives less is not asked about again. Those are two thirds of all."""
NEXT_SPEAKER = 0.4
"""How likely the next speaker within the hour answers, where Reply is never used: 17 of 100 do in one crowded IRC
channel, more in quieter ones."""
WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Reading:
    somebody: Network
    nobody: Network

    def chances(self, scene: Scene) -> Floats:
        """0..1 for each candidate: how likely the message answers them. What is missing to 1 is nobody's."""
        candidates = scene.candidates
        for_them = np.empty(len(candidates))
        for begin in range(0, len(candidates), AT_ONCE):
            part = slice(begin, min(begin + AT_ONCE, len(candidates)))
            for_them[part] = self.somebody.value(scene.signs(part), part.stop - begin)
        asking = np.flatnonzero(np.diff(candidates.start))
        for_nobody = np.empty(len(asking))
        for begin in range(0, len(asking), AT_ONCE):
            rows = asking[begin : begin + AT_ONCE]
            for_nobody[begin : begin + AT_ONCE] = self.nobody.value(scene.signs_of_nobody(rows), len(rows))
        return choice(for_them, for_nobody, candidates.start[asking], np.diff(candidates.start)[asking])


def choice(for_them: Floats, for_nobody: Floats, start: Ints, size: Ints) -> Floats:
    """The chance of each option beside nobody; ``start`` and ``size`` say which options are one choice."""
    if not len(start):
        return np.zeros(0)
    best = np.maximum(np.maximum.reduceat(for_them, start), for_nobody)
    odds = np.exp(for_them - np.repeat(best, size))
    total = np.add.reduceat(odds, start) + np.exp(for_nobody - best)
    chances: Floats = odds / np.repeat(total, size)
    return chances


@cache
def _learned() -> tuple[tuple[Reading, ...], float]:
    document = json.loads(WEIGHTS.read_text("utf-8"))
    readings = (Reading(Network.read(one["somebody"]), Network.read(one["nobody"])) for one in document["readings"])
    return tuple(readings), float(document["threshold"])


def threshold() -> float:
    """The chance from which on it is worth naming whom a message answers: the best F1 of the chat that was learned."""
    return _learned()[1]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Whom messages may answer. One row a message and candidate, by message, the nearest candidate first; columns of
    equal length."""

    message: Ints
    """The row of the message."""
    spoke: Ints
    """The row of the last message of whom it may answer."""
    chance: Floats
    """0..1; what is missing to 1 over all of a message's is that it answers nobody."""

    def hedged(self) -> Answers:
        """For rooms unlike the one that was learned from, which was crowded: half of what the model says, and half of
        what holds of next speakers elsewhere."""
        next_speaker = np.where(self.spoke == self.message - 1, NEXT_SPEAKER, 0.0)
        return Answers(self.message, self.spoke, (self.chance + next_speaker) / 2.0)

    def likeliest(self) -> Answers:
        """Of each message the candidate that it most likely answers, and of equals the nearest."""
        order = np.lexsort((-self.spoke, -self.chance, self.message))
        first = order[run_starts(self.message[order])]
        return Answers(self.message[first], self.spoke[first], self.chance[first])


def infer(turns: Turns) -> Answers:
    """Messages that say themselves whom they address are left out."""
    course = Course.of(turns)
    candidates = Candidates.of(turns, course)
    names = Belief.of_names(turns)
    first, second = _learned()[0]
    scene = Scene.of(turns, course, candidates, names)
    chance = first.chances(scene)
    belief = names.with_inferred(turns, candidates, chance)
    candidates = candidates.some(chance >= FAINT)
    chance = second.chances(Scene.on(scene.ground, candidates, belief))
    return Answers(candidates.message, candidates.spoke, chance)

"""Fits the networks of the conversation model: the likelihood of what people marked, by Adam (Kingma and Ba 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.conversation.inference import choice
from storage.models import Flags, Floats, Ints

Singles = NDArray[np.float32]
RATE, WARM_UP = 4e-3, 50
"""The step of the first rounds, after so many steps; it falls to nothing as a cosine."""
BATCH = 256
"""Messages a step."""
DECAY = 1e-3
"""How strongly weights are drawn to zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Choices, each among some candidates and nobody."""

    them: Singles
    """Shape (candidates, signs), those of one choice together."""
    nobody: Singles
    """Shape (choices, signs)."""
    size: Ints
    """How many candidates each choice has, one at least."""
    right: Flags
    """Of each candidate; of a choice without any, nobody is right."""

    @property
    def start(self) -> Ints:
        return np.concatenate(([0], np.cumsum(self.size)[:-1]))

    def some(self, choices: Flags) -> Examples:
        kept = np.repeat(choices, self.size)
        return Examples(self.them[kept], self.nobody[choices], self.size[choices], self.right[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """As in :class:`storage.conversation.network.Network`."""

    straight: NDArray[Any]
    bent: NDArray[Any]
    begin: NDArray[Any]
    end: NDArray[Any]
    constant: float

    def value(self, signs: Singles) -> Floats:
        units = np.maximum(signs @ self.bent + self.begin, 0.0)
        value: Floats = (self.constant + signs @ self.straight + units @ self.end).astype(np.float64)
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    somebody: Weights
    nobody: Weights

    @classmethod
    def mean(cls, networks: Sequence[Learned]) -> Learned:
        """The network whose numbers are the mean of these."""
        return cls(_mean([one.somebody for one in networks]), _mean([one.nobody for one in networks]))

    def chances(self, examples: Examples) -> Floats:
        them, nobody = self.somebody.value(examples.them), self.nobody.value(examples.nobody)
        return choice(them, nobody, examples.start, examples.size)


def _mean(networks: Sequence[Weights]) -> Weights:
    return Weights(
        straight=np.mean([one.straight for one in networks], axis=0),
        bent=np.concatenate([one.bent for one in networks], axis=1),
        begin=np.concatenate([one.begin for one in networks]),
        end=np.concatenate([one.end for one in networks]) / len(networks),
        constant=float(np.mean([one.constant for one in networks])),
    )


def learn(examples: Examples, units: int, rounds: int, seed: int) -> Learned:
    chance = np.random.default_rng(seed)
    them, nobody = _Scale.of(examples.them), _Scale.of(examples.nobody)
    own, other = _Net(examples.them.shape[1], units, chance), _Net(examples.nobody.shape[1], units, chance)
    x, z, start = them.scaled(examples.them), nobody.scaled(examples.nobody), examples.start
    marked = np.add.reduceat(examples.right, start, dtype=np.int64)
    wanted = (examples.right / np.repeat(np.maximum(marked, 1), examples.size)).astype(np.float32)
    steps = rounds * -(-len(examples.size) // BATCH)
    step = 0
    for _ in range(rounds):
        order = chance.permutation(len(examples.size))
        for begin in range(0, len(order), BATCH):
            step += 1
            rate = RATE * min(1.0, step / WARM_UP) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
            batch = np.sort(order[begin : begin + BATCH])
            size = examples.size[batch]
            first = np.concatenate(([0], np.cumsum(size)[:-1]))
            rows = np.repeat(start[batch] - first, size) + np.arange(size.sum())
            for_them, for_nobody = own.forward(x[rows]), other.forward(z[batch])
            chances = choice(for_them, for_nobody, first, size)
            open_chance = 1.0 - np.add.reduceat(chances, first)
            own.back((chances - wanted[rows]) / len(batch), rate, step)
            other.back((open_chance - (marked[batch] == 0)) / len(batch), rate, step)
    return Learned(them.unscaled(own), nobody.unscaled(other))


class _Net:
    """Weights of scaled signs on their way. The constant is the last of the straight ones."""

    def __init__(self, signs: int, units: int, chance: np.random.Generator) -> None:
        def drawn(*shape: int, spread: float) -> Singles:
            return (spread * chance.standard_normal(shape)).astype(np.float32)

        bent = drawn(signs, units, spread=signs**-0.5)
        self.parts = [np.zeros(signs, np.float32), bent, np.zeros(units, np.float32), drawn(units, spread=0.1)]
        self.constant = np.zeros(1, np.float32)
        self._mean = [np.zeros_like(part) for part in (*self.parts, self.constant)]
        self._square = [np.zeros_like(part) for part in (*self.parts, self.constant)]

    def forward(self, signs: Singles) -> Floats:
        straight, bent, begin, end = self.parts
        self._signs, self._units = signs, np.maximum(signs @ bent + begin, 0.0)
        value: Floats = (signs @ straight + self._units @ end + self.constant).astype(np.float64)
        return value

    def back(self, slope: Floats, rate: float, step: int) -> None:
        """One step down, where the loss rises so steeply with each value."""
        straight, bent, _, end = self.parts
        down = slope.astype(np.float32)
        inner = np.outer(down, end) * (self._units > 0)
        slopes = (
            self._signs.T @ down + DECAY * straight,
            self._signs.T @ inner + DECAY * bent,
            inner.sum(axis=0),
            self._units.T @ down + DECAY * end,
            down.sum(keepdims=True),
        )
        moments = zip((*self.parts, self.constant), slopes, self._mean, self._square, strict=True)
        for part, own_slope, mean, square in moments:
            mean += 0.1 * (own_slope - mean)
            square += 0.001 * (own_slope**2 - square)
            part -= (rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """Brings each sign to mean 0 and deviation 1, and weights back from there."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, signs: Singles) -> _Scale:
        return cls(signs.mean(axis=0, dtype=np.float64), signs.std(axis=0, dtype=np.float64) + 1e-6)

    def scaled(self, signs: Singles) -> Singles:
        return ((signs - self.mean) / self.deviation).astype(np.float32)

    def unscaled(self, net: _Net) -> Weights:
        straight, bent = net.parts[0] / self.deviation, net.parts[1] / self.deviation[:, np.newaxis]
        constant = float(net.constant[0] - self.mean @ straight)
        return Weights(straight, bent, net.parts[2] - self.mean @ bent, net.parts[3].astype(np.float64), constant)

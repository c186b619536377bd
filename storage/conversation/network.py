"""A small network that makes one number of many signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from storage.conversation.signs import Sign
from storage.models import Floats, Floats32


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """``constant + x·straight + max(0, x·bent + begin)·end`` of the signs ``x``. Seven digits are enough."""

    names: tuple[str, ...]
    straight: Floats32
    """One for each sign, in the order of the names."""
    bent: Floats32
    """Shape (signs, units)."""
    begin: Floats32
    """One for each unit, and so is the next."""
    end: Floats32
    constant: float

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """``signs`` says of each by its name how it counts straight and then in each unit."""
        weights = np.array(list(document["signs"].values()), dtype=np.float32)
        return cls(
            tuple(document["signs"]),
            weights[:, 0].copy(),
            weights[:, 1:].copy(),
            np.array(document["begin"], dtype=np.float32),
            np.array(document["end"], dtype=np.float32),
            float(document["constant"]),
        )

    def value(self, signs: Iterable[Sign], rows: int) -> Floats:
        """Of ``rows`` rows.

        :raises ValueError: where the signs are not those that the weights are of.
        """
        columns = np.empty((len(self.names), rows), dtype=np.float32)
        for place, (name, column) in enumerate(signs):
            if self.names[place] != name:
                raise ValueError(f"the weights are of {self.names[place]!r}, not of {name!r}")
            columns[place] = column
        units = self.bent.T @ columns
        units += self.begin[:, np.newaxis]
        np.maximum(units, 0.0, out=units)
        return np.asarray(self.constant + self.straight @ columns + self.end @ units, dtype=np.float64)

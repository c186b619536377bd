"""Learns whom messages answer from chat in which people marked it, and writes the weights of the conversation model.

    python -m benchmarks.learning TRAIN.jsonl.gz [--out storage/conversation/weights.json]

Each reading is fitted by the likelihood of what people marked (Adam, from fixed seeds; several networks whose numbers
are averaged, which is one of all their units). Every excerpt is also read by networks that did not learn from it: the
second reading learns from those beliefs, and the threshold is chosen on them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.adam import Examples, Learned, learn
from benchmarks.chat import Chat
from storage.conversation import inference
from storage.conversation.belief import Belief
from storage.conversation.candidates import Candidates
from storage.conversation.signs import Scene
from storage.conversation.turns import Course
from storage.models import Flags, Floats, Ints

SOURCE = (
    "Kummerfeld, Gouravajhala, Peper and others: A Large-Scale Corpus for Conversation Disentanglement, ACL 2019"
    " (Ubuntu IRC, CC BY 4.0); its training part"
)
FOLDS = 4
UNITS, ROUNDS = (20, 60), (12, 30)
"""Of each reading: the units of one network, and how often it goes through the examples."""
SEEDS = (1, 2, 3)
DIGITS = 4
THRESHOLDS = np.arange(0.2, 0.6, 0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chat", type=Path)
    parser.add_argument("--out", type=Path, default=inference.WEIGHTS)
    asked = parser.parse_args()
    try:
        chat = Chat.read(asked.chat)
    except (OSError, ValueError) as error:
        print(f"learning: {asked.chat}: {error}", file=sys.stderr)
        return 1
    course = Course.of(chat.turns)
    candidates = Candidates.of(chat.turns, course)
    names = belief = Belief.of_names(chat.turns)
    readings, chance = [], np.ones(len(candidates))
    for number, (units, rounds) in enumerate(zip(UNITS, ROUNDS, strict=True), 1):
        candidates = candidates.some(chance >= inference.FAINT)
        signs = Signs.of(Scene.of(chat.turns, course, candidates, belief), chat)
        learned, chance = read(signs, chat, units, rounds)
        readings.append(learned)
        belief = names.with_inferred(chat.turns, candidates, chance)
        print(f"reading {number}: {signs.surprise(chance, chat.annotated):.4f} nats a message", flush=True)
    threshold, best = choose_threshold(chat, candidates, chance)
    print(f"threshold {threshold:.2f}: F1 {best:.3f} on excerpts that were not learned from")
    document = {"source": SOURCE, "threshold": round(threshold, 2), "readings": readings}
    asked.out.write_text(in_lines(document), "utf-8")
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """The signs of a scene as matrices, and what people marked."""

    names: tuple[tuple[str, ...], tuple[str, ...]]
    """Of candidates, and of nobody."""
    examples: Examples
    message: Ints
    """Of each choice, the row of its message."""
    excerpt: Ints

    @classmethod
    def of(cls, scene: Scene, chat: Chat) -> Signs:
        candidates = scene.candidates
        message = np.flatnonzero(np.diff(candidates.start))
        them = dict(scene.signs(slice(0, len(candidates))))
        nobody = dict(scene.signs_of_nobody(message))
        person = chat.turns.author[candidates.spoke].tolist()
        right = [
            who in chat.answered.get(row, ()) for row, who in zip(candidates.message.tolist(), person, strict=True)
        ]
        examples = Examples(
            np.stack([column.astype(np.float32) for column in them.values()], axis=1),
            np.stack([column.astype(np.float32) for column in nobody.values()], axis=1),
            np.diff(candidates.start)[message],
            np.array(right),
        )
        return cls((tuple(them), tuple(nobody)), examples, message, chat.turns.room[message])

    def surprise(self, chance: Floats, judged: Flags) -> float:
        """The mean of −log of the chance that was given to what people marked."""
        examples = self.examples
        right = np.add.reduceat(np.where(examples.right, chance, 0.0), examples.start)
        nobody = 1.0 - np.add.reduceat(chance, examples.start)
        marked = np.add.reduceat(examples.right, examples.start) > 0
        given = np.where(marked, right, nobody)[judged[self.message]]
        return float(-np.log(np.maximum(given, 1e-9)).mean())


def read(signs: Signs, chat: Chat, units: int, rounds: int) -> tuple[dict[str, Any], Floats]:
    """The weights from all that is annotated, and the chances from weights that were learned elsewhere."""
    judged = chat.annotated[signs.message]
    chance = np.zeros(len(signs.examples.right))
    for fold in range(FOLDS):
        here = signs.excerpt % FOLDS == fold
        networks = [learn(signs.examples.some(judged & ~here), units, rounds, seed) for seed in SEEDS]
        chance[np.repeat(here, signs.examples.size)] = Learned.mean(networks).chances(signs.examples.some(here))
    networks = [learn(signs.examples.some(judged), units, rounds, seed) for seed in SEEDS]
    return as_document(Learned.mean(networks), signs.names), chance


def choose_threshold(chat: Chat, candidates: Candidates, chance: Floats) -> tuple[float, float]:
    """The threshold with the best F1 of naming the person answered, and that F1."""
    found = inference.Answers(candidates.message, candidates.spoke, chance).likeliest()
    judged = chat.annotated[found.message]
    person = chat.turns.author[found.spoke[judged]].tolist()
    rows = zip(found.message[judged].tolist(), person, strict=True)
    right = np.array([who in chat.answered.get(row, ()) for row, who in rows])
    named = {row: who for row, who in chat.named.items() if chat.annotated[row]}
    named_right = sum(who in chat.answered.get(row, ()) for row, who in named.items())
    scores = []
    for threshold in THRESHOLDS:
        said = found.chance[judged] >= threshold
        scores.append(2 * (right[said].sum() + named_right) / (said.sum() + len(named) + len(chat.answered)))
    place = int(np.argmax(scores))
    return float(THRESHOLDS[place]), float(scores[place])


def as_document(learned: Learned, names: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, Any]:
    parts = zip(("somebody", "nobody"), (learned.somebody, learned.nobody), names, strict=True)
    return {
        part: {
            "signs": {name: _rounded([net.straight[place], *net.bent[place]]) for place, name in enumerate(own)},
            "begin": _rounded(net.begin),
            "end": _rounded(net.end),
            "constant": _rounded([net.constant])[0],
        }
        for part, net, own in parts
    }


def _rounded(numbers: Any) -> list[float]:
    return [float(f"{number:.{DIGITS}g}") for number in np.asarray(numbers).tolist()]


def in_lines(document: dict[str, Any]) -> str:
    """As JSON with a line for each sign."""
    text = json.dumps(document, indent=1)
    lines: list[str] = []
    for line in text.splitlines():
        is_number = line.strip().rstrip(",").lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit()
        if lines and (is_number or line.strip().startswith("]")):
            lines[-1] += line.strip() if lines[-1].endswith("[") or line.strip().startswith("]") else " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

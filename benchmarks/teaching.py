"""Trains the teacher of bot.sentiment: a small transformer that reads whole sentences, far too slow to listen with.

    python -m benchmarks.teaching FOLDER MODEL OUT.npy

FOLDER holds the labelled sets of benchmarks.training, MODEL is a folder with ``model.safetensors`` and
``tokenizer.json`` of all-MiniLM-L6-v2 (Apache-2.0), of which the first three layers are fitted further. OUT gets the
chances of cold, neutral and warm, a row a text, in the order of the sets.
The fold that is held out of the weights is held out here, too. Needs ``jax``, ``optax``, ``safetensors`` and
``tokenizers``, which nothing else does, and an hour of two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.sentiment import HELD_OUT_FOLD
from benchmarks.training import SETS, Example, Numbers, examples

LAYERS, HEADS, WIDTH = 3, 12, 384
BATCH, LONGEST = 32, 48
LENGTHS = (8, 12, 16, 24, 32, 48)
"""Texts of about the same length go together, padded to one of these."""
STEP, WARM_UP, DECAY = 1.2e-4, 0.06, 0.01
CERTAIN = 0.95
"""What a label is worth: people differ about one in twenty."""
WORDS_DROPPED = 0.05

Parameters = dict[str, Any]


def read_model(folder: Path) -> tuple[Numbers, Parameters]:
    """The vectors of word pieces, which stay as they are, and what is fitted."""
    from safetensors.numpy import load_file

    stored = load_file(folder / "model.safetensors")

    def layer(number: int) -> dict[str, Numbers]:
        def part(name: str) -> Numbers:
            return np.asarray(stored[f"encoder.layer.{number}.{name}"])

        asked = [f"attention.self.{kind}" for kind in ("query", "key", "value")]
        return {
            "ask": np.concatenate([part(f"{name}.weight").T for name in asked], 1),
            "ask_bias": np.concatenate([part(f"{name}.bias") for name in asked]),
            "heard": part("attention.output.dense.weight").T,
            "heard_bias": part("attention.output.dense.bias"),
            "scale": part("attention.output.LayerNorm.weight"),
            "shift": part("attention.output.LayerNorm.bias"),
            "wide": part("intermediate.dense.weight").T,
            "wide_bias": part("intermediate.dense.bias"),
            "narrow": part("output.dense.weight").T,
            "narrow_bias": part("output.dense.bias"),
            "last_scale": part("output.LayerNorm.weight"),
            "last_shift": part("output.LayerNorm.bias"),
        }

    places = stored["embeddings.position_embeddings.weight"] + stored["embeddings.token_type_embeddings.weight"][0]
    random = np.random.default_rng(1)
    return stored["embeddings.word_embeddings.weight"], {
        "places": places[:LONGEST],
        "scale": stored["embeddings.LayerNorm.weight"],
        "shift": stored["embeddings.LayerNorm.bias"],
        "layers": [layer(number) for number in range(LAYERS)],
        "head": random.normal(0, 0.02, (2 * WIDTH, 3 * len(SETS))).astype(np.float32),
        "head_bias": np.zeros(3 * len(SETS), np.float32),
    }


def judge(parameters: Parameters, vectors: Any, mask: Any) -> Any:
    """Log-odds: a row a text, of each set's own understanding of the three classes."""
    import jax
    import jax.numpy as jnp

    def level(x: Any, scale: Any, shift: Any) -> Any:
        off = x - x.mean(-1, keepdims=True)
        return off * jax.lax.rsqrt((off**2).mean(-1, keepdims=True) + 1e-12) * scale + shift

    texts, length, _ = vectors.shape
    x = level(vectors + parameters["places"][:length], parameters["scale"], parameters["shift"])
    hidden = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for own in parameters["layers"]:
        query, key, value = (
            part.reshape(texts, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)
            for part in jnp.split(x @ own["ask"] + own["ask_bias"], 3, -1)
        )
        turned = jax.nn.softmax(query @ key.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS) + hidden, -1) @ value
        heard = turned.transpose(0, 2, 1, 3).reshape(texts, length, WIDTH) @ own["heard"] + own["heard_bias"]
        x = level(x + heard, own["scale"], own["shift"])
        wide = jax.nn.gelu(x @ own["wide"] + own["wide_bias"])
        x = level(x + wide @ own["narrow"] + own["narrow_bias"], own["last_scale"], own["last_shift"])
    there = mask[:, :, None]
    seen = jnp.concatenate([(x * there).sum(1) / there.sum(1), jnp.where(there, x, -9.0).max(1)], -1)
    return (seen @ parameters["head"] + parameters["head_bias"]).reshape(texts, len(SETS), 3)


class Reader:
    """Texts as padded batches of vectors."""

    def __init__(self, folder: Path, given: Sequence[Example], vectors: Numbers) -> None:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        texts = [" ".join(e.words.replace("[NAME]", "name").split())[:600] for e in given]
        self.pieces = [found.ids[:LONGEST] for found in tokenizer.encode_batch(texts)]
        self._vectors = vectors

    def batches(self, rows: Numbers, random: np.random.Generator | None) -> Iterator[Numbers]:
        """Rows of about the same length, in any order where ``random`` is given."""
        if random is not None:
            rows = random.permutation(rows)
        for start in range(0, len(rows), BATCH * 40):
            some = sorted(rows[start : start + BATCH * 40], key=lambda row: len(self.pieces[row]))
            parts = [np.array(some[at : at + BATCH]) for at in range(0, len(some), BATCH)]
            yield from parts if random is None else (parts[at] for at in random.permutation(len(parts)))

    def read(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Vectors and mask; a short batch is filled with its first text."""
        rows = np.concatenate([rows, np.repeat(rows[:1], BATCH - len(rows))])
        most = max(len(self.pieces[row]) for row in rows)
        ids = np.zeros((BATCH, next(length for length in LENGTHS if length >= most)), np.int32)
        for line, row in enumerate(rows):
            ids[line, : len(self.pieces[row])] = self.pieces[row]
        return self._vectors[ids], ids > 0


def teach(reader: Reader, given: Sequence[Example], start: Parameters, say: Callable[[str], None]) -> Parameters:
    import jax
    import jax.numpy as jnp
    import optax

    source = np.array([e.source for e in given])
    targets = np.eye(3)[[e.label for e in given]] * CERTAIN + (1.0 - CERTAIN) / 3
    random = np.random.default_rng(1)
    order = list(reader.batches(np.flatnonzero([e.fold != HELD_OUT_FOLD for e in given]), random))
    steps = len(order)
    pace = optax.warmup_cosine_decay_schedule(0.0, STEP, int(steps * WARM_UP), steps, STEP / 50)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(pace, weight_decay=DECAY))

    def loss(parameters: Parameters, vectors: Any, mask: Any, sets: Any, target: Any, key: Any) -> Any:
        kept = jax.random.bernoulli(key, 1.0 - WORDS_DROPPED, vectors.shape[:2])[:, :, None] / (1.0 - WORDS_DROPPED)
        found = judge(parameters, vectors * kept, mask)[jnp.arange(BATCH), sets]
        return -(jax.nn.log_softmax(found) * target).sum(-1).mean()

    def step(parameters: Parameters, state: Any, key: Any, *batch: Any) -> tuple[Parameters, Any, Any]:
        value, slopes = jax.value_and_grad(loss)(parameters, *batch, key)
        change, state = optimiser.update(slopes, state, parameters)
        return optax.apply_updates(parameters, change), state, value

    quick = jax.jit(step)
    parameters: Parameters = jax.tree.map(jnp.asarray, start)
    state, key = optimiser.init(parameters), jax.random.key(0)
    for number, rows in enumerate(order):
        vectors, mask = reader.read(rows)
        rows = np.concatenate([rows, np.repeat(rows[:1], BATCH - len(rows))])
        key, own = jax.random.split(key)
        parameters, state, value = quick(parameters, state, own, vectors, mask, source[rows], targets[rows])
        if number % 100 == 0:
            say(f"{number} of {steps}: loss {float(value):.3f}")
    return parameters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "model", "out"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    given = list(examples(asked.folder))
    vectors, start = read_model(asked.model)
    reader = Reader(asked.model, given, vectors)
    parameters = teach(reader, given, start, lambda line: print(line, flush=True))
    np.save(asked.out, chances_of(reader, given, parameters))


def chances_of(reader: Reader, given: Sequence[Example], parameters: Parameters) -> Numbers:
    """Of cold, neutral and warm, a row a text, as its own set understands them."""
    import jax

    chances = np.zeros((len(given), 3), np.float32)
    source, quick = np.array([e.source for e in given]), jax.jit(judge)
    for rows in reader.batches(np.arange(len(given)), None):
        vectors, mask = reader.read(rows)
        found = np.asarray(jax.nn.softmax(quick(parameters, vectors, mask), -1))[: len(rows)]
        chances[rows] = found[np.arange(len(rows)), source[rows]]
    return chances


if __name__ == "__main__":
    main()

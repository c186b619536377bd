"""Trains the teacher of bot.sentiment: a small transformer that reads whole sentences, far too slow to listen with.

    python -m benchmarks.teaching FOLDER MODEL OUT.npy

FOLDER holds the labelled sets of benchmarks.training, MODEL is a folder with ``model.safetensors`` and
``tokenizer.json`` of all-MiniLM-L6-v2 (Apache-2.0), which is fitted further. OUT gets the chances of cold, neutral and
warm, a row a text, in the order of the sets, then of their variations (:mod:`benchmarks.varying`), then of the messages
of the communities beside FOLDER (:mod:`benchmarks.overheard`). The fold that is held out of the weights is held out
here, of every set. Needs the `train` extra and ``torch``, ``safetensors`` and ``tokenizers``, which nothing else does,
and two hours of one core. Another machine adds numbers in another order, so that the chances differ in their last
digits there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.examples import SETS, Example, examples
from benchmarks.overheard import overheard
from benchmarks.sentiment import HELD_OUT_FOLD
from benchmarks.training import known_before
from benchmarks.varying import variations

LAYERS, HEADS, WIDTH = 6, 12, 384
BATCH, LONGEST = 32, 48
ROUNDS = 2
STEP, WARM_UP, LAST, DECAY = 1e-4, 0.06, 0.02, 0.01
CERTAIN = 0.95
"""What a label is worth: people differ about one in twenty."""
WORDS_DROPPED, DROPPED = 0.05, 0.1

Numbers = np.ndarray[Any, Any]
Parameters = dict[str, Any]


def read_model(folder: Path) -> tuple[Any, Parameters]:
    """The vectors of word pieces, which stay as they are, and what is fitted."""
    import torch
    from safetensors.torch import load_file

    stored = load_file(folder / "model.safetensors")
    taken = ("embeddings.LayerNorm.", *(f"encoder.layer.{number}." for number in range(LAYERS)))
    fitted = {name: part.float() for name, part in stored.items() if name.startswith(taken)}
    places = stored["embeddings.position_embeddings.weight"][:LONGEST]
    fitted["places"] = (places + stored["embeddings.token_type_embeddings.weight"][0]).float()
    fitted["head.weight"] = torch.randn(3 * len(SETS), 2 * WIDTH) * 0.02
    fitted["head.bias"] = torch.zeros(3 * len(SETS))
    return stored["embeddings.word_embeddings.weight"].float(), {
        name: part.clone().requires_grad_() for name, part in fitted.items()
    }


def judge(vectors: Any, own: Parameters, ids: Any, *, learning: bool) -> Any:
    """Log-odds: a row a text, of each set's own understanding of the three classes."""
    import torch
    from torch.nn import functional

    def some(x: Any) -> Any:
        return functional.dropout(x, DROPPED, learning)

    def level(x: Any, name: str) -> Any:
        return functional.layer_norm(x, (WIDTH,), own[f"{name}.weight"], own[f"{name}.bias"], 1e-12)

    def turned(x: Any, name: str) -> Any:
        return functional.linear(x, own[f"{name}.weight"], own[f"{name}.bias"])

    texts, length = ids.shape
    there = ids > 0
    hidden = torch.zeros(texts, 1, 1, length).masked_fill(~there[:, None, None, :], -1e9)
    x = vectors[ids]
    if learning:
        x = x * (torch.rand(texts, length) > WORDS_DROPPED)[:, :, None] / (1.0 - WORDS_DROPPED)
    x = some(level(x + own["places"][:length], "embeddings.LayerNorm"))
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        query, key, value = (
            turned(x, f"{at}.attention.self.{kind}").view(texts, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for kind in ("query", "key", "value")
        )
        heard = functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden)
        heard = turned(heard.transpose(1, 2).reshape(texts, length, WIDTH), f"{at}.attention.output.dense")
        x = level(x + some(heard), f"{at}.attention.output.LayerNorm")
        wide = functional.gelu(turned(x, f"{at}.intermediate.dense"))
        x = level(x + some(turned(wide, f"{at}.output.dense")), f"{at}.output.LayerNorm")
    words = there[:, :, None]
    seen = torch.cat([(x * words).sum(1) / words.sum(1), x.masked_fill(~words, -9.0).amax(1)], -1)
    return turned(some(seen), "head").view(texts, len(SETS), 3)


class Reader:
    """Texts as padded batches of word pieces."""

    def __init__(self, folder: Path, given: Sequence[Example]) -> None:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        texts = [" ".join(e.words.replace("[NAME]", "name").split())[:600] for e in given]
        self.pieces = [found.ids[:LONGEST] for found in tokenizer.encode_batch(texts)]

    def batches(self, rows: Numbers, random: np.random.Generator | None) -> Iterator[Numbers]:
        """Rows of about the same length, in any order where ``random`` is given."""
        if random is not None:
            rows = random.permutation(rows)
        for start in range(0, len(rows), BATCH * 40):
            some = sorted(rows[start : start + BATCH * 40], key=lambda row: len(self.pieces[row]))
            parts = [np.array(some[at : at + BATCH]) for at in range(0, len(some), BATCH)]
            yield from parts if random is None else (parts[at] for at in random.permutation(len(parts)))

    def read(self, rows: Numbers) -> Any:
        """Numbers of pieces, 0 after the last."""
        import torch

        ids = np.zeros((len(rows), max(len(self.pieces[row]) for row in rows)), np.int64)
        for line, row in enumerate(rows):
            ids[line, : len(self.pieces[row])] = self.pieces[row]
        return torch.from_numpy(ids)


def teach(reader: Reader, given: Sequence[Example], vectors: Any, own: Parameters, say: Callable[[str], None]) -> None:
    """Fits ``own`` to the labels of ``given``."""
    import torch

    source = np.array([e.source for e in given])
    targets = torch.tensor(np.eye(3)[[e.label for e in given]] * CERTAIN + (1.0 - CERTAIN) / 3, dtype=torch.float32)
    random = np.random.default_rng(1)
    rows = np.flatnonzero([e.fold != HELD_OUT_FOLD for e in given])
    order = [batch for _ in range(ROUNDS) for batch in reader.batches(rows, random)]
    optimiser = torch.optim.AdamW(own.values(), lr=STEP, weight_decay=DECAY)
    for number, batch in enumerate(order):
        part = number / len(order)
        for group in optimiser.param_groups:
            group["lr"] = STEP * min(1.0, part / WARM_UP + 1e-3) * max(LAST, 0.5 + 0.5 * np.cos(np.pi * part))
        found = judge(vectors, own, reader.read(batch), learning=True)[torch.arange(len(batch)), source[batch]]
        loss = -(torch.log_softmax(found, -1) * targets[batch]).sum(-1).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(own.values(), 1.0)
        optimiser.step()
        if number % 100 == 0:
            say(f"{number} of {len(order)}: loss {loss.item():.3f}")


def chances_of(reader: Reader, given: Sequence[Example], vectors: Any, own: Parameters) -> Numbers:
    """Of cold, neutral and warm, a row a text, as its own set understands them."""
    import torch

    chances = np.zeros((len(given), 3), np.float32)
    source = np.array([e.source for e in given])
    with torch.no_grad():
        for rows in reader.batches(np.arange(len(given)), None):
            found = judge(vectors, own, reader.read(rows), learning=False)[torch.arange(len(rows)), source[rows]]
            chances[rows] = torch.softmax(found, -1).numpy()
    return chances


def main() -> None:
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "model", "out"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    torch.manual_seed(1)
    given = list(examples(asked.folder))
    every = [*given, *variations(given), *overheard(asked.folder.parent, known_before())]
    vectors, own = read_model(asked.model)
    reader = Reader(asked.model, every)
    teach(reader, given, vectors, own, lambda line: print(line, flush=True))
    np.save(asked.out, chances_of(reader, every, vectors, own))


if __name__ == "__main__":
    main()

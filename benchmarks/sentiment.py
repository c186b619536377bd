"""How right and how fast is the reading of sentiment, beside VADER and TextBlob in the same run?

    python -m benchmarks.sentiment [FOLDER] [--page]

FOLDER holds labelled posts; it is the one in ``shared`` beside the checkout unless said otherwise. Needs the extra
``check``, for VADER. ``--page`` puts what was measured into benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

from benchmarks.page import PAGE, put
from bot.sentiment import THRESHOLDS, polarity
from bot.sentiment.hearing import FEWEST_TOGETHER, hear_all
from bot.sentiment.purpose import Purpose, purpose_of
from bot.sentiment.words import spoken, unquoted

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "sentiment"
PURPOSES = Path(__file__).resolve().parent / "purposes.tsv"
PURPOSE_MARKS = {"question": "q", "thanks": "t", "greeting": "g", "help": "h"}
LABELS = ("neg", "neu", "pos")
FOLDS, HELD_OUT_FOLD = 10, 0
SETS = {
    "goemotions-3class-dev": "",
    "tweeteval-sentiment-val": "",
    "senti4sd-train": "held-out fold",
    "vader-gt-tweets": "fitted",
    "vader-gt-amazonReview": "fitted",
    "goemotions-3class-train": "fitted",
}
AT_A_TIME = 60
MANY = 1_000
MOST = 5_000
"""Texts of one set."""
CALIBRATED_ON = "goemotions-3class-dev"
BANDS = ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0))
Scorer = Callable[[str], float | None]


class Post(NamedTuple):
    text: str
    label: str


class Judged(NamedTuple):
    f1: float
    a_second: float
    scores: list[float | None]


def fold_of(text: str) -> int:
    """The same for the same text, so that no text is on both sides."""
    return int(md5(text.encode("utf-8"), usedforsecurity=False).hexdigest(), 16) % FOLDS


def posts_of(folder: Path, name: str) -> list[Post]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        posts = [Post(row["text"], row["label"]) for row in map(json.loads, lines)]
    if SETS[name] == "held-out fold":
        posts = [post for post in posts if fold_of(post.text) == HELD_OUT_FOLD]
    return posts[:MOST]


def judge_together(posts: Sequence[Post], scorers: Sequence[tuple[Scorer, float, float]]) -> list[Judged]:
    """Each with its thresholds, a few texts in turn, so that they meet the same machine."""
    took = [0.0] * len(scorers)
    found: list[list[float | None]] = [[] for _ in scorers]
    for score, _, _ in scorers:
        for post in posts[:50]:
            score(post.text)
    for at in range(0, len(posts), AT_A_TIME):
        texts = [post.text for post in posts[at : at + AT_A_TIME]]
        for place, (score, _, _) in enumerate(scorers):
            start = time.process_time()
            found[place] += map(score, texts)
            took[place] += time.process_time() - start
    labels = [post.label for post in posts]
    return [
        Judged(macro_f1(labels, [called(v, low, high) for v in scores]), len(posts) / seconds, scores)
        for scores, seconds, (_, low, high) in zip(found, took, scorers, strict=True)
    ]


def called(score: float | None, low: float, high: float) -> str:
    return "neu" if score is None or low <= score <= high else "pos" if score > high else "neg"


def macro_f1(labels: Sequence[str], said: Sequence[str]) -> float:
    """Of the three classes."""
    pairs = list(zip(labels, said, strict=True))
    each = []
    for label in LABELS:
        right = sum(is_ == says == label for is_, says in pairs)
        either = sum((is_ == label) + (says == label) for is_, says in pairs)
        each.append(2 * right / either if either else 0.0)
    return sum(each) / len(each)


def others() -> dict[str, Scorer]:
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    return {
        "VADER": lambda text: float(vader.polarity_scores(text)["compound"]),
        "TextBlob": lambda text: float(TextBlob(text).sentiment.polarity),
    }


def compare(folder: Path) -> list[str]:
    lines = [
        "| posts | | VADER | TextBlob | Rapport | of VADER's speed | of TextBlob's | cannot tell |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    rivals = others()
    for name, note in SETS.items():
        posts = posts_of(folder, name)
        scorers = [(score, -0.05, 0.05) for score in rivals.values()]
        vader, textblob, ours = judge_together(posts, [*scorers, (polarity, *THRESHOLDS)])
        silent = sum(score is None for score in ours.scores) / len(posts)
        lines.append(
            f"| {name} | {len(posts):,}{', ' + note if note else ''} | {vader.f1:.3f} | {textblob.f1:.3f}"
            f" | **{ours.f1:.3f}** | {ours.a_second / vader.a_second:.2f} | {ours.a_second / textblob.a_second:.2f}"
            f" | {silent:.1%} |"
        )
        if name == CALIBRATED_ON:
            calibrated = calibration(posts, ours.scores)
    return [
        *lines,
        "",
        "Macro-averaged F1 of cold, neutral and warm; speed by processor time, on the same texts in the same run.",
        many(folder),
        "",
        *calibrated,
    ]


def many(folder: Path) -> str:
    """Posts as an import reads them: many at a time, and with what they are for."""
    rivals, took = others(), [0.0, 0.0]
    texts = [post.text for post in posts_of(folder, CALIBRATED_ON)]
    hear_all(texts[:FEWEST_TOGETHER])
    for at in range(0, len(texts), MANY):
        some = texts[at : at + MANY]
        start = time.process_time()
        for text in some:
            rivals["VADER"](text)
        between = time.process_time()
        hear_all(list(map(unquoted, some)))
        took[0] += between - start
        took[1] += time.process_time() - between
    return (
        f"Read {MANY:,} at a time, as an import reads them, and with what is kept of their purpose: "
        f"{took[0] / took[1]:.2f} times VADER's speed ({CALIBRATED_ON})."
    )


def calibration(posts: Sequence[Post], scores: Sequence[float | None]) -> list[str]:
    """Of texts that are said to be warm by so much, how many are."""
    lines = ["| polarity | texts | of them warm | as said |", "|---|---:|---:|---:|"]
    for low, high in BANDS:
        found = [
            (post.label == "pos", v) for post, v in zip(posts, scores, strict=True) if v is not None and low <= v < high
        ]
        if found:
            warm = sum(is_warm for is_warm, _ in found) / len(found)
            said = sum((1.0 + v) / 2.0 for _, v in found) / len(found)
            lines.append(f"| {low} to {high} | {len(found):,} | {warm:.0%} | {said:.0%} |")
    return lines


def labelled() -> list[tuple[str, str]]:
    """Marks and sentence, as in `purposes.tsv`."""
    rows = [line.split("\t") for line in PURPOSES.read_text("utf-8").splitlines()]
    return [(marks, text) for marks, text in rows]


def purposes() -> list[str]:
    lines = ["| what a text is for | sentences | precision | recall |", "|---|---:|---:|---:|"]
    rows = labelled()
    found = [purpose_of(spoken(text)) for _, text in rows]
    for place, name in enumerate(Purpose._fields):
        pairs = [(PURPOSE_MARKS[name] in marks, said[place]) for (marks, _), said in zip(rows, found, strict=True)]
        right = sum(is_ and says for is_, says in pairs)
        there, said_so = sum(is_ for is_, _ in pairs), sum(says for _, says in pairs)
        lines.append(f"| {name} | {there} of {len(rows):,} | {right / said_so:.3f} | {right / there:.3f} |")
    return lines


LOADING = """
import resource, time
def megabytes():
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * resource.getpagesize() / 1e6
before, start = megabytes(), time.process_time()
from bot.sentiment import polarity
polarity("das ist ein schöner Tag"), polarity("what a nice day")
print(f"{megabytes() - before:.1f} {time.process_time() - start:.3f}")
"""


def loading() -> tuple[float, float]:
    """What the first text costs a fresh process: megabytes, and seconds of processor time."""
    done = subprocess.run([sys.executable, "-c", LOADING], stdout=subprocess.PIPE, text=True, check=True)
    megabytes, seconds = map(float, done.stdout.split())
    return megabytes, seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--page", action="store_true", help="put it into benchmarks/README.md")
    asked = parser.parse_args()
    missing = [name for name in SETS if not (asked.folder / f"{name}.jsonl.gz").is_file()]
    if missing:
        print(f"sentiment: {asked.folder} has no {missing[0]}.jsonl.gz", file=sys.stderr)
        return 1
    megabytes, seconds = loading()
    words = [
        *compare(asked.folder),
        "",
        *purposes(),
        "",
        f"The first text, with the model of languages, takes {megabytes:.0f} MB and {seconds:.2f} s of processor time.",
    ]
    print("\n".join(words))
    if asked.page:
        PAGE.write_text(put(PAGE.read_text("utf-8"), "sentiment", "\n".join(words)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

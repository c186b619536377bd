"""TextBlob's rules and its lexicon of English, taken from its files and not through its package: that loads NLTK, of
which nothing is used here, and takes ten times as long and 25 megabytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

_ADJECTIVE, _ADVERB = "JJ", "RB"

Tags = Mapping[str | None, tuple[float, float, float]]
"""Polarity, subjectivity and intensity by part of speech; None stands for all of them."""


@cache
def rules() -> ModuleType:
    """TextBlob's module of rules, which needs nothing else of it."""
    name = "textblob_rules"
    spec = spec_from_file_location(name, _folder() / "_text.py")
    if spec is None or spec.loader is None:
        raise ImportError("TextBlob cannot be read", name=name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def english() -> dict[str, Tags]:
    """Every word of the lexicon, and the adverbs that TextBlob makes of its adjectives."""
    sentiment = rules().Sentiment(path=str(_folder() / "en" / "en-sentiment.xml"))
    sentiment.load()
    for word, tags in list(dict.items(sentiment)):
        if _ADJECTIVE in tags:
            sentiment.annotate(_adverb_of(word), _ADVERB, *tags[_ADJECTIVE])
    return dict(dict.items(sentiment))


def _adverb_of(adjective: str) -> str:
    """As TextBlob has it: "happily", "terribly"."""
    if adjective.endswith("y"):
        return f"{adjective[:-1]}ily"
    return f"{adjective.removesuffix('le')}ly"


def _folder() -> Path:
    spec = find_spec("textblob")
    if spec is None or spec.origin is None:
        raise ImportError("TextBlob is not installed", name="textblob")
    return Path(spec.origin).parent

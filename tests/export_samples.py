"""Reading sample exports in tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from bot.intake.exports import read_exports
from storage.models import ExportRead, Fact, MessageSent, finished
from tests.intake_ear import SAMPLES

Of = TypeVar("Of", bound=Fact)

HELLO = 1214271141175099392
PIER_JSON = SAMPLES / "pier.json"


def read(*paths: Path) -> tuple[list[Fact], list[str]]:
    """Every fact but how far the files were read, and every problem."""
    problems: list[str] = []
    batches = read_exports(paths, on_problem=problems.append)
    facts = [fact for batch in batches for fact in finished(batch)]
    return [fact for fact in facts if not isinstance(fact, ExportRead)], problems


def only(kind: type[Of], facts: list[Fact]) -> list[Of]:
    return [fact for fact in facts if isinstance(fact, kind)]


def load(path: Path = PIER_JSON) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def write(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def by_id(facts: list[Fact]) -> dict[int, MessageSent]:
    return {fact.message_id: fact for fact in only(MessageSent, facts)}


def of_author(facts: list[Fact], author_id: int) -> list[MessageSent]:
    return [fact for fact in only(MessageSent, facts) if fact.author_id == author_id]

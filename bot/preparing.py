"""What costs most, made ahead of time and kept in the file: for whoever asks first after a start or a silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.folding import UnreadableError, fold, unfold
from bot.judging import View

if TYPE_CHECKING:
    from storage import ReadableStore, Store

WORTH_IT_SECONDS = 0.5
"""Where everybody is judged in less, with the period before, nothing is made ahead of time."""
EVERY = timedelta(minutes=50)
"""How old what was prepared may be before it is made anew …"""
OLDEST = 2 * EVERY
"""… and before it is dropped, where it was not: nobody is shown what is much older than an hour …"""
SHOWN_FOR = timedelta(days=1)
"""… unless the bot was away meanwhile, when nothing new is known."""
BUSIEST = 5
"""Of so many channels the same is made ahead of time as of all together."""
_ROOT = Path(__file__).resolve().parent.parent
_JUDGED_BY = ("bot/judging.py", "bot/reports", "bot/scoring", "storage")
"""Where it is written how members are judged and what is kept of that."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Answers to one view, by name, all as of the same moment."""

    view: View
    as_of: datetime
    wishes: int
    """See :meth:`storage.Store.prepare`."""
    answers: Mapping[str, Any]

    def keep(self, store: Store) -> bool:
        """Write it into the file, unless somebody was erased meanwhile; gives back whether it was."""
        return store.prepare(self.view.guild_id, question(self.view), self.as_of, self.wishes, self.parts())

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The answers as they lie in the file, each in several parts of one name."""
        for name, answer in self.answers.items():
            for part in fold(answer):
                yield name, part


def read(
    store: ReadableStore, view: View, since: datetime, until: datetime, names: Collection[str]
) -> tuple[datetime, dict[str, Any]] | None:
    """Those answers to a view that lie ready as of a moment between two, both included; None where none do."""
    found = store.prepared(view.guild_id, question(view), since, until, names)
    if found is None:
        return None
    try:
        return found.as_of, {name: unfold(parts) for name, parts in found.parts.items()}
    except UnreadableError:
        return None


def question(view: View) -> str:
    """What is answered, and by which program: another one may judge otherwise."""
    asked = {name: sorted(part) if isinstance(part, frozenset) else part for name, part in asdict(view).items()}
    return json.dumps({**asked, "judged by": program()}, separators=(",", ":"))


@cache
def program(root: Path = _ROOT) -> str:
    """A digest of every line that judging hangs on."""
    digest = hashlib.sha256()
    for place in _JUDGED_BY:
        for file in sorted((root / place).rglob("*.py")) or [root / place]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]

"""Holds whatever the twin and a bot said to each other against Discord's own documents, and nine rules by hand.

    problems = check(twin)          # [] where everything was as Discord has it

The documents (``openapi.json``, ``gateway.schema.json``) lie beside the checkout in ``../shared/discord``. Where that
folder is missing the rules by hand still run; :func:`why_partial` then says what was left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.contract.events import Events
from tests.contract.exchanges import Exchanges
from tests.contract.hand import broken_by_hand
from twin import Twin

DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "discord"


@cache
def _exchanges(folder: Path) -> Exchanges:
    return Exchanges(folder / "openapi.json")


@cache
def _events(folder: Path) -> Events:
    return Events(folder / "gateway.schema.json")


def why_partial(folder: Path = DOCUMENTS) -> str | None:
    """Why only the rules by hand are checked; None where Discord's documents are there."""
    return None if folder.is_dir() else "Discord's schemas are not here (../shared/discord): only the rules by hand ran"


def check(twin: Twin, folder: Path = DOCUMENTS) -> list[str]:
    """Every violation among the recorded exchanges and dispatches, one line each, in order and without repetition."""
    problems: list[str] = []
    for exchange in twin.exchanges:
        problems += broken_by_hand(exchange)
    if why_partial(folder) is None:
        for exchange in twin.exchanges:
            problems += _exchanges(folder).problems(exchange)
        for dispatch in twin.dispatches:
            problems += _events(folder).problems(dispatch)
    return list(dict.fromkeys(problems))

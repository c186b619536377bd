"""Does what was learned from IRC hold on Discord? The Replies of a community, hidden from the model.

    python -m benchmarks.hidden_replies COMMUNITY.zip…

Every message that only a Reply says the addressee of is read as if it said nothing. How often is the likeliest of
those who spoke before the one who was answered, and how often is that the next to last speaker? Asked of Replies to
somebody who spoke within the hour, since nothing else is ever inferred. Communities without Replies are left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.archives import take_in
from benchmarks.figures import table
from storage import Store
from storage.connection import open_reader
from storage.conversation.inference import infer
from storage.conversation.turns import Turns
from storage.models import Ints
from storage.span import Span
from storage.traffic import Traffic, read_traffic

FOREVER_MS = 1 << 41
COLUMNS = ("community", "Replies", "to one who spoke within the hour", "the likeliest", "who spoke before")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("communities", nargs="+", type=Path)
    rows = []
    for community in parser.parse_args().communities:
        if not zipfile.is_zipfile(community):
            print(f"hidden_replies: {community}: not a zip", file=sys.stderr)
            return 1
        traffic = traffic_of(community)
        if traffic.answers.any():
            rows.append([community.stem, *measure(traffic)])
    print(table(COLUMNS, rows))
    return 0


def traffic_of(community: Path) -> Traffic:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "community.db"
        with Store.open(path) as store:
            take_in(community, store)
        with closing(open_reader(path, None)) as connection:
            return read_traffic(connection, Span(1, 0, FOREVER_MS))


def measure(traffic: Traffic) -> list[str]:
    """How many Replies say alone whom they answer, how many of those can be inferred, and which share is right."""
    turns, target = hidden(traffic)
    found = infer(turns)
    is_reply = target > 0
    right = is_reply[found.message] & (turns.author[found.spoke] == target[found.message])
    can_be = np.zeros(len(turns), dtype=np.bool_)
    can_be[found.message[right]] = True
    likeliest = found.likeliest()
    asked = can_be[likeliest.message]
    hit = (turns.author[likeliest.spoke] == target[likeliest.message])[asked].mean()
    asked_rows = np.flatnonzero(can_be)
    before = (turns.author[asked_rows - 1] == target[asked_rows]).mean()
    return [f"{is_reply.sum():,}", f"{can_be.sum():,}", f"**{hit:.1%}**", f"{before:.1%}"]


def hidden(traffic: Traffic) -> tuple[Turns, Ints]:
    """All turns, and whom the Replies answer that mention nobody: others, or 0."""
    nobody = replace(traffic, target=np.zeros_like(traffic.target), reply_to=np.full_like(traffic.reply_to, -1))
    turns, rows = nobody.turns(0, len(traffic.message))
    target = np.where(turns.addressed | (traffic.target[rows] == turns.author), 0, traffic.target[rows])
    return turns, target


if __name__ == "__main__":
    raise SystemExit(main())

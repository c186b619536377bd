"""Do roles flicker? What share of them change from one week to the next, and back the week after.

    python -m benchmarks.flicker COMMUNITY… [--json]

COMMUNITY is a DiscordChatExporter archive or a database that was imported already. Everybody is judged at the end of
each week, from a whole window after the community's beginning to its end. A *role* is that of a member who wrote in the
window, at a week's end, with a week before and one after it; it flickers where both of those say the same and it says
something else. Roles without hysteresis are those of the moment.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.foresight import opened
from bot.scoring import judge
from bot.scoring.roles import HELD_WEEKS
from storage import ReadableStore
from storage.models import Flags, Ints, Window

DAYS = 84
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Flicker:
    """What was counted of one community, with hysteresis or without."""

    community: str
    weeks: int = 0
    roles: int = 0
    changed: int = 0
    """Roles that are not those of the week before."""
    back: int = 0
    """Changed roles whose week after says the same as the week before."""

    @property
    def share(self) -> float:
        """0..1, of roles."""
        return self.back / max(self.roles, 1)

    @property
    def share_of_changes(self) -> float:
        return self.back / max(self.changed, 1)


HEADER = (
    "| community | weeks | roles | changed: moment | and back | of roles | changed: held | and back | of roles |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("communities", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args(arguments)
    found = []
    for community in asked.communities:
        database = community if community.suffix == ".db" else None
        with tempfile.TemporaryDirectory() as folder, opened(community, database, Path(folder)) as store:
            found.append((community.stem, [counted(store, community.stem, held) for held in (0, HELD_WEEKS)]))
    if asked.json:
        print(json.dumps([asdict(figures) for _, both in found for figures in both], indent=2))
        return 0
    print(HEADER)
    for name, (moment, held) in found:
        print(
            f"| {name} | {held.weeks} | {held.roles:,} | {moment.changed:,} | {moment.back:,} | {moment.share:.2%} "
            f"| {held.changed:,} | {held.back:,} | {held.share:.2%} |"
        )
    return 0


def counted(store: ReadableStore, community: str, held_weeks: int) -> Flicker:
    found = Flicker(community)
    before: list[Roles] = []
    for roles in weekly(store, held_weeks):
        before = [*before[-2:], roles]
        found.weeks += 1
        if len(before) < 3:
            continue
        first, then, after = before
        users = then.user_id[then.wrote]
        was, is_now, will = first.of(users), then.of(users), after.of(users)
        known = (was >= 0) & (will >= 0)
        changed = known & (is_now != was)
        found.roles += int(np.count_nonzero(known))
        found.changed += int(np.count_nonzero(changed))
        found.back += int(np.count_nonzero(changed & (will == was)))
    return found


@dataclass(frozen=True, slots=True)
class Roles:
    """Everybody's role at the end of a week, by user id."""

    user_id: Ints
    role: Ints
    wrote: Flags

    def of(self, users: Ints) -> Ints:
        """The roles of these users, −1 for whoever has none."""
        place = np.minimum(np.searchsorted(self.user_id, users), len(self.user_id) - 1)
        return np.where(self.user_id[place] == users, self.role[place], -1)


def weekly(store: ReadableStore, held_weeks: int) -> Iterator[Roles]:
    (guild,) = store.guilds()
    began, ended = store.earliest(guild.guild_id), store.latest(guild.guild_id)
    assert began is not None
    assert ended is not None
    as_of = began + timedelta(days=DAYS)
    while as_of <= ended:
        standing = judge(store.observe(guild.guild_id, Window(as_of, DAYS), everyone=True), held_weeks=held_weeks)
        yield Roles(standing.user_id, standing.role.astype(np.int64), standing.messages > 0)
        as_of += WEEK


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

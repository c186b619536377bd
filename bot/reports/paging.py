"""One page of a report that lists people, channels, groups or ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.reports.audit import Audit
from bot.reports.channels import Channels
from bot.reports.evangelists import Evangelists
from bot.reports.fading import Fading
from bot.reports.groups import Groups
from bot.reports.members import Members
from bot.reports.network import Network
from bot.reports.newcomers import Newcomers


@dataclass(frozen=True, slots=True)
class Listing:
    rows: str
    """The field with the rows."""
    total: str
    """The field with how many there are in all."""
    beside: tuple[str, ...] = ()
    """Fields with as many rows, each about the one in the same place."""


LISTINGS: Mapping[type[Any], Listing] = {
    Members: Listing("members", "matching"),
    Evangelists: Listing("evangelists", "total", beside=("firmness",)),
    Fading: Listing("fading", "total"),
    Newcomers: Listing("newcomers", "total"),
    Channels: Listing("channels", "total"),
    Groups: Listing("groups", "total"),
    Audit: Listing("groups", "total"),
    Network: Listing("ties", "total_ties"),
}


def total_rows(report: Any) -> int | None:
    """How many rows there are on all pages together; None for a report that is not a list."""
    listing = LISTINGS.get(type(report))
    return None if listing is None else int(getattr(report, listing.total))


def shown_rows(report: Any) -> int:
    """How many rows this page has."""
    listing = LISTINGS.get(type(report))
    return 0 if listing is None else len(getattr(report, listing.rows))


def page_after(report: Any, skip: int) -> Any:
    """The same without its first ``skip`` rows, which its heading then knows of; a report that is no list stays."""
    listing = LISTINGS.get(type(report))
    if listing is None or not skip:
        return report
    rows = {name: getattr(report, name)[skip:] for name in (listing.rows, *listing.beside)}
    return replace(report, heading=replace(report.heading, skipped=skip), **rows)

"""Every report in every format, on one page to look through (``make gallery``).

    python -m benchmarks.gallery [--out DIR] [--archives DIR] [--only NAME]...

The sample community as the bot sees it, and the real ones where their folder stands beside the checkout, each as plain
text, JSON, CSV, as a picture in light and dark, and about as Discord shows the message. Databases are kept in the
folder, so that another look takes less time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.archives import ARCHIVES
from benchmarks.gallery_page import Piece, page
from bot.catalogue import COMPARED, REPORT_NAMES
from bot.cli.demo.backfilling import watch_history
from bot.cli.demo.screen import Screen
from bot.cli.demo.theatre import theatre
from bot.cli.importing import command as import_command
from bot.render.document import as_json
from bot.render.message import as_container
from bot.render.picture import alt_text, as_png
from bot.render.table import as_csv
from bot.render.text import as_text
from bot.reports import LISTINGS, Members, Report
from bot.service import Request, Service
from bot.words.language import ENGLISH
from cogs.asking import PAGE
from cogs.controls import controls
from cogs.reasons import WhyButton
from storage import ReadableStore, Store

SEED = 1
BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""When the sample community is looked at: the same pictures every time."""
ROWS = 20
EVENT_AGO = timedelta(days=21)
COMPARED_DAYS = 28
"""The sample community began too lately for more."""


@dataclass(frozen=True, slots=True)
class Community:
    name: str
    db: Path
    as_of: datetime | None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gallery", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("gallery"), help="the folder to fill")
    parser.add_argument("--archives", type=Path, default=ARCHIVES, help="where exported communities (*-dev.zip) are")
    parser.add_argument("--only", action="append", default=[], help="of these communities only: sample, or an archive")
    chosen = parser.parse_args(arguments)
    out: Path = chosen.out
    kept = out / "databases"
    kept.mkdir(parents=True, exist_ok=True)
    pieces: list[Piece] = []
    for community in communities(kept, chosen.archives, set(chosen.only)):
        print(f"gallery: {community.name}", file=sys.stderr)
        pieces += hang(community, out)
    (out / "index.html").write_text(page(pieces), "utf-8")
    print(out / "index.html")
    return 0


def communities(kept: Path, archives: Path, only: set[str]) -> Iterator[Community]:
    if not only or "sample" in only:
        db = kept / "sample.db"
        if not db.exists():
            asyncio.run(grow(db))
        yield Community("sample", db, BEGAN)
    for archive in sorted(archives.glob("*-dev.zip")):
        name = archive.stem.removesuffix("-dev")
        if only and name not in only:
            continue
        db = kept / f"{name}.db"
        if not db.exists():
            import_command.main([str(archive), "--db", str(db)], standalone_mode=False)
        yield Community(name, db, None)


async def grow(db: Path) -> None:
    """The sample community, as the real bot reads it from the stand-in for Discord."""
    with Store.open(db, clock=lambda: BEGAN) as store:
        async with theatre(store, out=db.parent, seed=SEED, began=BEGAN) as opened:
            await watch_history(opened, Screen(named=opened.named))
            store.close_days(BEGAN)


def hang(community: Community, out: Path) -> Iterator[Piece]:
    folder = out / community.name
    folder.mkdir(exist_ok=True)
    with ReadableStore.open(community.db) as store:
        service = Service(store, lambda: community.as_of or datetime.now(UTC))
        for request in requests(service, community):
            yield written(request, service.report(request), folder)


def requests(service: Service, community: Community) -> Iterator[Request]:
    """One of each report, and of lists one beside the period before; the member being the one with the highest score,
    the event three weeks ago."""
    plain = Request("members", as_of=community.as_of, limit=ROWS)
    best = service.report(replace(plain, limit=1))
    assert isinstance(best, Members)
    day = (best.heading.as_of - EVENT_AGO).date()
    for name in REPORT_NAMES:
        if name == "impact":
            yield replace(plain, name=name, event="the spring meetup", day=day)
        elif name != "member":
            yield replace(plain, name=name)
            if name in COMPARED:
                yield replace(plain, name=name, days=COMPARED_DAYS, compare=True)
        elif best.members:
            yield replace(plain, name=name, user_id=best.members[0].user_id)


def written(request: Request, report: Report, folder: Path) -> Piece:
    """Writes the report into the folder in every format."""
    name = f"{request.name}-compared" if request.compare else request.name
    text, document, table = as_text(report), as_json(report, ENGLISH), as_csv(report, ENGLISH)
    for suffix, content in (("txt", text), ("json", document), ("csv", table)):
        (folder / f"{name}.{suffix}").write_text(content, "utf-8")
    (folder / f"{name}.png").write_bytes(as_png(report, ENGLISH))
    (folder / f"{name}-dark.png").write_bytes(as_png(report, ENGLISH, "dark"))
    return Piece(folder.name, name, text, document, table, shown(request, report), alt_text(report, ENGLISH))


def shown(request: Request, report: Report) -> dict[str, Any]:
    """The message as Discord is sent it, with everything that can be pressed."""
    page = replace(request, limit=PAGE, as_of=report.heading.as_of)
    picture = f"{request.name}.png"

    def why(user_id: int) -> WhyButton:
        return WhyButton(page, user_id, ENGLISH)

    report = first_page(report)
    made = as_container(report, ENGLISH, picture=picture, ask=why)
    for row in controls(page, report, ENGLISH, now=report.heading.as_of, share=True):
        made.add_item(row)
    return made.to_component_dict()


def first_page(report: Report) -> Report:
    """What a message shows of a report with more rows."""
    listing = LISTINGS.get(type(report))
    if listing is None:
        return report
    rows = {name: getattr(report, name)[:PAGE] for name in (listing.rows, *listing.beside)}
    return replace(report, **rows)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

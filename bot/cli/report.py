"""``rapport report NAME``: one report, to read, to process or to look at."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import click

from bot.catalogue import COMPARED, REPORT_NAMES, ROLE_NAMES, ReportName, RoleName
from bot.cli.database import database_option, database_path, now, reading
from bot.cli.failure import Failure
from bot.cli.output import write
from bot.cli.values import moment, snowflake

if TYPE_CHECKING:
    from bot.reports import Report

Format = Literal["text", "json", "csv", "png"]
Name = TypeVar("Name", bound=str)
SUFFIXES: dict[str, Format] = {".json": "json", ".csv": "csv", ".png": "png"}

EXAMPLES = """\b
Examples:
  rapport report overview
  rapport report members --limit 0 --format json --out members.json
  rapport report members --role fading
  rapport report members --channel 288297037548710637
  rapport report channels --days 28 --compare
  rapport report evangelists --as-of 2026-03-01 --days 28
  rapport report overview --as-of now
  rapport report member --user 288297037548710637
  rapport report network --out network.png
  rapport report impact --event "Spring meetup" --date 2026-03-21

NAME is one of: overview, members, evangelists, lurkers, member, network, groups, audit, channels, fading, newcomers,
impact, coverage, digest. ROLE is one of: evangelist, contributor, regular, newcomer, fading, reactor, lapsed, unseen. A
report uses nothing that happened after --as-of. Reports only read: they never create or change a database.
"""


def name_of_report(typed: str) -> ReportName:
    return _one_of(REPORT_NAMES, typed, "report")


def name_of_role(typed: str) -> RoleName:
    return _one_of(ROLE_NAMES, typed, "role")


def _one_of(names: tuple[Name, ...], typed: str, what: str) -> Name:
    name = typed.strip().lower()
    for known in names:
        if known == name:
            return known
    from difflib import get_close_matches  # only for who mistypes

    close = get_close_matches(name, names, n=1)
    advice = f"did you mean {close[0]}? There are" if close else "choose one of"
    raise click.BadParameter(f"{typed!r} is not a {what}: {advice} {', '.join(names)}")


def moment_or_now(typed: str) -> datetime:
    return now() if typed.strip().lower() == "now" else moment(typed)


@click.command("report", epilog=EXAMPLES)
@click.argument("name", metavar="NAME", type=name_of_report, required=False)
@click.option(
    "--guild", type=snowflake, metavar="ID", help="Which server; may be left out where the database holds one."
)
@click.option(
    "--as-of",
    type=moment_or_now,
    metavar="ISO",
    help="The moment to look back from (UTC), or now. Default: now, or shortly before where a large server was judged "
    "ahead of time; the end of an imported archive.",
)
@click.option(
    "--days", type=click.IntRange(1, 3660), metavar="N", default=84, show_default=True, help="How many days to look at."
)
@click.option("--channel", type=snowflake, metavar="ID", help="Only this channel with its threads, or one thread.")
@click.option("--user", type=snowflake, metavar="ID", help="Whom `report member` is about.")
@click.option("--role", type=name_of_role, metavar="ROLE", help="Of `report members` only those with this role.")
@click.option(
    "--compare",
    is_flag=True,
    help="Say in each row how it changed against the period before (members, evangelists, lurkers, channels, fading).",
)
@click.option("--event", metavar="TEXT", help="What `report impact` is about, in your words.")
@click.option("--date", "day", type=moment, metavar="ISO", help="When that was (UTC).")
@click.option(
    "--limit", type=click.IntRange(0), metavar="N", default=20, show_default=True, help="How many rows; 0 is all."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "png"]),
    help="Default: what the ending of --out says, else text.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of to the terminal.")
@database_option
def command(
    name: ReportName | None,
    guild: int | None,
    as_of: datetime | None,
    days: int,
    channel: int | None,
    user: int | None,
    role: RoleName | None,
    compare: bool,
    event: str | None,
    day: datetime | None,
    limit: int,
    form: Format | None,
    out: Path | None,
    db: Path | None,
) -> None:
    """Print the report NAME, or write it to a file."""
    chosen = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    if name is None:
        raise click.UsageError(f"which report? Choose one of {', '.join(REPORT_NAMES)}")
    if name == "member" and user is None:
        raise click.UsageError("report member needs --user ID")
    if role is not None and name != "members":
        raise click.UsageError(f"--role is for report members; report {name} has none")
    if compare and name not in COMPARED:
        raise click.UsageError(f"--compare is for {', '.join(COMPARED)}; report {name} has none")
    if name == "impact" and (event is None or day is None):
        raise click.UsageError("report impact needs --event TEXT and --date ISO")
    if name != "impact" and (event is not None or day is not None):
        raise click.UsageError(f"--event and --date are for report impact, not for report {name}")
    if chosen == "png" and out is None and sys.stdout.isatty():
        raise click.UsageError("--format png needs --out FILE on a terminal")

    from bot.allocation import give_nothing_back, keep_what_is_freed
    from bot.service import Request, RequestError, Service, is_aged

    keep_what_is_freed()
    request = Request(
        name,
        guild_id=guild,
        as_of=as_of,
        days=days,
        channel_id=channel,
        user_id=user,
        role=role,
        event=event or "",
        day=None if day is None else day.date(),
        limit=limit,
        compare=compare,
        audience="owner",
    )
    with reading(database_path(db)) as store:
        try:
            report = Service(store, now, give_back=give_nothing_back).report(request)
        except RequestError as error:
            raise Failure(str(error)) from error
    write(rendered(report, chosen), out)
    if is_aged(request, report, now()):  # on standard error, so that a file or a pipe has the report alone
        when = f"{report.heading.as_of:%Y-%m-%d %H:%M} UTC"
        click.echo(f"This server is so large that it is judged ahead of time: here as of {when}.", err=True)
        click.echo("It is judged anew, in some seconds, with --as-of now.", err=True)


def rendered(report: Report, form: Format) -> str | bytes:
    """The report as text, or as the bytes of a JSON document (UTF-8), a CSV table (UTF-8) or a PNG picture."""
    from bot.words.language import ENGLISH

    if form == "json":
        from bot.render.document import as_json

        return as_json(report, ENGLISH).encode("utf-8")
    if form == "csv":
        from bot.render.table import as_csv

        return as_csv(report, ENGLISH).encode("utf-8")
    if form == "png":
        from bot.render.picture import as_png

        return as_png(report, ENGLISH)
    from bot.render.text import as_text

    return as_text(report)

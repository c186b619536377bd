"""What the reports about the whole place say below their finding."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render.figures import ROLE_MEANING, ROLE_WORDS, STEP_WORDS, change
from bot.render.shape import Cell, Column, Row, Section, averaged, moving, whole
from bot.render.telling.channels import channels_section
from bot.render.telling.comparison import against
from bot.render.telling.coverage import reason_of
from bot.render.telling.finding import of_everybody
from bot.render.telling.people import fading_section, newcomers_section
from bot.render.telling.rankings import ranking_section
from bot.reports import (
    Change,
    CoverageReport,
    Digest,
    Lurkers,
    Mood,
    Overview,
    Raid,
    Staff,
    WeekCount,
)
from bot.scoring import LurkerCount, Role
from bot.scoring.roles import NEWCOMER_DAYS
from bot.words.language import UNKNOWN, Words
from bot.words.text import Plural, Text, mark, term, text

SHOWN = 5
"""How many of each a digest names."""
FEWEST_WEEKS = 2
"""One week is no trend."""
HOW_WEEKLY = mark(
    "Active: wrote in the week. New: never before. Back: not in the four weeks before. Quiet: wrote in three of the"
    " four weeks before, and not in this one."
)
HOW_FUNNELLED = mark(
    "Each step is part of the one before it. Seen: wrote, reacted or spoke. Were answered: somebody turned to them, or"
    " most likely did. Contribute: contributors and evangelists."
)
WROTE = term("figure", "wrote something")
MESSAGES = term("figure", "messages")
RESPONSES = term("figure", "responses")
NEWCOMERS = term("figure", "newcomers")
EVANGELISTS = term("figure", "evangelists")
WORTH_DOING = mark("Worth doing now")
_ROLES = (
    Column("role"),
    Column("members", Plural("{n} member", "{n} members"), right=True),
    Column("what it is"),
)
_WEEKS = (
    Column("week to"),
    Column("active", mark("{n} active"), right=True),
    Column("new", mark("{n} new"), right=True),
    Column("back", mark("{n} back"), right=True),
    Column("quiet", mark("{n} quiet"), right=True),
)
_FIGURES = (
    Column("figure"),
    Column("now", right=True),
    Column("before", mark("before {n}"), right=True),
    Column("change"),
)


def tell_overview(report: Overview, words: Words) -> tuple[Section, ...]:
    days = min(NEWCOMER_DAYS, report.heading.days)
    returning = [] if report.returning is None else [_still(term("figure", "returning"), report.returning, words)]
    figures = [
        _moved(text("new in {n} days", n=days), report.new, words),
        *returning,
        _still(term("figure", "fading"), report.fading, words),
        _moved(MESSAGES, report.messages, words),
        _moved(RESPONSES, report.responses, words),
    ]
    if report.mood_before is not None:
        mood = words.read(term("figure", "mood"))
        figures.append(Row((mood, words.signed(report.mood.mean), words.signed(report.mood_before.mean), "")))
    lines = (_mood(report.mood, words), *_busiest(report.hours, report.zone, words))
    explained = (words.say(HOW_FUNNELLED),)
    sections = [
        Section(words.say(WORTH_DOING), lines=(words.read(report.nudge.sentence),)),
        Section(words.say("From all members to evangelists"), _FIGURES, _funnel_rows(report, words), notes=explained),
        Section(words.say("Figures"), _FIGURES, tuple(figures), lines),
        *_trend(report, words),
        Section(words.say("Who is here"), _ROLES, _role_rows(report.roles, words)),
    ]
    sections.extend(_raids(report.raids, words))
    if report.staff:
        sections.append(Section(words.say("How much hangs on staff"), lines=(_staff(report.staff, words),)))
    if report.evangelists:
        sections.append(ranking_section(words.say("Evangelists"), report.evangelists, 1, words))
    return tuple(sections)


def _funnel_rows(report: Overview, words: Words) -> tuple[Row, ...]:
    return tuple(_moved(STEP_WORDS[step], figure, words) for step, figure in report.funnel)


def _trend(report: Overview, words: Words) -> Iterator[Section]:
    if len(report.trend) < FEWEST_WEEKS:
        return
    rows = tuple(
        Row((words.day(week.last_day), whole(week.active, words), *(_known(count, words) for count in _moves(week))))
        for week in report.trend
    )
    yield Section(words.say("Week by week"), _WEEKS, rows, notes=(words.say(HOW_WEEKLY),))


def _moves(week: WeekCount) -> tuple[int | None, int | None, int | None]:
    return week.new, week.returning, week.quiet


def _known(count: int | None, words: Words) -> Cell:
    return UNKNOWN if count is None else whole(count, words)


def _raids(raids: tuple[Raid, ...], words: Words) -> Iterator[Section]:
    if raids:
        lines = tuple(_raid(raid, words) for raid in raids[:SHOWN])
        yield Section(_part(words.say("What looks like a raid"), len(raids), len(lines), words), lines=lines)


def _raid(raid: Raid, words: Words) -> str:
    what = words.say(
        "Between {began} and {ended} UTC on {day}, {members} people joined within minutes of each other and wrote"
        " {messages} messages.",
        began=f"{raid.began:%H:%M}",
        ended=f"{raid.ended:%H:%M}",
        day=words.day(raid.began),
        members=raid.members,
        messages=raid.messages,
    )
    if raid.gone:
        return words.say(
            "{what} None of them came back. That looks like a raid, so it counts for nothing in anybody's score.",
            what=what,
        )
    return words.say(
        "{what} That may be a raid: if none of them comes back, it will count for nothing in anybody's score.",
        what=what,
    )


def _staff(staff: Staff, words: Words) -> str:
    who = words.count(
        "{n} member who is left out of the rankings", "{n} members who are left out of the rankings", staff.members
    )
    if staff.share is None:
        return words.say("{who}; nobody else was answered by anybody", who=who)
    share = words.share(staff.share)
    gave = (
        words.say("{who} gave {share} of the answers that others got", who=who, share=share)
        if staff.answers == "replies"
        else words.say(
            "{who} gave {share} of the answers (likely ones too: hardly anybody uses Reply) that others got",
            who=who,
            share=share,
        )
    )
    return words.count(
        "{gave}; {few} of {n} member who got any got them from staff only",
        "{gave}; {few} of {n} members who got any got them from staff only",
        staff.answered,
        gave=gave,
        few=staff.by_staff_only,
    )


def _moved(what: Text, figure: Change, words: Words) -> Row:
    before = "" if figure.before is None else averaged(figure.before, words)
    return Row((words.read(what), whole(figure.now, words), before, change(figure, words)))


def _still(what: Text, number: int, words: Words) -> Row:
    return Row((words.read(what), whole(number, words), "", ""))


def _mood(mood: Mood, words: Words) -> str:
    if mood.mean is None:
        return words.count(
            "mood: only {n} message says anything about it, too few to tell",
            "mood: only {n} messages say anything about it, too few to tell",
            mood.messages,
        )
    return words.count(
        "mood {mood:+.2} (−1 to +1), from {n} message",
        "mood {mood:+.2} (−1 to +1), from {n} messages",
        mood.messages,
        mood=mood.mean,
    )


def _busiest(hours: tuple[tuple[int, ...], ...], zone: str, words: Words) -> tuple[str, ...]:
    most, weekday, hour = max(
        (count, -weekday, -hour) for weekday, counts in enumerate(hours) for hour, count in enumerate(counts)
    )
    if not most:
        return ()
    return (
        words.count(
            "busiest: {weekday} {begin} to {end} ({zone}), {n} message",
            "busiest: {weekday} {begin} to {end} ({zone}), {n} messages",
            most,
            weekday=words.weekday(-weekday),
            begin=words.hour(-hour),
            end=words.hour((1 - hour) % 24),
            zone=zone,
        ),
    )


def _role_rows(
    roles: tuple[tuple[Role, int], ...], words: Words, earlier: LurkerCount | None = None
) -> tuple[Row, ...]:
    return tuple(
        Row(
            (
                words.read(ROLE_WORDS[role]),
                moving(count, None if earlier is None else earlier.kinds[role], words),
                words.read(ROLE_MEANING[role]),
            )
        )
        for role, count in roles
    )


def tell_lurkers(report: Lurkers, words: Words) -> tuple[Section, ...]:
    low, high = words.share(report.ratio_low), words.share(report.ratio_high)
    ends = (
        words.say(
            "low end ({low}): without those who react or sit in voice, and without those who joined in the last 14 "
            "days",
            low=low,
        ),
        words.say("high end ({high}): everybody who wrote nothing", high=high),
    )
    rows = _role_rows(report.kinds, words, report.earlier)
    explained = (
        *against(report.heading, rows, words),
        *_lurkers_then(report, words),
        *(ends if low != high else ()),
        words.say("Discord does not say who reads, and so neither does this report."),
    )
    return (Section(words.say("Everybody by role"), _ROLES, rows, notes=explained),)


def _lurkers_then(report: Lurkers, words: Words) -> tuple[str, ...]:
    earlier = report.earlier
    if earlier is None:
        return ()
    return (
        words.count(
            "before: {n} {of_everybody} wrote nothing, {low} to {high}",
            "before: {n} {of_everybody} wrote nothing, {low} to {high}",
            earlier.humans - earlier.active,
            of_everybody=of_everybody(report, earlier.humans, words),
            low=words.share(earlier.ratio_low),
            high=words.share(earlier.ratio_high),
        ),
    )


def tell_coverage(report: CoverageReport, words: Words) -> tuple[Section, ...]:
    sections = []
    if report.seen_from:
        seen = words.say("seen from {start} to {end}", start=report.seen_from, end=report.heading.as_of)
        sections.append(Section("", lines=(seen,)))
    rows = tuple(
        Row(
            (
                f"#{channel.channel}" if channel.channel else words.say("the whole server"),
                averaged(channel.missing.total_seconds() / 86_400, words),
                words.listed(tuple(words.days(gap.start, gap.end) for gap in channel.gaps), 2),
            ),
            "; ".join(reason_of(reason, words) for reason in channel.reasons),
        )
        for channel in report.missing
    )
    if rows:
        columns = (
            Column("channel", most=28),
            Column("days", Plural("{n} day missing", "{n} days missing"), right=True),
            Column("when"),
        )
        sections.append(Section(words.say("Missing"), columns, rows))
    return tuple(sections)


def _part(heading: str, total: int, shown: int, words: Words) -> str:
    """The heading, and how many there are where not all are shown."""
    if total <= shown:
        return heading
    return words.say("{heading} ({shown} of {total})", heading=heading, shown=shown, total=total)


def tell_digest(report: Digest, words: Words) -> tuple[Section, ...]:
    figures = (
        _moved(MESSAGES, report.messages, words),
        _moved(WROTE, report.active, words),
        _moved(RESPONSES, report.responses, words),
        _still(NEWCOMERS, report.newcomers, words),
        _still(EVANGELISTS, report.evangelists, words),
    )
    columns = (
        Column("figure"),
        Column("this week", right=True),
        Column("usual", mark("usually {n}"), right=True),
        Column("change"),
    )
    sections = [
        Section(words.say(WORTH_DOING), lines=(words.read(report.nudge.sentence),)),
        Section(words.say("This week against the average of the four before"), columns, figures),
    ]
    sections.extend(_raids(report.raids, words))
    if new := report.new_evangelists[:SHOWN]:
        heading = _part(words.say("New evangelists"), report.newly_evangelists, len(new), words)
        sections.append(ranking_section(heading, new, 1, words))
    if waiting := report.waiting[:SHOWN]:
        heading = _part(words.say("Newcomers who got no answer"), report.unanswered, len(waiting), words)
        sections.append(newcomers_section(heading, waiting, words))
    if fading := report.fading[:SHOWN]:
        heading = _part(words.say("Newly fading"), report.newly_fading, len(fading), words)
        sections.append(fading_section(heading, fading, words))
    if questions := report.open_questions[:SHOWN]:
        heading = _part(words.say("Questions without an answer"), len(report.open_questions), len(questions), words)
        sections.append(channels_section(heading, questions, words))
    return tuple(sections)

"""What the reports about the whole place say below their finding."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render.figures import ROLE_MEANING, ROLE_WORDS, average, change, count_of, day, lasting, share, signed, whole
from bot.render.shape import Column, Row, Section
from bot.render.telling.people import fading_section, newcomers_section, ranking_section
from bot.reports import (
    Change,
    ChannelRow,
    Channels,
    CoverageReport,
    Digest,
    Lurkers,
    Mood,
    Overview,
    Raid,
    Staff,
    stretch,
)
from bot.scoring import Role
from bot.scoring.roles import NEWCOMER_DAYS

SHOWN = 5
"""How many of each a digest names."""
HOW_COUNTED = (
    "replied: somebody else used Reply. Perhaps: somebody else wrote next, within the hour and to nobody else. "
    "Takes: half of the answers came sooner.",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ROLES = (Column("role"), Column("members", "{} members", "{} member", right=True), Column("what it is"))
_FIGURES = (Column("figure"), Column("now", right=True), Column("before", "before {}", right=True), Column("change"))


def tell_overview(report: Overview) -> tuple[Section, ...]:
    figures = [
        Row(("members", whole(report.members), "", "")),
        _moved("wrote something", report.active),
        _moved(f"new in {min(NEWCOMER_DAYS, report.heading.days)} days", report.new),
        *([] if report.returning is None else [Row(("returning", whole(report.returning), "", ""))]),
        Row(("fading", whole(report.fading), "", "")),
        _moved("messages", report.messages),
        _moved("responses", report.responses),
    ]
    if report.mood_before is not None:
        figures.append(Row(("mood", signed(report.mood.mean), signed(report.mood_before.mean), "")))
    sections = [
        Section("Worth doing now", lines=(report.nudge.sentence,)),
        Section("Figures", _FIGURES, tuple(figures), (_mood(report.mood), *_busiest(report.hours, report.zone))),
        Section("Who is here", _ROLES, _role_rows(report.roles)),
    ]
    sections.extend(_raids(report.raids))
    if report.staff:
        sections.append(Section("How much hangs on staff", lines=(_staff(report.staff),)))
    if report.evangelists:
        sections.append(ranking_section("Evangelists", report.evangelists, 1))
    return tuple(sections)


def _raids(raids: tuple[Raid, ...]) -> Iterator[Section]:
    if raids:
        lines = tuple(map(_raid, raids[:SHOWN]))
        yield Section(_part("What looks like a raid", len(raids), len(lines)), lines=lines)


def _raid(raid: Raid) -> str:
    what = (
        f"Between {raid.began:%H:%M} and {raid.ended:%H:%M} UTC on {day(raid.began)} {whole(raid.members)} people"
        f" joined within minutes of each other and wrote {count_of(raid.messages, 'message')}"
    )
    if raid.gone:
        return f"{what}; none of them came back. That looks like a raid, so it counts for nothing in anybody's score."
    return f"{what}. That may be a raid: if none of them comes back, it will count for nothing in anybody's score."


def _staff(staff: Staff) -> str:
    who = count_of(staff.members, "member who is", "members who are")
    if staff.share is None:
        return f"{who} left out of the rankings; nobody else was answered by anybody"
    answers = "answers" if staff.answers == "replies" else "answers (likely ones too: hardly anybody uses Reply)"
    return (
        f"{who} left out of the rankings gave {share(staff.share)} of the {answers} that others got; "
        f"{whole(staff.by_staff_only)} of {count_of(staff.answered, 'member')} who got any got them from staff only"
    )


def _moved(what: str, figure: Change) -> Row:
    before = "" if figure.before is None else average(round(figure.before, 1))
    return Row((what, whole(figure.now), before, change(figure)))


def _mood(mood: Mood) -> str:
    if mood.mean is None:
        return f"mood: only {count_of(mood.messages, 'message')} say anything about it, too few to tell"
    return f"mood {signed(mood.mean)} (−1 to +1), from {count_of(mood.messages, 'message')}"


def _busiest(hours: tuple[tuple[int, ...], ...], zone: str) -> tuple[str, ...]:
    most, weekday, hour = max(
        (count, -weekday, -hour) for weekday, counts in enumerate(hours) for hour, count in enumerate(counts)
    )
    if not most:
        return ()
    when = f"{WEEKDAYS[-weekday]} {-hour:02d}:00 to {(1 - hour) % 24:02d}:00 ({zone})"
    return (f"busiest: {when}, {count_of(most, 'message')}",)


def _role_rows(roles: tuple[tuple[Role, int], ...]) -> tuple[Row, ...]:
    return tuple(Row((ROLE_WORDS[role], whole(count), ROLE_MEANING[role])) for role, count in roles)


def tell_lurkers(report: Lurkers) -> tuple[Section, ...]:
    low, high = share(report.ratio_low), share(report.ratio_high)
    ends = (
        f"low end ({low}): without those who react or sit in voice, and without those who joined in the last 14 days",
        f"high end ({high}): everybody who wrote nothing",
    )
    explained = (
        *(ends if low != high else ()),
        "Discord does not say who reads, and so neither does this report.",
    )
    return (Section("Everybody by role", _ROLES, _role_rows(report.kinds), explained),)


def tell_channels(report: Channels) -> tuple[Section, ...]:
    sections = [channels_section("", report.channels)]
    if report.questions:
        sections.append(Section("How this is counted", lines=HOW_COUNTED))
    return tuple(sections)


def channels_section(heading: str, channels: tuple[ChannelRow, ...]) -> Section:
    columns = (
        Column("channel", most=22),
        Column("messages", "{} messages", "{} message", right=True),
        Column("people", "{} people", "{} person", right=True),
        Column("asked", "{} questions", "{} question", right=True),
        Column("replied", "{} replied to", right=True),
        Column("perhaps", "{} perhaps answered", right=True),
        Column("open", "{} open", right=True),
        Column("takes", "an answer takes {}", right=True),
    )
    rows = tuple(
        Row(
            (
                f"#{row.name}",
                whole(row.messages),
                whole(row.writers),
                whole(row.questions),
                whole(row.answered) if row.answer_rate is not None else "–",
                whole(row.perhaps) if row.questions else "–",
                whole(row.open) if row.questions else "–",
                lasting(row.wait_seconds),
            )
        )
        for row in channels
    )
    return Section(heading, columns, rows)


def tell_coverage(report: CoverageReport) -> tuple[Section, ...]:
    sections = []
    if report.seen_from:
        sections.append(Section("", lines=(f"seen from {day(report.seen_from)} to {day(report.heading.as_of)}",)))
    rows = tuple(
        Row(
            (
                f"#{channel.channel}" if channel.channel else "the whole server",
                average(round(channel.missing.total_seconds() / 86_400, 1)),
                ", ".join(stretch(gap.start, gap.end) for gap in channel.gaps[:2])
                + (f" and {len(channel.gaps) - 2} more" if len(channel.gaps) > 2 else ""),
            ),
            "; ".join(channel.reasons),
        )
        for channel in report.missing
    )
    if rows:
        columns = (
            Column("channel", most=28),
            Column("days", "{} days missing", "{} day missing", right=True),
            Column("when"),
        )
        sections.append(Section("Missing", columns, rows))
    return tuple(sections)


def _part(heading: str, total: int, shown: int) -> str:
    """The heading, and how many there are where not all are shown."""
    return heading if total <= shown else f"{heading} ({shown} of {whole(total)})"


def tell_digest(report: Digest) -> tuple[Section, ...]:
    figures = (
        _moved("messages", report.messages),
        _moved("wrote something", report.active),
        _moved("responses", report.responses),
        Row(("newcomers", whole(report.newcomers), "", "")),
        Row(("evangelists", whole(report.evangelists), "", "")),
    )
    columns = (
        Column("figure"),
        Column("this week", right=True),
        Column("usual", "usually {}", right=True),
        Column("change"),
    )
    sections = [
        Section("Worth doing now", lines=(report.nudge.sentence,)),
        Section("This week against the average of the four before", columns, figures),
    ]
    sections.extend(_raids(report.raids))
    if new := report.new_evangelists[:SHOWN]:
        sections.append(ranking_section(_part("New evangelists", report.newly_evangelists, len(new)), new, 1))
    if waiting := report.waiting[:SHOWN]:
        heading = _part("Newcomers who got no answer", report.unanswered, len(waiting))
        sections.append(newcomers_section(heading, waiting))
    if fading := report.fading[:SHOWN]:
        sections.append(fading_section(_part("Newly fading", report.newly_fading, len(fading)), fading))
    if questions := report.open_questions[:SHOWN]:
        heading = _part("Questions without an answer", len(report.open_questions), len(questions))
        sections.append(channels_section(heading, questions))
    return tuple(sections)

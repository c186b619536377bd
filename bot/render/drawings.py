"""What each report draws: one view or two, from rows of its own figures."""

from __future__ import annotations

from bot.render.audit_picture import draw_audit
from bot.render.channels import draw_channels
from bot.render.charts import bar, bars, columns, heat, key, place, row_labels, view
from bot.render.drawable import of_channel, of_member
from bot.render.extent import cut, scale_end
from bot.render.figures import ROLE_WORDS, average, change, count_of, day, score, share, whole
from bot.render.impact_picture import draw_impact
from bot.render.network import draw_network
from bot.render.style import LABELS, ROLE_COLOURS, SMALL_SIZE, TEXT_SIZE, WIDTH, Palette, Spec
from bot.render.telling.people import NOT_FIRM
from bot.reports import (
    Audit,
    Change,
    Channels,
    CoverageReport,
    Digest,
    Evangelists,
    Fading,
    Groups,
    Impact,
    Lurkers,
    Member,
    Members,
    Network,
    Newcomers,
    Overview,
    Report,
)
from bot.scoring import Judgement, Role

SHOWN = 12
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANSWERS = {
    "no": ("no answer yet", "#D55E00"),
    "maybe": ("perhaps answered", "#E69F00"),
    "yes": ("answered", "#0072B2"),
    "silent": ("wrote nothing yet", "#8a9199"),
}


def draw(report: Report, palette: Palette) -> list[Spec]:
    """The views of a report from top to bottom; none where there is nothing to show."""
    match report:
        case Overview():
            return [_roles(report.roles, palette, "members by role"), _hours(report, palette)]
        case Members():
            return _ranking(report.members, palette)
        case Evangelists():
            return _ranking(report.evangelists, palette, report)
        case Lurkers():
            return [_roles(report.kinds, palette, "members by role; the last three wrote nothing")]
        case Member():
            return _member(report, palette)
        case Network():
            return draw_network(report, palette)
        case _:
            return _other(report, palette)


def _other(
    report: Groups | Audit | Channels | Fading | Newcomers | Impact | CoverageReport | Digest, palette: Palette
) -> list[Spec]:
    match report:
        case Groups():
            return _groups(report, palette)
        case Audit():
            return draw_audit(report, palette)
        case Impact():
            return draw_impact(report, palette)
        case Channels():
            return draw_channels(report, palette)
        case Fading():
            return _fading(report, palette)
        case Newcomers():
            return _newcomers(report, palette)
        case CoverageReport():
            return _coverage(report, palette)
        case Digest():
            return _digest(report, palette)


def _lines(field: str, palette: Palette) -> Spec:
    """A line on each row where ``field`` is known, to hold its bar against."""
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {"type": "tick", "thickness": 3, "size": 22, "opacity": 1, "color": palette.second},
        "encoding": {"x": {"field": field, "type": "quantitative"}, "y": place()},
    }


def _roles(roles: tuple[tuple[Role, int], ...], palette: Palette, heading: str) -> Spec:
    rows = [
        bar(number, ROLE_WORDS[role], count, whole(count), ROLE_COLOURS[role])
        for number, (role, count) in enumerate(roles)
    ]
    return bars(rows, palette, heading=heading)


def _hours(report: Overview, palette: Palette) -> Spec:
    rows = [
        {"weekday": WEEKDAYS[weekday], "hour": hour, "value": count}
        for weekday, counts in enumerate(report.hours)
        for hour, count in enumerate(counts)
    ]
    most = max(max(counts) for counts in report.hours)
    heading = f"messages by hour ({report.zone}), at most {whole(most)} in an hour of the week"
    return heat(rows, palette, cut(heading, LABELS + WIDTH, SMALL_SIZE + 1))


def _ranking(people: tuple[Judgement, ...], palette: Palette, firm: Evangelists | None = None) -> list[Spec]:
    marks = [""] * len(people) if firm is None else ["" if one.is_firm else f" {NOT_FIRM}" for one in firm.firmness]
    rows = [
        bar(
            number,
            of_member(person.name, person.user_id),
            person.score,
            f"{score(person.score)} · answered by {whole(person.responders)}{marks[number]}",
            ROLE_COLOURS[person.role],
        )
        for number, person in enumerate(people[:SHOWN])
    ]
    if not rows:
        return []
    seen = dict.fromkeys(person.role for person in people[:SHOWN])
    legend = key([(ROLE_WORDS[role], ROLE_COLOURS[role]) for role in Role if role in seen], palette)
    heading = f"score of 100, first {len(rows)}" if len(people) > SHOWN else "score of 100"
    if firm is not None and any(marks[:SHOWN]):
        heading += f"; {NOT_FIRM} not among the first {whole(firm.first)} with some other weights"
    drawn = bars(rows, palette, heading=heading)
    return [drawn, legend] if len(seen) > 1 else [drawn]


def _member(report: Member, palette: Palette) -> list[Spec]:
    rows: list[Spec] = [
        {
            **bar(
                number,
                line.facet,
                line.value or 0.0,
                "not enough seen" if line.value is None else share(line.value),
                palette.accent,
                line.median or 0.0,
            ),
            "median": line.median,
        }
        for number, line in enumerate(report.facets)
    ]
    facets = bars(rows, palette, heading="facets; the line is the median of this place")
    facets["layer"].append(_lines("median", palette))
    weekly = [{"place": number, "value": count} for number, count in enumerate(report.judgement.weekly)]
    return [facets, columns(weekly, palette, "messages a week, oldest first")]


def _groups(report: Groups, palette: Palette) -> list[Spec]:
    rows = [
        bar(
            number,
            of_member(group.names[0], group.members[0]),
            len(group.members),
            f"{count_of(len(group.members), 'member')} · {count_of(group.messages, 'message')}",
            palette.accent,
        )
        for number, group in enumerate(report.groups[:SHOWN])
    ]
    if not rows:
        return []
    return [
        bars(
            rows,
            palette,
            heading="named after the member with the highest score",
        )
    ]


def _fading(report: Fading, palette: Palette) -> list[Spec]:
    rows: list[Spec] = [
        {
            "place": number,
            "label": of_member(person.judgement.name, person.judgement.user_id),
            "usual": person.usual,
            "lately": person.lately,
            "shown": f"{average(round(person.usual, 1))} → {average(round(person.lately, 1))}",
        }
        for number, person in enumerate(report.fading[:SHOWN])
    ]
    if not rows:
        return []
    scale = {"domain": [0, scale_end((max(row["usual"], row["lately"]), f"{row['shown']}  ") for row in rows)]}
    usual = {"field": "usual", "type": "quantitative", "axis": None, "scale": scale}
    lately = {"field": "lately", "type": "quantitative", "axis": None, "scale": scale}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "color": palette.faint},
            "encoding": {"x": usual, "x2": {"field": "lately"}, "y": place()},
        },
        _dot(usual, palette.faint),
        _dot(lately, palette.warm),
        row_labels(palette, 12),
        {
            "mark": {"type": "text", "align": "left", "dx": 12, "color": palette.ink, "fontSize": TEXT_SIZE - 2},
            "encoding": {"x": usual, "y": place(), "text": {"field": "shown"}},
        },
    ]
    legend = key([("before the last four weeks", palette.faint), ("in the last four weeks", palette.warm)], palette)
    return [view(rows, layers, palette=palette, heading="messages a week"), legend]


def _dot(x: Spec, colour: str) -> Spec:
    mark = {"type": "circle", "size": 130, "opacity": 1, "color": colour}
    return {"mark": mark, "encoding": {"x": x, "y": place()}}


def _newcomers(report: Newcomers, palette: Palette) -> list[Spec]:
    rows: list[Spec] = [
        {
            "place": number,
            "label": of_member(person.name, person.user_id),
            "arrived": person.arrived.isoformat(),
            "shown": f"{day(person.arrived)}, {count_of(person.messages, 'message')}",
            "colour": ANSWERS[person.answered][1],
        }
        for number, person in enumerate(report.newcomers[:SHOWN])
    ]
    if not rows:
        return []
    layers: list[Spec] = [
        {
            "mark": {"type": "circle", "size": 150, "opacity": 1},
            "encoding": {
                "x": {"value": 10},
                "y": place(),
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        row_labels(palette),
        {
            "mark": {"type": "text", "align": "left", "dx": 12, "color": palette.ink, "fontSize": TEXT_SIZE - 2},
            "encoding": {"x": {"value": 16}, "y": place(), "text": {"field": "shown"}},
        },
    ]
    shown = dict.fromkeys(person.answered for person in report.newcomers[:SHOWN])
    return [
        view(rows, layers, palette=palette),
        key([ANSWERS[answer] for answer in ANSWERS if answer in shown], palette),
    ]


def _coverage(report: CoverageReport, palette: Palette) -> list[Spec]:
    end = report.heading.as_of.isoformat()
    start = report.seen_from.isoformat() if report.seen_from else end
    names = ["all channels"] if not report.missing else []
    gaps: list[Spec] = []
    for number, channel in enumerate(report.missing[:SHOWN]):
        names.append(of_channel(channel.channel, channel.channel_id) if channel.channel else "whole server")
        gaps += [{"place": number, "start": gap.start.isoformat(), "end": gap.end.isoformat()} for gap in channel.gaps]
    if report.share is None:
        return []
    rows: list[Spec] = [
        {"place": number, "label": name, "start": start, "end": end} for number, name in enumerate(names)
    ]
    axis = {"format": "%-d %b", "tickCount": 5, "labelFontSize": SMALL_SIZE, "labelFlush": True, "grid": False}
    time: Spec = {"type": "temporal", "scale": {"type": "utc"}, "axis": axis, "title": None}
    span: Spec = {"x": {"field": "start", **time}, "x2": {"field": "end"}, "y": place()}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": 14, "color": palette.accent}, "encoding": span},
        {
            "data": {"values": gaps},
            "mark": {"type": "bar", "height": 14, "color": palette.warm},
            "encoding": span,
        },
        row_labels(palette),
    ]
    legend = key([("seen", palette.accent), ("missing", palette.warm)], palette)
    drawn = view(rows, layers, palette=palette)
    return [drawn, legend] if gaps else [drawn]


def _digest(report: Digest, palette: Palette) -> list[Spec]:
    figures: tuple[tuple[str, Change], ...] = (
        ("messages", report.messages),
        ("members who wrote", report.active),
        ("responses", report.responses),
    )
    rows = []
    for number, (label, figure) in enumerate(figures):
        usual = figure.before or figure.now or 1
        said = whole(figure.now) if figure.before is None else f"{whole(figure.now)}  ({change(figure)})"
        line = 1.0 if figure.before else None
        rows.append({**bar(number, label, figure.now / usual, said, palette.accent, mark=line or 0.0), "usual": line})
    known = any(row["usual"] for row in rows)
    heading = "this week; the line is the average of the four weeks before" if known else "this week"
    made = bars(rows, palette, heading=heading)
    if known:
        made["layer"].append(_lines("usual", palette))
    people = (
        ("new evangelists", report.newly_evangelists, ROLE_COLOURS[Role.EVANGELIST]),
        ("newcomers", report.newcomers, ROLE_COLOURS[Role.NEWCOMER]),
        ("no answer yet", report.unanswered, palette.warm),
        ("newly fading", report.newly_fading, ROLE_COLOURS[Role.FADING]),
    )
    counted = [bar(number, label, count, whole(count), colour) for number, (label, count, colour) in enumerate(people)]
    return [made, bars(counted, palette, heading="people")]

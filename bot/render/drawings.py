"""What each report draws: one view or two, from rows of its own figures."""

from __future__ import annotations

from bot.render.audit_picture import draw_audit
from bot.render.channels import draw_channels
from bot.render.charts import bar, bars, columns, heat, key, place, row_labels, view, with_outlines
from bot.render.drawable import of_channel, of_member
from bot.render.extent import cut, scale_end
from bot.render.figures import FACET_WORDS, ROLE_WORDS, change
from bot.render.funnel_picture import draw_funnel
from bot.render.impact_picture import draw_impact
from bot.render.network import draw_network
from bot.render.shape import moving
from bot.render.style import LABELS, ROLE_COLOURS, SMALL_SIZE, TEXT_SIZE, WIDTH, Palette, Spec
from bot.render.telling.community import MESSAGES, NEWCOMERS, RESPONSES
from bot.render.telling.rankings import NOT_FIRM
from bot.render.trend_picture import draw_trend
from bot.reports import (
    Audit,
    Change,
    Channels,
    CoverageReport,
    Digest,
    Evangelists,
    Fading,
    GroupLine,
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
from bot.words.language import Words
from bot.words.text import Text, mark, term, text

SHOWN = 12
OUTLINED = mark("the outline is the period before")
ANSWERS: dict[str, tuple[Text, str]] = {
    "no": (text("no answer yet"), "#D55E00"),
    "maybe": (term("newcomer", "perhaps answered"), "#E69F00"),
    "yes": (term("newcomer", "answered"), "#0072B2"),
    "silent": (text("wrote nothing yet"), "#8a9199"),
}


def draw(report: Report, palette: Palette, words: Words) -> list[Spec]:
    """The views of a report from top to bottom; none where there is nothing to show."""
    match report:
        case Overview():
            return [
                draw_funnel(report, palette, words),
                *draw_trend(report, palette, words),
                _hours(report, palette, words),
            ]
        case Members():
            return _ranking(report, report.members, palette, words)
        case Evangelists():
            return _ranking(report, report.evangelists, palette, words)
        case Lurkers():
            return [_roles(report, palette, words)]
        case Member():
            return _member(report, palette, words)
        case Network():
            return draw_network(report, palette, words)
        case _:
            return _other(report, palette, words)


def _other(
    report: Groups | Audit | Channels | Fading | Newcomers | Impact | CoverageReport | Digest,
    palette: Palette,
    words: Words,
) -> list[Spec]:
    match report:
        case Groups():
            return _groups(report, palette, words)
        case Audit():
            return draw_audit(report, palette, words)
        case Impact():
            return draw_impact(report, palette, words)
        case Channels():
            return draw_channels(report, palette, words)
        case Fading():
            return _fading(report, palette, words)
        case Newcomers():
            return _newcomers(report, palette, words)
        case CoverageReport():
            return _coverage(report, palette, words)
        case Digest():
            return _digest(report, palette, words)


def _lines(field: str, palette: Palette) -> Spec:
    """A line on each row where ``field`` is known, to hold its bar against."""
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {"type": "tick", "thickness": 3, "size": 22, "opacity": 1, "color": palette.second},
        "encoding": {"x": {"field": field, "type": "quantitative"}, "y": place()},
    }


def _roles(report: Lurkers, palette: Palette, words: Words) -> Spec:
    rows: list[Spec] = []
    for number, (role, count) in enumerate(report.kinds):
        before = report.earlier.kinds[role] if report.earlier else None
        shown = moving(count, before, words).in_a_sentence
        drawn = bar(number, words.read(ROLE_WORDS[role]), count, shown, ROLE_COLOURS[role], before or 0.0)
        rows.append({**drawn, "before": before})
    heading = words.say("members by role; the last three wrote nothing")
    if report.earlier is None:
        return bars(rows, palette, heading=heading)
    return with_outlines(bars(rows, palette, heading=f"{heading}; {words.say(OUTLINED)}"), palette)


def _hours(report: Overview, palette: Palette, words: Words) -> Spec:
    rows = [
        {"weekday": words.weekday(weekday, "abbreviated"), "hour": hour, "value": count}
        for weekday, counts in enumerate(report.hours)
        for hour, count in enumerate(counts)
    ]
    most = max(max(counts) for counts in report.hours)
    heading = words.say("messages by hour ({zone}), at most {n} in an hour of the week", zone=report.zone, n=most)
    return heat(rows, palette, cut(heading, LABELS + WIDTH, SMALL_SIZE + 1))


def _ranking(
    report: Members | Evangelists, people: tuple[Judgement, ...], palette: Palette, words: Words
) -> list[Spec]:
    firm = report if isinstance(report, Evangelists) else None
    marks = [""] * len(people) if firm is None else ["" if one.is_firm else f" {NOT_FIRM}" for one in firm.firmness]
    rows: list[Spec] = []
    for number, person in enumerate(people[:SHOWN]):
        earlier = report.earlier.get(person.user_id)
        before = earlier.score if earlier else None
        score = moving(person.score, before, words, 1).in_a_sentence
        shown = words.say("{score} · answered by {n}", score=score, n=person.responders) + marks[number]
        name, colour = of_member(person.name, person.user_id, words), ROLE_COLOURS[person.role]
        rows.append({**bar(number, name, person.score, shown, colour, before or 0.0), "before": before})
    if not rows:
        return []
    seen = dict.fromkeys(person.role for person in people[:SHOWN])
    legend = key([(words.read(ROLE_WORDS[role]), ROLE_COLOURS[role]) for role in Role if role in seen], palette)
    heading = words.say("score of 100, first {n}", n=len(rows)) if len(people) > SHOWN else words.say("score of 100")
    if firm is not None and any(marks[:SHOWN]):
        others = words.say("{mark} not among the first {n} with some other weights", mark=NOT_FIRM, n=firm.first)
        heading = f"{heading}; {others}"
    if report.earlier:
        heading = f"{heading}; {words.say(OUTLINED)}"
    drawn = bars(rows, palette, heading=heading)
    if report.earlier:
        drawn = with_outlines(drawn, palette)
    return [drawn, legend] if len(seen) > 1 else [drawn]


def _member(report: Member, palette: Palette, words: Words) -> list[Spec]:
    rows: list[Spec] = [
        {
            **bar(
                number,
                words.read(FACET_WORDS[line.facet]),
                line.value or 0.0,
                words.say("not enough seen") if line.value is None else words.share(line.value),
                palette.accent,
                line.median or 0.0,
            ),
            "median": line.median,
        }
        for number, line in enumerate(report.facets)
    ]
    facets = bars(rows, palette, heading=words.say("facets; the line is the median of this place"))
    facets["layer"].append(_lines("median", palette))
    weekly = [{"place": number, "value": count} for number, count in enumerate(report.judgement.weekly)]
    return [facets, columns(weekly, palette, words.say("messages a week, the oldest first"))]


def _groups(report: Groups, palette: Palette, words: Words) -> list[Spec]:
    rows = [
        bar(
            number,
            of_member(group.names[0], group.members[0], words),
            len(group.members),
            _size_of(group, words),
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
            heading=words.say("named after the member with the highest score"),
        )
    ]


def _size_of(group: GroupLine, words: Words) -> str:
    members = words.count("{n} member", "{n} members", len(group.members))
    messages = words.count("{n} message", "{n} messages", group.messages)
    return f"{members} · {messages}"


def _fading(report: Fading, palette: Palette, words: Words) -> list[Spec]:
    rows: list[Spec] = [
        {
            "place": number,
            "label": of_member(person.judgement.name, person.judgement.user_id, words),
            "usual": person.usual,
            "lately": person.lately,
            "shown": f"{words.average(round(person.usual, 1))} → {words.average(round(person.lately, 1))}",
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
    legend = key(
        [
            (words.say("before the last four weeks"), palette.faint),
            (words.say("in the last four weeks"), palette.warm),
        ],
        palette,
    )
    return [view(rows, layers, palette=palette, heading=words.say("messages a week")), legend]


def _dot(x: Spec, colour: str) -> Spec:
    mark = {"type": "circle", "size": 130, "opacity": 1, "color": colour}
    return {"mark": mark, "encoding": {"x": x, "y": place()}}


def _newcomers(report: Newcomers, palette: Palette, words: Words) -> list[Spec]:
    rows: list[Spec] = [
        {
            "place": number,
            "label": of_member(person.name, person.user_id, words),
            "arrived": person.arrived.isoformat(),
            "shown": words.count("{day}, {n} message", "{day}, {n} messages", person.messages, day=person.arrived),
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
        key([(words.read(said), colour) for answer, (said, colour) in ANSWERS.items() if answer in shown], palette),
    ]


def _coverage(report: CoverageReport, palette: Palette, words: Words) -> list[Spec]:
    end = report.heading.as_of.isoformat()
    start = report.seen_from.isoformat() if report.seen_from else end
    names = [words.say("all channels")] if not report.missing else []
    gaps: list[Spec] = []
    for number, channel in enumerate(report.missing[:SHOWN]):
        names.append(
            of_channel(channel.channel, channel.channel_id, words) if channel.channel else words.say("whole server")
        )
        gaps += [{"place": number, "start": gap.start.isoformat(), "end": gap.end.isoformat()} for gap in channel.gaps]
    if report.share is None:
        return []
    rows: list[Spec] = [
        {"place": number, "label": name, "start": start, "end": end} for number, name in enumerate(names)
    ]
    axis = {"format": "%x", "tickCount": 5, "labelFontSize": SMALL_SIZE, "labelFlush": True, "grid": False}
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
    legend = key([(words.say("seen"), palette.accent), (words.say("missing"), palette.warm)], palette)
    drawn = view(rows, layers, palette=palette)
    return [drawn, legend] if gaps else [drawn]


def _digest(report: Digest, palette: Palette, words: Words) -> list[Spec]:
    figures: tuple[tuple[str, Change], ...] = (
        (words.read(MESSAGES), report.messages),
        (words.say("members who wrote"), report.active),
        (words.read(RESPONSES), report.responses),
    )
    rows = []
    for number, (label, figure) in enumerate(figures):
        usual = figure.before or figure.now or 1
        said = words.fixed(figure.now)
        if figure.before is not None:
            said = f"{said}  ({change(figure, words)})"
        line = 1.0 if figure.before else None
        rows.append({**bar(number, label, figure.now / usual, said, palette.accent, mark=line or 0.0), "usual": line})
    known = any(row["usual"] for row in rows)
    heading = words.say("this week")
    if known:
        heading = words.say("this week; the line is the average of the four weeks before")
    made = bars(rows, palette, heading=heading)
    if known:
        made["layer"].append(_lines("usual", palette))
    people = (
        (words.say("new evangelists"), report.newly_evangelists, ROLE_COLOURS[Role.EVANGELIST]),
        (words.read(NEWCOMERS), report.newcomers, ROLE_COLOURS[Role.NEWCOMER]),
        (words.say("no answer yet"), report.unanswered, palette.warm),
        (words.say("newly fading"), report.newly_fading, ROLE_COLOURS[Role.FADING]),
    )
    counted = [
        bar(number, label, count, words.fixed(count), colour) for number, (label, count, colour) in enumerate(people)
    ]
    return [made, bars(counted, palette, heading=words.say("people"))]

"""Why: texts with numbers, not worded yet, and what would change them. Plain and kind."""

from __future__ import annotations

from dataclasses import dataclass

from bot.scoring.roles import EVANGELIST_BAR, HELD_WEEKS, Role
from bot.scoring.weeks import late_weeks
from bot.words.text import Text, counted, text

MANY_MESSAGES = 40
FEW_ANSWERS = 0.1


@dataclass(frozen=True, slots=True)
class Grounds:
    """The counts that sentences about one member are made of."""

    messages: int
    responders: int
    answered: int
    """Different people whom they answered."""
    unnamed: int
    """Reactions from people whom the source does not name."""
    active_weeks: int
    possible_weeks: int
    weeks: int
    days: int
    effective: float
    """Effective number of responders: inverse Simpson of the responses (Hill 1973, order 2)."""
    answered_share: float
    """Responses a message, at most 1."""
    reactions: int
    voice_hours: float
    late_days: int
    """Days of writing in the last third of the window."""
    days_here: int | None
    reach: float | None
    consistency: float | None
    dialogue: float | None
    welcome: float | None
    invited: int
    circle_size: int
    """People in their circle, themselves included; 0 for none."""
    insular: float
    """0..1: share of those who answer the circle's members that is of the circle itself."""
    echoed: float
    """0..1: share of all that comes back to the circle's members that is of the circle itself."""
    one_voice: bool
    """Whether the circle counts as hardly more than one voice."""
    circling: bool
    props: int
    """People who respond much to them and to hardly anybody else, where hardly anybody but those does; otherwise 0."""
    raider: bool
    propping: bool
    """Whether they are one of those for somebody else."""
    flooded: int
    """Messages on days of which hardly any was answered, where that was a flood; otherwise 0."""
    flood_days: int
    kept: bool
    """Whether their role is kept from some weeks ago."""
    only_tie_of: int
    """How many members have no tie but theirs."""


def reasons_for(grounds: Grounds, role: Role) -> tuple[Text, ...]:
    """What the role and the score rest on, the weightiest first, and last what would change them."""
    if grounds.messages == 0:
        return silent_reasons(grounds, role)
    found = [*heard_reasons(grounds), *presence_reasons(grounds, role), *giving_reasons(grounds)]
    if grounds.kept:
        weeks = counted("for up to {n} week", "for up to {n} weeks", HELD_WEEKS)
        if role is Role.EVANGELIST:
            found.append(text("below what makes an evangelist just now, and kept as one {weeks}", weeks=weeks))
        else:
            found.append(text("below what makes a contributor just now, and kept as one {weeks}", weeks=weeks))
    return (*found, *what_would_help(grounds, role))


def silent_reasons(grounds: Grounds, role: Role) -> tuple[Text, ...]:
    if role is Role.LAPSED:
        return (
            counted(
                "wrote before, but nothing in the last {n} day",
                "wrote before, but nothing in the last {n} days",
                grounds.days,
            ),
        )
    seen = []
    if grounds.reactions:
        seen.append(counted("gave {n} reaction", "gave {n} reactions", grounds.reactions))
    if grounds.voice_hours > 0:
        seen.append(counted("was in voice for {n:.1} hours", "was in voice for {n:.1} hours", grounds.voice_hours))
    nothing = counted("wrote nothing in the last {n} day", "wrote nothing in the last {n} days", grounds.days)
    return (*seen, nothing)


def heard_reasons(grounds: Grounds) -> list[Text]:
    span = counted("in {n} week", "in {n} weeks", grounds.weeks)
    if grounds.responders == 0:
        found = [
            counted(
                "wrote {n} message {span}; nobody was seen answering",
                "wrote {n} messages {span}; nobody was seen answering",
                grounds.messages,
                span=span,
            )
        ]
    else:
        found = [
            counted(
                "answered by {n} different person {span}",
                "answered by {n} different people {span}",
                grounds.responders,
                span=span,
            )
        ]
    few = max(1, round(grounds.effective))
    if grounds.responders >= 4 and few <= min(4, grounds.responders // 2):
        found.append(counted("most of it comes from {n} person", "most of it comes from {n} people", few))
    if grounds.one_voice and not grounds.circling:
        found.append(
            text(
                "{share:percent} of it comes from a circle of {people}, which counts as one voice",
                share=grounds.insular,
                people=grounds.circle_size,
            )
        )
    if grounds.messages >= MANY_MESSAGES and grounds.answered_share < FEW_ANSWERS:
        found.append(
            counted(
                "posts a lot ({n} message), but {share:percent} get an answer",
                "posts a lot ({n} messages), but {share:percent} get an answer",
                grounds.messages,
                share=grounds.answered_share,
            )
        )
    if grounds.unnamed:
        found.append(
            counted(
                "got {n} reaction from people whom the source does not name",
                "got {n} reactions from people whom the source does not name",
                grounds.unnamed,
            )
        )
    return found


def presence_reasons(grounds: Grounds, role: Role) -> list[Text]:
    found = [
        counted(
            "present in {weeks} of {n} week",
            "present in {weeks} of {n} weeks",
            grounds.possible_weeks,
            weeks=grounds.active_weeks,
        )
    ]
    if role is Role.NEWCOMER and grounds.days_here is not None:
        here = grounds.days_here
        found.append(counted("came {n} day ago", "came {n} days ago", here) if here else text("came today"))
    if role is Role.FADING:
        last = counted("in the last week", "in the last {n} weeks", late_weeks(grounds.weeks))
        found.append(
            counted("wrote on {n} day {last}", "wrote on {n} days {last}", grounds.late_days, last=last)
            if grounds.late_days
            else text("wrote nothing {last}", last=last)
        )
    return found


def giving_reasons(grounds: Grounds) -> list[Text]:
    found = []
    if grounds.answered:
        found.append(counted("answered {n} different person", "answered {n} different people", grounds.answered))
    if grounds.only_tie_of:
        found.append(counted("the only tie of {n} member", "the only tie of {n} members", grounds.only_tie_of))
    if grounds.welcome:
        found.append(text("answered newcomers who stayed"))
    if grounds.invited:
        found.append(counted("invited {n} person", "invited {n} people", grounds.invited))
    return found


def what_would_help(grounds: Grounds, role: Role) -> list[Text]:
    """The facet that is furthest below an evangelist's, as something one can do."""
    if role is Role.FADING or (role is Role.EVANGELIST and not grounds.kept):
        return []
    below = [
        ((grounds.dialogue or 0.0) / EVANGELIST_BAR.dialogue, text("more answers to others would show here")),
        ((grounds.consistency or 0.0) / EVANGELIST_BAR.consistency, text("writing in more weeks would show here")),
        ((grounds.reach or 0.0) / EVANGELIST_BAR.reach, text("answers from more different people would show here")),
    ]
    share, sentence = min(below, key=lambda pair: pair[0])
    return [sentence] if share < 1.0 else []


def doubts_about(grounds: Grounds) -> tuple[Text, ...]:
    """``looks inflated, because …``: what can be seen, never what somebody meant by it."""
    found = []
    if grounds.circling:
        found.append(
            counted(
                "looks inflated, because they and {n} other member answer nearly everything of each other's, and "
                "{share:percent} of what comes back to them is from each other",
                "looks inflated, because they and {n} other members answer nearly everything of each other's, and "
                "{share:percent} of what comes back to them is from each other",
                grounds.circle_size - 1,
                share=grounds.echoed,
            )
        )
    elif grounds.props:
        found.append(
            counted(
                "looks inflated, because most of the answers come from {n} member who answers hardly anybody else",
                "looks inflated, because most of the answers come from {n} members who answer hardly anybody else",
                grounds.props,
            )
        )
    if grounds.propping:
        found.append(
            text(
                "looks inflated, because nearly all of their answers go to one member, whom hardly anybody else answers"
            )
        )
    if grounds.flooded:
        when = counted("on one day", "on {n} days", grounds.flood_days)
        found.append(
            counted(
                "looks inflated, because of {n} message {when} hardly any were answered",
                "looks inflated, because of {n} messages {when} hardly any were answered",
                grounds.flooded,
                when=when,
            )
        )
    if grounds.raider:
        found.append(
            text("looks inflated, because they joined together with others within minutes and for one day only")
        )
    return tuple(found)

"""Why: sentences with numbers, and what would change them. Plain and kind."""

from __future__ import annotations

from dataclasses import dataclass

from bot.scoring.roles import EVANGELIST_BAR, HELD_WEEKS, Role
from bot.scoring.weeks import late_weeks

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


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 week``, ``2 weeks``, ``1,024 messages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    return f"{round(100 * share)}%"


def reasons_for(grounds: Grounds, role: Role) -> tuple[str, ...]:
    """What the role and the score rest on, the weightiest first, and last what would change them."""
    if grounds.messages == 0:
        return silent_reasons(grounds, role)
    found = [*heard_reasons(grounds), *presence_reasons(grounds, role), *giving_reasons(grounds)]
    if grounds.kept:
        what = f"an {role}" if role is Role.EVANGELIST else f"a {role}"
        found.append(f"below what makes {what} just now, and kept as one for up to {count(HELD_WEEKS, 'week')}")
    return (*found, *what_would_help(grounds, role))


def silent_reasons(grounds: Grounds, role: Role) -> tuple[str, ...]:
    span = f"in the last {count(grounds.days, 'day')}"
    if role is Role.LAPSED:
        return (f"wrote before, but nothing {span}",)
    seen = []
    if grounds.reactions:
        seen.append(f"gave {count(grounds.reactions, 'reaction')}")
    if grounds.voice_hours > 0:
        seen.append(f"was in voice for {grounds.voice_hours:,.1f} hours")
    return (*seen, f"wrote nothing {span}")


def heard_reasons(grounds: Grounds) -> list[str]:
    span = f"in {count(grounds.weeks, 'week')}"
    if grounds.responders == 0:
        found = [f"wrote {count(grounds.messages, 'message')} {span}; nobody was seen answering"]
    else:
        found = [f"answered by {count(grounds.responders, 'different person', 'different people')} {span}"]
    few = max(1, round(grounds.effective))
    if grounds.responders >= 4 and few <= min(4, grounds.responders // 2):
        found.append(f"most of it comes from {count(few, 'person', 'people')}")
    if grounds.one_voice and not grounds.circling:
        found.append(
            f"{percent(grounds.insular)} of it comes from a circle of {grounds.circle_size}, which counts as one voice"
        )
    if grounds.messages >= MANY_MESSAGES and grounds.answered_share < FEW_ANSWERS:
        share = percent(grounds.answered_share)
        found.append(f"posts a lot ({count(grounds.messages, 'message')}), but {share} get an answer")
    if grounds.unnamed:
        found.append(f"got {count(grounds.unnamed, 'reaction')} from people whom the source does not name")
    return found


def presence_reasons(grounds: Grounds, role: Role) -> list[str]:
    found = [f"present in {grounds.active_weeks} of {count(grounds.possible_weeks, 'week')}"]
    if role is Role.NEWCOMER and grounds.days_here is not None:
        found.append(f"came {count(grounds.days_here, 'day')} ago" if grounds.days_here else "came today")
    if role is Role.FADING:
        late = late_weeks(grounds.weeks)
        last = "week" if late == 1 else f"{late} weeks"
        wrote = f"on {count(grounds.late_days, 'day')}" if grounds.late_days else "nothing"
        found.append(f"wrote {wrote} in the last {last}")
    return found


def giving_reasons(grounds: Grounds) -> list[str]:
    found = []
    if grounds.answered:
        found.append(f"answered {count(grounds.answered, 'different person', 'different people')}")
    if grounds.only_tie_of:
        found.append(f"the only tie of {count(grounds.only_tie_of, 'member')}")
    if grounds.welcome:
        found.append("answered newcomers who stayed")
    if grounds.invited:
        found.append(f"invited {count(grounds.invited, 'person', 'people')}")
    return found


def what_would_help(grounds: Grounds, role: Role) -> list[str]:
    """The facet that is furthest below an evangelist's, as something one can do."""
    if role is Role.FADING or (role is Role.EVANGELIST and not grounds.kept):
        return []
    below = [
        ((grounds.dialogue or 0.0) / EVANGELIST_BAR.dialogue, "more answers to others would show here"),
        ((grounds.consistency or 0.0) / EVANGELIST_BAR.consistency, "writing in more weeks would show here"),
        ((grounds.reach or 0.0) / EVANGELIST_BAR.reach, "answers from more different people would show here"),
    ]
    share, sentence = min(below, key=lambda pair: pair[0])
    return [sentence] if share < 1.0 else []


def doubts_about(grounds: Grounds) -> tuple[str, ...]:
    """``looks inflated, because …``: what can be seen, never what somebody meant by it."""
    found = []
    if grounds.circling:
        others = count(grounds.circle_size - 1, "other member")
        found.append(
            f"looks inflated, because they and {others} answer nearly everything of each other's, and "
            f"{percent(grounds.echoed)} of what comes back to them is from each other"
        )
    elif grounds.props:
        who = count(grounds.props, "member who answers", "members who answer")
        found.append(f"looks inflated, because most of the answers come from {who} hardly anybody else")
    if grounds.propping:
        found.append(
            "looks inflated, because nearly all of their answers go to one member, whom hardly anybody else answers"
        )
    if grounds.flooded:
        when = "one day" if grounds.flood_days == 1 else count(grounds.flood_days, "day")
        found.append(
            f"looks inflated, because of {count(grounds.flooded, 'message')} on {when} hardly any were answered"
        )
    if grounds.raider:
        found.append("looks inflated, because they joined together with others within minutes and for one day only")
    return tuple(found)

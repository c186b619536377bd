"""Why: sentences with numbers, and what would change them. Plain and kind."""

from __future__ import annotations

from dataclasses import dataclass

from bot.scoring.roles import Role

MANY_MESSAGES = 40
INSULAR, INTENSE = 0.6, 0.9
"""A circle that keeps to itself *and* answers nearly everything it writes; friends in a quiet corner do the first,
not the second (at most 0.7 in three archives, 1.8 in planted rings)."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The counts that sentences about one member are made of."""

    messages: int
    responders: int
    answered: int
    """Different people whom they answered."""
    active_weeks: int
    possible_weeks: int
    window_days: int
    effective: float
    """Effective number of responders: inverse Simpson of the responses (Hill 1973, order 2)."""
    reactions: int
    voice_hours: float
    answered_share: float
    """Responses a message, at most 1."""
    recent_days: int
    """Days of writing in the last third of the window."""
    welcome: float | None
    recruited: int
    circle_size: int
    """People in their circle, themselves included; 0 for none."""
    insular: float
    """0..1: what share of the people who answer the circle is of the circle."""
    intensity: float
    """Responses from the circle to what its members wrote, on logarithmic scales."""
    props: int
    """People who respond much to them and to hardly anybody else."""
    raider: bool
    flooded: int


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 week``, ``2 weeks``, ``1,024 messages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def reasons_for(grounds: Grounds, role: Role) -> tuple[str, ...]:
    """What the role and the score rest on, the weightiest first, and last what would change them."""
    if grounds.messages == 0:
        return silent_reasons(grounds, role)
    found = [*heard_reasons(grounds), *presence_reasons(grounds, role), *giving_reasons(grounds)]
    return (*found, *what_would_help(grounds, role))


def silent_reasons(grounds: Grounds, role: Role) -> tuple[str, ...]:
    span = f"in {count(grounds.window_days, 'day')}"
    if role is Role.LAPSED:
        return (f"wrote before, nothing {span}",)
    seen = []
    if grounds.reactions:
        seen.append(f"gave {count(grounds.reactions, 'reaction')}")
    if grounds.voice_hours > 0:
        seen.append(f"was in voice for {grounds.voice_hours:,.1f} hours")
    return (*seen, f"wrote nothing {span}")


def heard_reasons(grounds: Grounds) -> list[str]:
    if grounds.responders == 0:
        return [f"wrote {count(grounds.messages, 'message')}, nobody was seen answering"]
    span = count(max(1, round(grounds.window_days / 7)), "week")
    found = [f"answered by {count(grounds.responders, 'different person', 'different people')} in {span}"]
    few = max(1, round(grounds.effective))
    if grounds.responders >= 4 and few <= 3 and few < grounds.responders / 2:
        found.append(f"most of it comes from {count(few, 'person', 'people')}")
    if grounds.messages >= MANY_MESSAGES and grounds.answered_share < 0.1:
        share = f"{grounds.answered_share:.0%}".replace("%", " %")
        found.append(f"posts a lot ({count(grounds.messages, 'message')}), but {share} get an answer")
    return found


def presence_reasons(grounds: Grounds, role: Role) -> list[str]:
    found = [f"present in {grounds.active_weeks} of {count(grounds.possible_weeks, 'week')}"]
    if role is Role.FADING:
        late = count(max(1, grounds.window_days // 21), "week")
        quiet = f"wrote on {count(grounds.recent_days, 'day')}" if grounds.recent_days else "wrote nothing"
        found.append(f"{quiet} in the last {late}")
    return found


def giving_reasons(grounds: Grounds) -> list[str]:
    found = []
    if grounds.answered:
        found.append(f"answered {count(grounds.answered, 'different person', 'different people')}")
    if grounds.welcome is not None and grounds.welcome >= 0.25:
        found.append("answered newcomers who stayed")
    if grounds.recruited:
        found.append(f"invited {count(grounds.recruited, 'person', 'people')}")
    return found


def what_would_help(grounds: Grounds, role: Role) -> list[str]:
    if role is Role.EVANGELIST:
        return []
    if grounds.answered < 3:
        return ["more answers to others would show here"]
    if grounds.active_weeks < grounds.possible_weeks / 2:
        return ["more weeks of presence would show here"]
    if grounds.responders < 8:
        return ["answers from more different people would show here"]
    return []


def doubts_about(grounds: Grounds) -> tuple[str, ...]:
    """``looks inflated, because …``: what can be seen, never what somebody meant by it."""
    found = []
    if grounds.circle_size >= 3 and grounds.insular >= INSULAR and grounds.intensity >= INTENSE:
        share = f"{grounds.insular:.0%}".replace("%", " %")
        found.append(
            f"looks inflated, because {share} of the answers to them and {count(grounds.circle_size - 1, 'other')} "
            "come from each other, and hardly a message of theirs goes without one"
        )
    if grounds.props and grounds.effective < grounds.props + 1:
        who = count(grounds.props, "member who answers", "members who answer")
        found.append(f"looks inflated, because most answers come from {who} hardly anybody else")
    if grounds.flooded:
        found.append(
            f"looks inflated, because {count(grounds.flooded, 'message')} on one day are far more than anybody answered"
        )
    if grounds.raider:
        found.append("looks inflated, because they joined together with others within minutes, for one day only")
    return tuple(found)

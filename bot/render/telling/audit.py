"""What the audit says: each group in a few lines."""

from __future__ import annotations

from bot.render.figures import ROLE_WORDS, count_of, share, whole
from bot.render.shape import Column, Row, Section
from bot.reports import Audit, AuditedGroup
from bot.scoring import Role

PLURALS = {Role.FADING: "fading", Role.LAPSED: "lapsed", Role.UNSEEN: "unseen"}
"""Roles of which several are called as one is."""


def tell_audit(report: Audit) -> tuple[Section, ...]:
    columns = (
        Column("group", most=24),
        Column("members", "{} members", right=True),
        Column("messages", "{} messages", "{} message", right=True),
        Column("evangelist", "evangelist {}", most=16),
        Column("would miss", "would miss {}", most=16),
    )
    rows = tuple(
        Row(
            (
                group.name,
                whole(len(group.members)),
                whole(group.messages),
                group.evangelist.name if group.evangelist else "–",
                group.missed.who.name if group.missed else "–",
            ),
            "; ".join(_notes(group)),
        )
        for group in report.groups
    )
    sections = [Section("", columns, rows)] if rows else []
    alone = report.active - report.people
    if rows and alone > 0:
        line = f"{count_of(alone, 'active member')} in no group of three or more"
        sections.append(Section("Outside of the groups", lines=(line,)))
    return tuple(sections)


def find_audit(report: Audit) -> str:
    if not report.total:
        return "No groups stand out: people answer each other across the whole place, or hardly at all."
    verb = "forms" if report.people == 1 else "form"
    people = f"{whole(report.people)} of {count_of(report.active, 'active member')}"
    said = f"{people} {verb} {count_of(report.total, 'group')}"
    if not report.leaning:
        return f"{said}; none leans on one person alone."
    lean = "leans" if report.leaning == 1 else "lean"
    return f"{said}; {whole(report.leaning)} of them {lean} on one person."


def roles_of(group: AuditedGroup) -> str:
    """2 evangelists, 1 fading."""
    return ", ".join(
        f"{whole(count)} {PLURALS.get(role, ROLE_WORDS[role] + ('s' if count > 1 else ''))}"
        for role, count in group.roles
    )


def _notes(group: AuditedGroup) -> list[str]:
    notes = [roles_of(group)]
    if group.topics:
        notes.append("writes in " + ", ".join(f"#{topic.channel} ({share(topic.share)})" for topic in group.topics))
    if group.bridge:
        notes.append(f"{group.bridge.who.name} joins it to the group {group.bridge.to}")
    if group.missed:
        others = count_of(group.missed.cut_off, "other")
        without = f", and {others} would lose touch without them" if group.missed.cut_off else ""
        notes.append(f"{share(group.missed.share)} of its ties are {group.missed.who.name}'s{without}")
    return notes

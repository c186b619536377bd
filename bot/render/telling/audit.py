"""What the audit says: each group in a few lines."""

from __future__ import annotations

from bot.render.figures import around
from bot.render.shape import Column, Row, Section, whole
from bot.reports import Audit, AuditedGroup
from bot.scoring import Role
from bot.words.language import UNKNOWN, Words
from bot.words.text import Plural, mark

ROLE_COUNTS: dict[Role, Plural] = {
    Role.EVANGELIST: Plural("{n} evangelist", "{n} evangelists"),
    Role.CONTRIBUTOR: Plural("{n} contributor", "{n} contributors"),
    Role.REGULAR: Plural("{n} regular", "{n} regulars"),
    Role.NEWCOMER: Plural("{n} newcomer", "{n} newcomers"),
    Role.FADING: Plural("{n} fading", "{n} fading"),
    Role.REACTOR: Plural("{n} reactor", "{n} reactors"),
    Role.LAPSED: Plural("{n} lapsed", "{n} lapsed"),
    Role.UNSEEN: Plural("{n} unseen", "{n} unseen"),
}
NO_GROUPS = mark("No groups stand out: people answer each other across the whole place, or hardly at all.")


def tell_audit(report: Audit, words: Words) -> tuple[Section, ...]:
    columns = (
        Column("group", most=24),
        Column("members", Plural("{n} member", "{n} members"), right=True),
        Column("messages", Plural("{n} message", "{n} messages"), right=True),
        Column("evangelist", mark("evangelist {n}"), most=16),
        Column("would miss", mark("would miss {n}"), most=16),
    )
    rows = tuple(
        Row(
            (
                around(group.name, words),
                whole(len(group.members), words),
                whole(group.messages, words),
                group.evangelist.name if group.evangelist else UNKNOWN,
                group.missed.who.name if group.missed else UNKNOWN,
            ),
            "; ".join(_notes(group, words)),
        )
        for group in report.groups
    )
    sections = [Section("", columns, rows)] if rows else []
    alone = report.active - report.people
    if rows and alone > 0:
        line = words.count(
            "{n} active member in no group of three or more", "{n} active members in no group of three or more", alone
        )
        sections.append(Section(words.say("Outside of the groups"), lines=(line,)))
    return tuple(sections)


def find_audit(report: Audit, words: Words) -> str:
    if not report.total:
        return words.say(NO_GROUPS)
    groups = words.count("{n} group", "{n} groups", report.total)
    said = words.count(
        "{people} of {n} active member form {groups}",
        "{people} of {n} active members form {groups}",
        report.active,
        people=report.people,
        groups=groups,
    )
    if not report.leaning:
        return words.say("{said}; none leans on one person alone.", said=said)
    return words.count(
        "{said}; {n} of them leans on one person.", "{said}; {n} of them lean on one person.", report.leaning, said=said
    )


def roles_of(group: AuditedGroup, words: Words) -> str:
    """2 evangelists, 1 fading."""
    return words.join(words.count(*ROLE_COUNTS[role], count) for role, count in group.roles)


def _notes(group: AuditedGroup, words: Words) -> list[str]:
    notes = [roles_of(group, words)]
    if group.topics:
        topics = words.join(f"#{topic.channel} ({words.share(topic.share)})" for topic in group.topics)
        notes.append(words.say("writes in {channels}", channels=topics))
    if group.bridge:
        notes.append(
            words.say(
                "{name} joins it to the group {group}", name=group.bridge.who.name, group=around(group.bridge.to, words)
            )
        )
    if group.missed:
        missed = group.missed
        share, name = words.share(missed.share), missed.who.name
        if missed.cut_off:
            notes.append(
                words.count(
                    "{share} of its ties are {name}'s, and {n} other would lose touch without them",
                    "{share} of its ties are {name}'s, and {n} others would lose touch without them",
                    missed.cut_off,
                    share=share,
                    name=name,
                )
            )
        else:
            notes.append(words.say("{share} of its ties are {name}'s", share=share, name=name))
    return notes

"""The audit as a document and as a table."""

from __future__ import annotations

from typing import Any

from bot.render.cells import Cell, Table
from bot.render.figures import around
from bot.reports import Audit, AuditedGroup, Somebody
from bot.scoring import Role
from bot.words.language import Words

Json = dict[str, Any]


def audit_document(report: Audit, words: Words) -> Json:
    return {
        "total": report.total,
        "people": report.people,
        "active": report.active,
        "leaning": report.leaning,
        "groups": [_document(group, words) for group in report.groups],
    }


def _document(group: AuditedGroup, words: Words) -> Json:
    bridge, missed = group.bridge, group.missed
    return {
        "name": around(group.name, words),
        "members": [_somebody(member) for member in group.members],
        "roles": {role.value: count for role, count in group.roles},
        "messages": group.messages,
        "topics": [
            {"channel_id": str(topic.channel_id), "channel": topic.channel, "share": round(topic.share, 4)}
            for topic in group.topics
        ],
        "evangelist": _somebody(group.evangelist) if group.evangelist else None,
        "bridge": {**_somebody(bridge.who), "to": around(bridge.to, words)} if bridge else None,
        "would_miss": {
            **_somebody(missed.who),
            "share": round(missed.share, 4),
            "cut_off": missed.cut_off,
            "leans": missed.leans,
        }
        if missed
        else None,
    }


def _somebody(who: Somebody) -> Json:
    return {"user_id": str(who.user_id), "name": who.name}


def audit_table(report: Audit, words: Words) -> Table:
    """One row a group."""
    head = ("group", "members", "messages", *(role.value for role in Role), "topics", "evangelist_id", "evangelist")
    head += ("bridge_id", "bridge", "bridge_to", "would_miss_id", "would_miss", "share_of_ties", "cut_off", "leans")
    return head, (_row(group, words) for group in report.groups)


def _row(group: AuditedGroup, words: Words) -> tuple[Cell, ...]:
    roles, best, bridge, missed = dict(group.roles), group.evangelist, group.bridge, group.missed
    return (
        around(group.name, words),
        len(group.members),
        group.messages,
        *(roles.get(role, 0) for role in Role),
        "; ".join(f"#{topic.channel} {topic.share:.0%}" for topic in group.topics),
        *((str(best.user_id), best.name) if best else (None, None)),
        *((str(bridge.who.user_id), bridge.who.name, around(bridge.to, words)) if bridge else (None, None, None)),
        *((str(missed.who.user_id), missed.who.name) if missed else (None, None)),
        *((missed.share, missed.cut_off, str(missed.leans).lower()) if missed else (None, None, None)),
    )

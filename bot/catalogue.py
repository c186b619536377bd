"""The reports there are, and the roles members play, by the names that every door asks for them with.

It loads nothing, so that help is quick.
"""

from __future__ import annotations

from typing import Literal, get_args

ReportName = Literal[
    "overview",
    "members",
    "evangelists",
    "lurkers",
    "member",
    "network",
    "groups",
    "audit",
    "channels",
    "fading",
    "newcomers",
    "impact",
    "coverage",
    "digest",
]
REPORT_NAMES: tuple[ReportName, ...] = get_args(ReportName)

COMPARED: tuple[ReportName, ...] = ("members", "evangelists", "lurkers", "channels", "fading")
"""Lists whose rows can be held against the period before; an overview and a digest always are."""

RoleName = Literal["evangelist", "contributor", "regular", "newcomer", "fading", "reactor", "lapsed", "unseen"]
ROLE_NAMES: tuple[RoleName, ...] = get_args(RoleName)

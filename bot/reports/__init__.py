"""Reports: what a moderator is told. Pure: observations and a standing go in, frozen dataclasses come out."""

from bot.reports.audit import Audit, AuditedGroup, Somebody, build_audit
from bot.reports.backtest import (
    METHODS,
    Backtest,
    Method,
    Month,
    build_backtest,
    month_of,
)
from bot.reports.before import Before, look_back
from bot.reports.change import Change
from bot.reports.channels import ChannelRow, Channels, build_channels
from bot.reports.comparison import Listed, compare
from bot.reports.coverage import ChannelGaps, CoverageReport, build_coverage
from bot.reports.digest import Digest, LastWeek, Week, build_digest, last_week_of, week_of
from bot.reports.evangelists import Evangelists, build_evangelists
from bot.reports.fading import Fading, FadingMember, build_fading
from bot.reports.groups import GroupLine, Groups, build_groups
from bot.reports.heading import WHOLE, Against, Heading
from bot.reports.impact import Effect, Impact, What, build_impact, impact_window, side_days
from bot.reports.lurkers import Lurkers, build_lurkers
from bot.reports.member import (
    Closeness,
    FacetLine,
    Member,
    UnknownMemberError,
    build_member,
    build_silent_member,
    silence,
)
from bot.reports.members import SORT_KEYS, Members, SortKey, build_members
from bot.reports.mood import Mood
from bot.reports.network import Network, build_network
from bot.reports.newcomers import Newcomer, Newcomers, build_newcomers
from bot.reports.nudge import Nudge
from bot.reports.overview import Overview, build_overview, in_zone
from bot.reports.paging import LISTINGS, page_after, shown_rows, total_rows
from bot.reports.raids import Raid, raids_of
from bot.reports.seen import WEEK, Seen, sum_up
from bot.reports.staff import Staff
from bot.reports.stood import Earlier
from bot.reports.trend import WeekCount

Report = (
    Overview
    | Members
    | Evangelists
    | Lurkers
    | Member
    | Network
    | Groups
    | Audit
    | Channels
    | Fading
    | Newcomers
    | Impact
    | CoverageReport
    | Digest
)

__all__ = [
    "LISTINGS",
    "METHODS",
    "SORT_KEYS",
    "WEEK",
    "WHOLE",
    "Against",
    "Audit",
    "AuditedGroup",
    "Backtest",
    "Before",
    "Change",
    "ChannelGaps",
    "ChannelRow",
    "Channels",
    "Closeness",
    "CoverageReport",
    "Digest",
    "Earlier",
    "Effect",
    "Evangelists",
    "FacetLine",
    "Fading",
    "FadingMember",
    "GroupLine",
    "Groups",
    "Heading",
    "Impact",
    "LastWeek",
    "Listed",
    "Lurkers",
    "Member",
    "Members",
    "Method",
    "Month",
    "Mood",
    "Network",
    "Newcomer",
    "Newcomers",
    "Nudge",
    "Overview",
    "Raid",
    "Report",
    "Seen",
    "Somebody",
    "SortKey",
    "Staff",
    "UnknownMemberError",
    "Week",
    "WeekCount",
    "What",
    "build_audit",
    "build_backtest",
    "build_channels",
    "build_coverage",
    "build_digest",
    "build_evangelists",
    "build_fading",
    "build_groups",
    "build_impact",
    "build_lurkers",
    "build_member",
    "build_members",
    "build_network",
    "build_newcomers",
    "build_overview",
    "build_silent_member",
    "compare",
    "impact_window",
    "in_zone",
    "last_week_of",
    "look_back",
    "month_of",
    "page_after",
    "raids_of",
    "shown_rows",
    "side_days",
    "silence",
    "sum_up",
    "total_rows",
    "week_of",
]

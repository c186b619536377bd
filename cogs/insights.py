"""What moderators ask about their community: one slash command a report."""

from __future__ import annotations

import datetime
from typing import Literal

import discord
from discord import app_commands

from bot.app import Rapport
from bot.catalogue import ROLE_NAMES, ReportName, RoleName
from bot.render.figures import ROLE_WORDS
from bot.reports import SortKey
from bot.scoring import Role
from bot.service import DEFAULT_DAYS, Request
from bot.words.text import mark, term, text
from cogs.answers import answer
from cogs.asking import MOST_EVENT
from cogs.controls import setup_controls
from cogs.errors import KindError
from cogs.languages import choice
from cogs.notices import footnote
from cogs.permission import Asked, ModeratorCog

Period = Literal[7, 28, 84]
Place = app_commands.AppCommandChannel | app_commands.AppCommandThread


class PlaceToTalk(app_commands.Transformer):
    """Any channel but a category, which counts with its threads, and any thread or forum post, which counts alone."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kind = discord.ChannelType
        channels = [kind.text, kind.news, kind.voice, kind.stage_voice, kind.forum]
        return [*channels, kind.public_thread, kind.news_thread, kind.private_thread]

    async def transform(self, interaction: Asked, value: Place) -> Place:  # type: ignore[override]  # our own client
        return value


Channel = app_commands.Transform[Place, PlaceToTalk]

SORTED_BY = [
    choice(term("sorted by", "rapport"), "score"),
    choice(term("sorted by", "messages"), "messages"),
    choice(term("sorted by", "people who responded"), "responders"),
    choice(term("sorted by", "weeks present"), "active_weeks"),
    choice(term("sorted by", "mood"), "sentiment"),
]

ROLES = [choice(ROLE_WORDS[Role(name)], name) for name in ROLE_NAMES]


def moderators_only(cog: type[ModeratorCog]) -> type[ModeratorCog]:
    """Lets Discord hide these commands from others; the cog's own check is what keeps them out."""
    for command in cog.__cog_app_commands__:
        app_commands.default_permissions(manage_guild=True)(command)
        app_commands.guild_only(command)
    return cog


@moderators_only
class Insights(ModeratorCog):
    @app_commands.command(description=mark("The community at a glance: who is here, who is active, what changed."))
    async def overview(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        note = await footnote(interaction)
        await self._answer(interaction, "overview", note=note)

    @app_commands.command(
        description=mark("Members who matter to others, everywhere or in one channel or thread, with the reasons.")
    )
    @app_commands.describe(
        by=mark("What to sort by; rapport unless you say otherwise"),
        period=mark("Over how many days; 84 unless you say otherwise"),
        channel=mark("Look at this channel or thread only"),
        role=mark("Only members who play this part"),
    )
    @app_commands.choices(by=SORTED_BY, role=ROLES)
    async def top(
        self,
        interaction: Asked,
        by: app_commands.Choice[str] | None = None,
        period: Period = 84,
        channel: Channel | None = None,
        role: app_commands.Choice[str] | None = None,
    ) -> None:
        key: SortKey = by.value if by is not None else "score"  # type: ignore[assignment]  # one of SORTED_BY
        part: RoleName | None = role.value if role is not None else None  # type: ignore[assignment]  # one of ROLES
        channel_id = channel.id if channel is not None else None
        await self._answer(interaction, "members", days=period, channel_id=channel_id, by=key, role=part)

    @app_commands.command(description=mark("Members who carry this community, and why."))
    async def evangelists(self, interaction: Asked) -> None:
        await self._answer(interaction, "evangelists")

    @app_commands.command(description=mark("How many members wrote nothing, and of what kind they are."))
    async def lurkers(self, interaction: Asked) -> None:
        await self._answer(interaction, "lurkers")

    @app_commands.command(description=mark("One member: how they take part, and why it is said of them."))
    @app_commands.describe(who=mark("The member to look at"))
    async def member(self, interaction: Asked, who: discord.User) -> None:
        await self._answer(interaction, "member", user_id=who.id)

    @app_commands.command(description=mark("Who answers whom."))
    async def network(self, interaction: Asked) -> None:
        await self._answer(interaction, "network")

    @app_commands.command(description=mark("Circles of members who mostly talk to each other, and who connects them."))
    async def groups(self, interaction: Asked) -> None:
        await self._answer(interaction, "groups")

    @app_commands.command(
        description=mark("The whole network in groups: who carries each, who joins it to the rest, whom it would miss.")
    )
    async def audit(self, interaction: Asked) -> None:
        await self._answer(interaction, "audit")

    @app_commands.command(description=mark("Where people talk, and where questions stay open."))
    async def channels(self, interaction: Asked) -> None:
        await self._answer(interaction, "channels")

    @app_commands.command(description=mark("Members who are here less than they were."))
    async def fading(self, interaction: Asked) -> None:
        await self._answer(interaction, "fading")

    @app_commands.command(description=mark("Who arrived lately, and who of them was answered."))
    async def newcomers(self, interaction: Asked) -> None:
        await self._answer(interaction, "newcomers")

    @app_commands.command(
        description=mark("What changed after an event, against usual weeks and members who were not there.")
    )
    @app_commands.describe(
        event=mark("What happened, in your words"), date=mark("The day it happened, such as 2026-03-21 (UTC)")
    )
    async def impact(self, interaction: Asked, event: app_commands.Range[str, 1, MOST_EVENT], date: str) -> None:
        try:
            day = datetime.date.fromisoformat(date.strip())
        except ValueError:
            raise KindError(text("Please write the date as year-month-day, such as 2026-03-21.")) from None
        request = Request("impact", guild_id=interaction.guild_id, event=" ".join(event.split()), day=day)
        await answer(interaction, request)

    async def _answer(
        self,
        interaction: Asked,
        name: ReportName,
        *,
        days: int = DEFAULT_DAYS,
        channel_id: int | None = None,
        user_id: int | None = None,
        by: SortKey = "score",
        role: RoleName | None = None,
        note: str = "",
    ) -> None:
        request = Request(
            name,
            guild_id=interaction.guild_id,
            days=days,
            channel_id=channel_id,
            user_id=user_id,
            by=by,
            role=role,
            audience="moderators",
        )
        await answer(interaction, request, note=note)


async def setup(bot: Rapport) -> None:
    await setup_controls(bot)
    await bot.add_cog(Insights(bot))

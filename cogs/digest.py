"""The weekly digest: who wants it and when; it is sent from here once a week."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from discord import app_commands
from discord.ext import commands

from bot.app import Rapport
from bot.schedule import WEEKDAYS, matching_zones, next_due, zone_names, zone_of
from bot.service import Request
from bot.words.text import Hour, Text, Weekday, mark, text
from cogs.answers import answer
from cogs.deliveries import Deliveries
from cogs.errors import KindError
from cogs.insights import moderators_only
from cogs.languages import asker_words
from cogs.notices import footnote
from cogs.permission import Asked, ModeratorCog, guild_of, require_moderator
from cogs.rounds import Rounds
from storage.models import Subscription

MONDAY, NINE = 0, 9
DAYS = [
    app_commands.Choice(name=app_commands.locale_str(name, weekday=number), value=number)
    for number, name in enumerate(WEEKDAYS)
]


def checked_zone(name: str) -> str:
    """The name of a time zone. Raises :class:`KindError` where there is none of it."""
    try:
        return zone_of(name.strip()).key
    except ValueError:
        wrong = text("{name} is not a time zone. Start typing a city and pick from the list.", name=repr(name))
        raise KindError(wrong) from None


async def zones_like(interaction: Asked, typed: str) -> list[app_commands.Choice[str]]:
    """For an option that completes itself."""
    return [app_commands.Choice(name=name, value=name) for name in matching_zones(typed)]


@moderators_only
class Digest(ModeratorCog):
    digest = app_commands.Group(name="digest", description=mark("A weekly summary by direct message"))

    def __init__(self, bot: Rapport) -> None:
        super().__init__(bot)
        self.deliveries = Deliveries(bot)
        self._rounds = Rounds("digest", bot.pace.digest, self._once_ready)

    async def cog_load(self) -> None:
        await asyncio.to_thread(zone_names)
        self._rounds.start()

    async def cog_unload(self) -> None:
        await self._rounds.stop()

    async def _once_ready(self) -> None:
        if self.bot.is_ready():
            await self.deliveries.deliver_due()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self._rounds.soon()

    async def interaction_check(self, interaction: Asked) -> bool:  # type: ignore[override]  # our own client
        # Whoever is no moderator any more must still be able to leave.
        if interaction.command is None or interaction.command.name != "unsubscribe":
            await require_moderator(interaction)
        return True

    @digest.command(description=mark("Have the weekly digest sent to you."))
    async def subscribe(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = guild_of(interaction)
        subscription = await self._subscription(guild_id, interaction.user.id)
        if subscription is None:
            settings = await asyncio.to_thread(self.bot.store.settings, guild_id)
            subscription = Subscription(
                guild_id, interaction.user.id, MONDAY, NINE, settings.timezone, self.bot.clock()
            )
            await asyncio.to_thread(self.bot.store.subscribe, subscription)
        await self._say(
            interaction, text("You are subscribed. {next} `/digest when` changes that.", next=self._next(subscription))
        )

    @digest.command(description=mark("Have no more digests sent to you."))
    async def unsubscribe(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        gone = await asyncio.to_thread(self.bot.store.unsubscribe, guild_of(interaction), interaction.user.id)
        await self._say(
            interaction, text("You get no more digests.") if gone else text("You were not subscribed."), notes=False
        )

    @digest.command(description=mark("Choose when your digest comes."))
    @app_commands.describe(
        day=mark("The day of the week"), hour=mark("The hour, 0 to 23"), timezone=mark("Start typing a city")
    )
    @app_commands.choices(day=DAYS)
    @app_commands.autocomplete(timezone=zones_like)
    async def when(
        self,
        interaction: Asked,
        day: app_commands.Choice[int],
        hour: app_commands.Range[int, 0, 23],
        timezone: str | None = None,
    ) -> None:
        zone = checked_zone(timezone) if timezone is not None else None
        await interaction.response.defer(ephemeral=True, thinking=True)
        subscription = await self._subscription(guild_of(interaction), interaction.user.id)
        if subscription is None:
            raise KindError(text("You are not subscribed yet: `/digest subscribe` first."))
        moved = replace(
            subscription,
            weekday=day.value,
            hour=hour,
            timezone=zone or subscription.timezone,
            subscribed_at=self.bot.clock(),
        )
        await asyncio.to_thread(self.bot.store.subscribe, moved)
        await self._say(interaction, self._next(moved))

    @digest.command(description=mark("See what this week's digest says, now."))
    async def preview(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        note = await footnote(interaction)
        await answer(interaction, Request("digest", guild_id=interaction.guild_id), note=note)

    async def _subscription(self, guild_id: int, user_id: int) -> Subscription | None:
        subscriptions = await asyncio.to_thread(self.bot.store.subscriptions, guild_id)
        return next((s for s in subscriptions if s.user_id == user_id), None)

    def _next(self, subscription: Subscription) -> Text:
        moment = int(next_due(subscription, self.bot.clock()).timestamp())
        return text(
            "The digest comes by direct message every {weekday} at {hour} ({zone}), next on {moment}.",
            weekday=Weekday(subscription.weekday),
            hour=Hour(subscription.hour),
            zone=subscription.timezone,
            moment=f"<t:{moment}:F>",
        )

    async def _say(self, interaction: Asked, said: Text, *, notes: bool = True) -> None:
        note = await footnote(interaction) if notes else ""
        line = asker_words(interaction).read(said)
        await interaction.followup.send(f"{line}\n{note}".strip()[:2000], ephemeral=True)


async def setup(bot: Rapport) -> None:
    await bot.add_cog(Digest(bot))

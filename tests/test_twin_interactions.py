"""Slash commands, autocomplete, buttons, menus and forms: what a user does and what the bot answers."""

from __future__ import annotations

import asyncio
import io

import discord
import pytest
from discord import app_commands

from tests.contract.ear import Ear, awake, held
from twin import Twin, World
from twin.options import MisuseError, UnknownCommandError


class Form(discord.ui.Modal, title="Tell us"):
    why: discord.ui.TextInput[Form] = discord.ui.TextInput(label="Why?", custom_id="why")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"because {self.why.value}", ephemeral=True)


class Panel(discord.ui.View):
    @discord.ui.button(label="Share", custom_id="share")
    async def share(self, interaction: discord.Interaction, button: discord.ui.Button[Panel]) -> None:
        await interaction.response.send_message("shared with everybody")

    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction, button: discord.ui.Button[Panel]) -> None:
        button.disabled = True
        await interaction.response.edit_message(content="changed", view=self)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, button: discord.ui.Button[Panel]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, button: discord.ui.Button[Panel]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="colour", options=[discord.SelectOption(label=c) for c in ("red", "green", "blue")], max_values=2
    )
    async def colour(self, interaction: discord.Interaction, menu: discord.ui.Select[Panel]) -> None:
        await interaction.response.send_message(" and ".join(menu.values), ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="whom")
    async def whom(self, interaction: discord.Interaction, menu: discord.ui.UserSelect[Panel]) -> None:
        await interaction.response.send_message(menu.values[0].display_name, ephemeral=True)


def commands(tree: app_commands.CommandTree) -> None:
    @tree.command(description="Everything an option can be")
    async def options(
        interaction: discord.Interaction,
        who: discord.Member,
        word: app_commands.Range[str, 1, 5],
        number: app_commands.Range[int, 1, 10] = 3,
        share: float | None = None,
        yes: bool = False,
        where: discord.TextChannel | None = None,
        role: discord.Role | None = None,
    ) -> None:
        assert isinstance(interaction.user, discord.Member)
        rights = interaction.permissions.manage_guild
        await interaction.response.send_message(
            f"{who.display_name} {word} {number} {share} {yes} {where} {role} {rights}"
        )

    @tree.command(description="Takes its time")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        file = discord.File(io.BytesIO(b"a picture"), "p.png")
        await interaction.followup.send(
            "first", file=file, embed=discord.Embed(title="T").set_image(url="attachment://p.png")
        )
        second = await interaction.followup.send("second", ephemeral=True, wait=True)
        await interaction.edit_original_response(content="first, corrected")
        await second.edit(content="second, corrected")

    @tree.command(description="Changes its mind")
    async def gone(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("oops")
        assert (await interaction.original_response()).content == "oops"
        await interaction.delete_original_response()

    @tree.command(description="Says nothing")
    async def mute(interaction: discord.Interaction) -> None:
        await asyncio.sleep(3.2)

    @tree.command(description="Shows buttons")
    async def panel(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Panel(), ephemeral=True)

    @tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="Only for moderators")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def staff(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("yes?", ephemeral=True)

    digest = app_commands.Group(name="digest", description="The weekly summary")

    @digest.command(description="Weekly, by DM")
    async def subscribe(interaction: discord.Interaction, day: str) -> None:
        await interaction.response.send_message(f"see you on {day} in {interaction.context.dm_channel}", ephemeral=True)

    @subscribe.autocomplete("day")
    async def days(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = ("Monday", "Tuesday", "Sunday")
        return [app_commands.Choice(name=n, value=n.lower()) for n in names if typed.lower() in n.lower()]

    tree.add_command(digest)

    @tree.command(description="Has an option whose choices depend on a number")
    async def depends(interaction: discord.Interaction, number: int, loud: bool, word: str) -> None:
        await interaction.response.send_message(word)

    @depends.autocomplete("word")
    async def words(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        heard = f"{typed} {interaction.namespace.number!r} {interaction.namespace.loud!r}"
        return [app_commands.Choice(name=heard, value="w")]


class Speaker(Ear):
    def __init__(self) -> None:
        super().__init__()
        self.tree = app_commands.CommandTree(self)
        commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()


class Stagehand:
    """A small world with one moderator and one member."""

    def __init__(self) -> None:
        self.world = World.empty()
        self.talk = self.world.add_channel("talk").channel_id
        self.mo = self.world.add_member("mo", moderator=True).user.user_id
        self.ann = self.world.add_member("ann", nick="Ann the member").user.user_id


@pytest.fixture
def here() -> Stagehand:
    return Stagehand()


async def test_options_of_every_kind_arrive(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        short = await twin.command("options", user_id=here.ann, who=here.mo, word="hey")
        assert short.message.content == "mo hey 3 None False None None False"
        assert (short.deferred, short.error, short.message.ephemeral) == (False, None, False)
        assert short.took_seconds is not None
        role = here.world.guild.moderator_role_id
        full = await twin.command(
            "options",
            user_id=here.mo,
            who=here.ann,
            word="yo",
            number=7,
            share=0.5,
            yes=True,
            where=here.talk,
            role=role,
        )
        assert full.message.content == "Ann the member yo 7 0.5 True talk Moderator True"
        assert [m.content for m in twin.sent(here.talk)] == [short.message.content, full.message.content]


async def test_what_discords_own_client_would_not_send_is_refused(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        with pytest.raises(UnknownCommandError):
            await twin.command("nonsense", user_id=here.ann)
        with pytest.raises(MisuseError, match="needs word"):
            await twin.command("options", user_id=here.ann, who=here.mo)
        with pytest.raises(MisuseError, match="outside 1 to 10"):
            await twin.command("options", user_id=here.ann, who=here.mo, word="hey", number=11)
        with pytest.raises(MisuseError, match="no option colour"):
            await twin.command("options", user_id=here.ann, who=here.mo, word="hey", colour="red")
        with pytest.raises(MisuseError, match="needs a subcommand"):
            await twin.command("digest", user_id=here.ann)


async def test_a_deferred_answer_with_a_file_a_followup_and_edits(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        outcome = await twin.command("slow", user_id=here.ann)
        await outcome.until(lambda o: "second, corrected" in o.text)
        first, second = outcome.messages
        assert (first.content, second.content) == ("first, corrected", "second, corrected")
        assert outcome.deferred
        assert [(f.filename, f.data) for f in first.files] == [("p.png", b"a picture")]
        assert (first.ephemeral, second.ephemeral) == (True, True)
        assert twin.sent(here.talk) == []


async def test_an_answer_can_be_taken_back(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        outcome = await twin.command("gone", user_id=here.ann)
        await outcome.until(lambda o: not o.messages)
        assert twin.sent(here.talk) == []


async def test_no_answer_within_three_seconds_is_a_failure(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        outcome = await twin.command("mute", user_id=here.ann)
        assert outcome.error == "The application did not respond"
        assert outcome.took_seconds is None


async def pressed(twin: Twin, here: Stagehand, button: str) -> tuple[str, bool]:
    panel = await twin.command("panel", user_id=here.ann)
    outcome = await panel.click(label=button)
    assert outcome.error is None
    return outcome.message.content, outcome.message.ephemeral


async def test_buttons_answer_in_every_way(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        assert await pressed(twin, here, "Share") == ("shared with everybody", False)
        assert await pressed(twin, here, "Change") == ("changed", True)
        assert await pressed(twin, here, "Later") == ("changed later", True)
        assert [m.content for m in twin.sent(here.talk)] == ["shared with everybody"]


async def test_a_button_that_is_missing_disabled_or_somebody_elses(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        panel = await twin.command("panel", user_id=here.ann)
        with pytest.raises(MisuseError, match="nothing to press"):
            await panel.click("nonsense")
        with pytest.raises(MisuseError, match="ephemeral"):
            await panel.click("share", user_id=here.mo)
        changed = await panel.click("change")
        with pytest.raises(MisuseError, match="disabled"):
            await changed.click("change")


async def test_menus_of_words_and_of_people(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        panel = await twin.command("panel", user_id=here.ann)
        assert (await panel.select("colour", ["red", "blue"])).message.content == "red and blue"
        assert (await panel.select("whom", [here.ann])).message.content == "Ann the member"
        with pytest.raises(MisuseError, match="not among"):
            await panel.select("colour", ["mauve"])
        with pytest.raises(MisuseError, match="too many"):
            await panel.select("colour", ["red", "green", "blue"])


async def test_forms_from_a_command_and_from_a_button(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        asked = await twin.command("form", user_id=here.ann)
        assert asked.modal is not None
        assert asked.modal["title"] == "Tell us"
        with pytest.raises(MisuseError, match="needs"):
            await asked.submit(None, {})
        assert (await asked.submit(None, {"why": "I like it"})).message.content == "because I like it"
        panel = await twin.command("panel", user_id=here.ann)
        asked = await panel.click("ask")
        assert (await asked.submit(None, {"why": "so"})).message.content == "because so"


async def test_autocomplete_offers_choices(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        offered = await twin.autocomplete("digest subscribe", here.ann, option="day", typed="day")
        assert [c["value"] for c in offered] == ["monday", "tuesday", "sunday"]
        offered = await twin.autocomplete("digest subscribe", here.ann, option="day", typed="tue")
        assert offered == [{"name": "Tuesday", "value": "tuesday"}]


async def test_numbers_beside_what_is_typed_go_as_text(here: Stagehand) -> None:
    """While somebody types, Discord has checked no number yet: it passes on what stands in the field."""
    async with held(here.world) as twin, awake(twin, Speaker()):
        offered = await twin.autocomplete("depends", here.ann, option="word", typed="he", number=7, loud=True)
        assert [c["name"] for c in offered] == ["he '7' True"]


async def test_subcommands_also_in_a_dm(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        outcome = await twin.command("digest subscribe", user_id=here.ann, day="monday")
        assert outcome.message.content == "see you on monday in False"
        outcome = await twin.command("digest subscribe", user_id=here.ann, in_dm=True, day="sunday")
        assert outcome.message.content == "see you on sunday in True"


async def test_hidden_commands_say_so_and_keep_their_definition(here: Stagehand) -> None:
    async with held(here.world) as twin, awake(twin, Speaker()):
        staff = twin.definition("staff")
        assert staff is not None
        assert (staff["default_member_permissions"], staff["dm_permission"]) == ("32", False)
        assert (await twin.command("staff", user_id=here.ann)).hidden
        assert not (await twin.command("staff", user_id=here.mo)).hidden
        assert (await twin.command("staff", user_id=here.mo, in_dm=True)).hidden
        assert not (await twin.command("panel", user_id=here.ann)).hidden


async def test_commands_for_one_guild_come_before_those_for_all(here: Stagehand) -> None:
    speaker = Speaker()
    async with held(here.world) as twin, awake(twin, speaker):
        guild = discord.Object(here.world.guild.guild_id)
        speaker.tree.copy_global_to(guild=guild)
        ids = {c.name: c.id for c in await speaker.tree.sync(guild=guild)}
        assert {c.name: c.id for c in await speaker.tree.sync(guild=guild)} == ids
        assert {c.name for c in await speaker.tree.fetch_commands(guild=guild)} == set(ids)
        found = twin.definition("slow")
        assert found is not None
        assert int(found["id"]) == ids["slow"]
        assert (await twin.command("panel", user_id=here.ann)).message.content == "choose"

"""Exports of DiscordChatExporter, old and new, become facts."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.intake.exports import read_exports
from storage.models import (
    ChannelSeen,
    ExportRead,
    Fact,
    GuildSeen,
    MemberJoined,
    MemberSeen,
    MessageSent,
    ReactionAdded,
    ReactionsCounted,
    StretchSeen,
    finished,
    moment_of,
)
from tests.export_samples import HELLO, PIER_JSON, by_id, load, of_author, only, read, write
from tests.intake_ear import ASHORE, GUILD_ID, JUNO, MIRA, OLEK, PIER, PIM, SAMPLES

# --- what a file says


def test_a_guild_its_channel_and_category_are_told_once() -> None:
    facts, problems = read(PIER_JSON, PIER_JSON)
    assert problems == []
    assert only(GuildSeen, facts) == [GuildSeen(GUILD_ID, "Lantern Harbour", imported=True)]
    assert only(ChannelSeen, facts) == [
        ChannelSeen(GUILD_ID, ASHORE, "Ashore", "category", imported=True, hearsay=True),
        ChannelSeen(GUILD_ID, PIER, "pier", "text", ASHORE, imported=True),
    ]


def test_only_what_humans_wrote_is_a_message_and_only_they_are_members() -> None:
    facts, _ = read(PIER_JSON)
    assert {fact.author_id for fact in only(MessageSent, facts)} == {MIRA, OLEK, JUNO, PIM}
    assert {fact.user_id for fact in only(MemberSeen, facts)} == {MIRA, OLEK, JUNO, PIM}
    assert {fact.user_id: fact.name for fact in only(MemberSeen, facts)}[MIRA] == "Mira of the Pier"


def test_a_stretch_reaches_over_bots_and_system_messages() -> None:
    ids = [int(message["id"]) for message in load()["messages"]]
    facts, _ = read(PIER_JSON)
    assert only(StretchSeen, facts) == [StretchSeen(GUILD_ID, PIER, min(ids), max(ids), "import")]


def test_replies_know_whom_they_answer_unless_it_is_nobody() -> None:
    facts, _ = read(PIER_JSON)
    replies = {
        fact.message_id: (fact.reply_to_author, fact.mentions) for fact in by_id(facts).values() if fact.reply_to
    }
    assert replies == {
        1214272147808059393: (MIRA, ()),  # its ping is no mention
        1214281459162939399: (PIM, ()),  # answers a join notice
        1214286492327739403: (None, (OLEK,)),  # what it answered is not in the file
    }
    to_bot = by_id(facts)[1214275167706939396]
    assert (to_bot.reply_to, to_bot.reply_to_author, to_bot.mentions) == (None, None, ())
    to_deleted_account = by_id(facts)[1214287247302459406]
    assert (to_deleted_account.reply_to, to_deleted_account.mentions) == (None, ())


def test_mentions_are_others_and_their_names_are_not_read_as_words() -> None:
    facts, _ = read(PIER_JSON)
    ask = by_id(facts)[1214273406099259394]
    assert ask.mentions == (MIRA, JUNO)
    assert ask.length == len("@ and @ have a look at `rope --old?` :anchor:")
    assert not ask.question


def test_what_was_forwarded_is_not_what_the_author_said() -> None:
    facts, _ = read(PIER_JSON)
    forward = by_id(facts)[1214278690922299397]
    assert (forward.length, forward.sentiment, forward.reply_to, forward.links) == (0, None, None, 0)


def test_reactions_are_named_where_the_file_names_them_and_counted_where_not() -> None:
    facts, _ = read(PIER_JSON)
    assert ReactionAdded(GUILD_ID, PIER, HELLO, OLEK, "☝", None, MIRA) in facts
    assert {fact.user_id for fact in only(ReactionAdded, facts) if fact.message_id == HELLO} == {OLEK, JUNO}
    assert only(ReactionsCounted, facts) == [ReactionsCounted(GUILD_ID, PIER, HELLO, 4)]  # 3 and 2, less a bot


def test_a_member_joined_once_and_at_the_earliest(tmp_path: Path) -> None:
    document = load()
    join = next(message for message in document["messages"] if message["type"] == "GuildMemberJoin")
    later = join | {"id": str(int(join["id"]) + (60_000 << 22)), "timestamp": "2024-03-04T18:41:00.123+00:00"}
    document["messages"] = [later, join]
    facts, problems = read(write(tmp_path / "joins.json", document))
    assert problems == []
    assert only(MemberJoined, facts) == [MemberJoined(GUILD_ID, PIM, "Pim", moment_of(int(join["id"])))]


def test_a_sighting_is_told_again_only_where_it_is_earlier_or_the_name_is_new(tmp_path: Path) -> None:
    document = load(SAMPLES / "logbook-2019.json")
    messages = document["messages"]
    renamed = messages[3] | {"author": messages[3]["author"] | {"name": "mira_b"}}
    document["messages"] = [messages[3], messages[0], messages[3], renamed]
    facts, _ = read(write(tmp_path / "order.json", document))
    at = [moment_of(int(message["id"])) for message in messages]
    assert [(fact.name, fact.seen_at) for fact in only(MemberSeen, facts)] == [
        ("mira", at[3]),
        ("mira", at[0]),
        ("mira_b", at[0]),
    ]


def test_a_thread_lies_in_its_channel() -> None:
    facts, _ = read(SAMPLES / "thread.json", PIER_JSON)
    channels = {fact.channel_id: fact for fact in only(ChannelSeen, facts)}
    assert (channels[HELLO].kind, channels[HELLO].parent_id) == ("thread", PIER)
    assert (channels[PIER].kind, channels[PIER].parent_id) == ("text", ASHORE)
    assert of_author(facts, OLEK)[0].reply_to_author == MIRA


def test_a_thread_whose_channel_was_not_exported_names_it() -> None:
    facts, _ = read(SAMPLES / "thread.json")
    assert ChannelSeen(GUILD_ID, PIER, "pier", "forum", imported=True, hearsay=True) in facts


def test_files_of_2019_read_like_those_of_today() -> None:
    facts, problems = read(SAMPLES / "logbook-2019.json")
    assert problems == []
    assert [(fact.author_id, fact.reply_to) for fact in only(MessageSent, facts)] == [
        (MIRA, None),
        (OLEK, None),
        (OLEK, None),
        (MIRA, None),
    ]
    assert [fact.total for fact in only(ReactionsCounted, facts)] == [2, 1]


@pytest.mark.parametrize(
    ("emoji", "name"),
    [
        ({"id": "", "name": "clap", "code": ""}, ":clap:"),
        ({"id": "7", "name": "kek", "code": "kek"}, ":kek:"),
        ({"id": None, "name": "❤️"}, "❤"),
        ({"id": "", "name": "👍🏽", "code": "thumbsup"}, "👍🏽"),
        ({"id": "", "name": "", "code": "wave"}, ":wave:"),
        ({}, ":?:"),
    ],
)
def test_an_emoji_has_one_name(tmp_path: Path, emoji: dict[str, Any], name: str) -> None:
    document = load()
    document["messages"][0]["reactions"][0]["emoji"] = emoji
    facts, _ = read(write(tmp_path / "emoji.json", document))
    assert only(ReactionAdded, facts)[0].emoji == name


# --- where files lie


def test_json_gzip_folder_and_zip_say_the_same(tmp_path: Path) -> None:
    expected, _ = read(PIER_JSON)
    packed = tmp_path / "pier.json.gz"
    packed.write_bytes(gzip.compress(PIER_JSON.read_bytes()))
    folder = tmp_path / "folder" / "deep"
    folder.mkdir(parents=True)
    shutil.copy(PIER_JSON, folder / "pier.json")
    (folder.parent / "notes.txt").write_text("not an export", encoding="utf-8")
    archive = tmp_path / "pier.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(PIER_JSON, "exports/pier.json")
        zipped.writestr("__MACOSX/exports/._pier.json", b"\x00\x05\x16")
        zipped.writestr("exports/pier_Files/avatar.png", b"\x89PNG")
    for path in (packed, tmp_path / "folder", archive):
        assert read(path) == (expected, []), path


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + PIER_JSON.read_bytes())
    assert read(path) == read(PIER_JSON)


def test_a_file_may_tell_its_channel_after_its_messages(tmp_path: Path) -> None:
    document = load()
    backwards = {key: document[key] for key in reversed(document)}
    assert read(write(tmp_path / "backwards.json", backwards)) == read(PIER_JSON)


def test_large_files_come_in_batches_and_report_progress(tmp_path: Path) -> None:
    document = load(SAMPLES / "logbook-2019.json")
    first = document["messages"][2]
    document["messages"] = [
        first | {"id": str(int(first["id"]) + (n << 22)), "content": f"knot {n}"} for n in range(4_500)
    ]
    path = write(tmp_path / "long.json", document)
    seen: list[tuple[int, int, int]] = []
    batches = list(read_exports([path], progress=lambda *now: seen.append(now)))
    assert all(2_000 <= len(batch) < 3_000 for batch in batches[:-1])
    assert [type(batch[-1]) for batch in batches] == [ExportRead] * 3
    assert [batch[-1].whole for batch in batches if isinstance(batch[-1], ExportRead)] == [False, False, True]
    assert sum(isinstance(fact, MessageSent) for batch in batches for fact in finished(batch)) == 4_500
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size, 4_500)
    assert 0 < seen[0][0] < path.stat().st_size


# --- real communities


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "read_in_all", "sent", "joined"),
    [("meshcore-dev", 34_662, 34_607, 0), ("academy-dev", 20_010, 18_979, 64)],
)
def test_a_real_community_is_read_whole(shared: Path, name: str, read_in_all: int, sent: int, joined: int) -> None:
    problems: list[str] = []
    counts: Counter[type[Fact]] = Counter()
    messages = 0
    joined_members: set[int] = set()

    def progress(_done: int, _total: int, now: int) -> None:
        nonlocal messages
        messages = now

    for batch in read_exports([shared / "data" / f"{name}.zip"], on_problem=problems.append, progress=progress):
        facts = finished(batch)
        counts.update(type(fact) for fact in facts)
        joined_members.update(fact.user_id for fact in only(MemberJoined, facts))
    assert problems == []
    assert (messages, counts[MessageSent], len(joined_members)) == (read_in_all, sent, joined)


def test_times_are_those_of_the_ids() -> None:
    assert moment_of(HELLO) == datetime(2024, 3, 4, 18, 0, 0, 123_000, UTC)

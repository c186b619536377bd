"""What reports say of a planted community, and that they say so where too little was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from bot.render.figures import change
from bot.render.telling import finding, footnote
from bot.reports import (
    Change,
    Digest,
    Fading,
    Newcomers,
    Overview,
    build_coverage,
    build_silent_member,
    silence,
    sum_up,
)
from bot.reports.arrivals import Waiting
from bot.reports.member import UnknownMemberError
from bot.reports.nudge import choose_nudge
from bot.scoring import Role, judge
from bot.words.language import ENGLISH
from storage.models import Activity, Coverage, Gap, Ints, Observations, Responses, Roster, Silent, Tone, Window
from tests.observed import AS_OF, Judged, earlier, empty, every_report, judged, observe

SEEN = observe()
ALL = judged(SEEN)
STANDING = ALL.standing
NOBODY = Waiting((), "")


def overview(seen: Observations, before: Observations) -> Overview:
    return judged(seen).overview(before)


def test_every_member_has_exactly_one_role_in_the_overview() -> None:
    report = overview(SEEN, earlier(SEEN))
    assert sum(count for _, count in report.roles) == report.members == 70
    assert report.messages.now == int(SEEN.activity.messages.sum())
    assert report.active.now == len(np.unique(SEEN.activity.member[SEEN.activity.messages > 0]))


def test_a_period_that_was_seen_less_is_not_compared_with() -> None:
    half = replace(earlier(SEEN), coverage=Coverage(0.5, SEEN.window.before.start))
    report = overview(SEEN, half)
    assert report.messages.before is None
    assert report.active.before is None
    assert report.returning is None
    assert report.mood_before is None


def test_a_period_in_which_the_place_only_began_is_not_compared_with() -> None:
    before = earlier(SEEN)
    late = int((before.window.start + timedelta(days=30)).timestamp() * 1000)
    roster = replace(before.roster, first_wrote_ms=np.where(before.roster.first_wrote_ms < 0, -1, late))
    assert overview(SEEN, before).messages.before is not None
    assert overview(SEEN, replace(before, roster=roster)).messages.before is None


def test_members_who_were_silent_for_a_whole_period_return() -> None:
    silent = replace(earlier(SEEN), activity=observe(0).activity)
    writers = np.unique(SEEN.activity.member[SEEN.activity.messages > 0])
    long_ago = SEEN.roster.first_wrote_ms[writers] < silent.window.start.timestamp() * 1000
    known = SEEN.roster.first_wrote_ms[writers] >= 0
    assert overview(SEEN, silent).returning == int((long_ago & known).sum()) > 0


def test_mood_is_not_told_from_a_handful_of_messages() -> None:
    few = np.zeros_like(SEEN.activity.sentiment_count)
    few[:3] = 1
    report = overview(replace(SEEN, activity=replace(SEEN.activity, sentiment_count=few)), SEEN)
    assert (report.mood.mean, report.mood.messages) == (None, 3)


def test_a_newcomer_without_an_answer_comes_first_and_is_the_nudge() -> None:
    newcomers = ALL.newcomers()
    assert isinstance(newcomers, Newcomers)
    first = newcomers.newcomers[0]
    assert (first.answered, first.inviter, newcomers.waiting) == ("no", "Ada", 1)
    nudge = overview(SEEN, SEEN).nudge
    assert nudge.kind == "answer_newcomer"
    assert nudge.user_ids == (first.user_id,)


@pytest.mark.parametrize(("column", "answered"), [("replies", "yes"), ("inferred", "maybe")])
def test_a_newcomer_who_was_answered_no_longer_waits(column: str, answered: str) -> None:
    row = int(np.flatnonzero(SEEN.roster.joined_ms == SEEN.roster.joined_ms.max())[0])
    one, none = np.array([1]), np.array([0])
    heard = dict.fromkeys(("replies", "mentions", "reactions", "inferred"), none) | {column: one}
    said = replace(
        SEEN.responses,
        source=np.array([3]),
        target=np.array([row]),
        day=np.array([SEEN.window.last_day]),
        replies=heard["replies"],
        mentions=heard["mentions"],
        reactions=heard["reactions"],
        inferred=heard["inferred"],
    )
    report = judged(replace(SEEN, responses=said)).newcomers()
    assert report.newcomers[0].answered == answered
    assert report.waiting == 0


def test_who_fades_is_told_with_what_they_used_to_do() -> None:
    report = ALL.fading()
    assert isinstance(report, Fading)
    (person,) = report.fading
    assert person.judgement.role is Role.FADING
    assert person.lately == 0 < person.usual
    assert person.closest
    assert person.judgement.last_active is not None
    assert person.judgement.last_active < AS_OF - timedelta(days=30)


def test_who_left_takes_nobodys_place_among_those_who_might_ask_after_somebody() -> None:
    (fading,) = ALL.fading().fading
    gone = ALL.member(fading.judgement.user_id).closest[0].user_id
    left = np.where(SEEN.roster.user_id == gone, 0, SEEN.roster.left_ms)
    later = replace(SEEN, roster=replace(SEEN.roster, left_ms=left))
    (person,) = Judged(later, STANDING).fading().fading
    assert person.closest[:2] == fading.closest[1:]
    assert len(person.closest) == len(fading.closest)


def test_limit_zero_is_everybody_who_did_something_and_nobody_else() -> None:
    everyone = ALL.members()
    active = set(SEEN.roster.user_id[np.unique(SEEN.activity.member)].tolist())
    assert {person.user_id for person in everyone.members} == active
    assert everyone.ranked == len(active)
    assert [person.score for person in everyone.members] == sorted(
        (person.score for person in everyone.members), reverse=True
    )
    assert ALL.members(3).members == everyone.members[:3]


def test_members_can_be_sorted_by_another_column() -> None:
    by_messages = [person.messages for person in ALL.members(by="messages").members]
    assert by_messages == sorted(by_messages, reverse=True)
    moods = [person.sentiment for person in ALL.members(by="sentiment").members]
    known = [mood for mood in moods if mood is not None]
    assert moods[: len(known)] == sorted(known, reverse=True)


def test_staff_are_left_out_of_rankings_and_can_still_be_looked_up() -> None:
    boss = ALL.members(1).members[0].user_id
    without = judge(SEEN, excluded=frozenset({boss}))
    assert boss not in {person.user_id for person in Judged(SEEN, without).members().members}
    report = Judged(SEEN, without).member(boss)
    assert report.rank is None
    assert report.judgement.messages > 0


def test_an_unknown_member_is_an_error_and_not_a_row_of_zeros() -> None:
    with pytest.raises(UnknownMemberError):
        ALL.member(5)


def test_who_has_no_row_is_counted_where_everybody_is() -> None:
    more = judged(replace(SEEN, silent=Silent(lapsed=30, unseen=900)))
    assert more.overview(earlier(SEEN)).members == ALL.lurkers().humans + 930
    assert more.lurkers().humans == ALL.lurkers().humans + 930
    assert sum(count for _, count in more.lurkers().kinds) == more.lurkers().humans
    assert more.members().ranked == ALL.members().ranked


def test_columns_may_be_as_narrow_as_what_they_hold() -> None:
    activity = {name: narrow(getattr(SEEN.activity, name)) for name in Activity.__slots__}
    responses = {name: narrow(getattr(SEEN.responses, name)) for name in Responses.__slots__}
    responses["replies"], responses["mentions"] = np.full((2, len(SEEN.responses.day)), 30_000, dtype=np.int16)
    replies = {name: responses[name].astype(np.int64) for name in ("replies", "mentions")}
    wide = replace(SEEN, responses=replace(SEEN.responses, **replies))
    slim = Judged(replace(SEEN, activity=Activity(**activity), responses=Responses(**responses)), STANDING)
    all_of = Judged(wide, STANDING)
    before = earlier(SEEN)
    assert slim.overview(before) == all_of.overview(before)
    assert slim.overview(before).responses.now > 60_000 * len(SEEN.responses.day)
    assert slim.digest(STANDING) == all_of.digest(STANDING)
    assert (slim.fading(), slim.newcomers(), slim.evangelists()) == (
        all_of.fading(),
        all_of.newcomers(),
        all_of.evangelists(),
    )
    someone = int(SEEN.roster.user_id[0])
    assert slim.member(someone) == all_of.member(someone)


def narrow(column: Any) -> Any:
    return column.astype(np.int16) if column.dtype == np.int64 else column


@pytest.mark.parametrize("left_out", [3, 2])
def test_a_silent_member_without_a_row_is_told_the_same_as_with_one(left_out: int) -> None:
    active = set(SEEN.activity.member.tolist())
    row = [row for row in range(len(SEEN.roster)) if row not in active][-left_out]
    kept = np.delete(np.arange(len(SEEN.roster)), row)
    heard = Tone(*(getattr(SEEN.tone, name)[kept] for name in Tone.__slots__))
    thin = judged(replace(SEEN, roster=some(kept), activity=moved(kept), responses=told(kept), tone=heard))
    user_id = int(SEEN.roster.user_id[row])
    day = replace(SEEN, window=Window(AS_OF, 1), roster=some(np.array([0, row])))
    alone = judge(silence(thin.seen, day))
    with pytest.raises(UnknownMemberError):
        thin.member(user_id)
    assert build_silent_member(sum_up(thin.seen), thin.standing, alone, user_id) == ALL.member(user_id)


def some(rows: Ints) -> Roster:
    columns = {name: getattr(SEEN.roster, name)[rows] for name in Roster.__slots__ if name not in ("name", "inviter")}
    nobody = np.full(len(rows), -1)
    return Roster(name=tuple(SEEN.roster.name[row] for row in rows), inviter=nobody, **columns)


def moved(kept: Ints) -> Activity:
    return replace(SEEN.activity, member=np.searchsorted(kept, SEEN.activity.member))


def told(kept: Ints) -> Responses:
    source, target = (np.searchsorted(kept, column) for column in (SEEN.responses.source, SEEN.responses.target))
    return replace(SEEN.responses, source=source, target=target)


def test_the_closest_of_a_member_are_those_with_most_responses_both_ways() -> None:
    report = ALL.member(int(SEEN.roster.user_id[0]))
    responses = SEEN.responses.replies + SEEN.responses.mentions + SEEN.responses.reactions
    first = report.closest[0]
    other = int(np.flatnonzero(SEEN.roster.user_id == first.user_id)[0])
    given = responses[(SEEN.responses.source == 0) & (SEEN.responses.target == other)].sum()
    assert first.given == int(given)
    totals = [tie.given + tie.received for tie in report.closest]
    assert totals == sorted(totals, reverse=True)


def test_lurkers_count_every_human_once() -> None:
    report = ALL.lurkers()
    silent = sum(count for role, count in report.kinds if role in (Role.REACTOR, Role.LAPSED, Role.UNSEEN))
    assert report.humans - report.active == silent
    assert report.ratio_low <= report.ratio_high == pytest.approx(silent / report.humans)


def test_the_network_names_everybody_it_speaks_of() -> None:
    report = ALL.network()
    assert report.total_ties == len(report.ties) > len(ALL.network(5).ties) == 5
    spoken_of = {end for tie in report.ties for end in (tie.a, tie.b)} | set(report.bridges)
    assert spoken_of <= report.names.keys()


def test_the_digest_compares_this_week_with_the_average_of_four() -> None:
    report = ALL.digest()
    assert isinstance(report, Digest)
    day, messages = SEEN.activity.day, SEEN.activity.messages
    last = SEEN.window.last_day
    assert report.messages.now == messages[day > last - 7].sum()
    assert report.messages.before == messages[(day <= last - 7) & (day > last - 35)].sum() / 4
    assert report.heading.days == 7
    assert report.new_evangelists == ()


def test_who_was_an_evangelist_last_week_is_not_new() -> None:
    assert ALL.digest(STANDING).new_evangelists == ()
    quiet = judge(replace(SEEN, activity=observe(0).activity, responses=observe(0).responses))
    assert len(ALL.digest(quiet).new_evangelists) == STANDING.counts()[Role.EVANGELIST] > 0


@pytest.mark.parametrize("name", [name for name in every_report(SEEN) if name != "coverage"])
def test_where_nothing_was_seen_every_report_says_so(name: str) -> None:
    too_little = every_report(empty())[name].heading.too_little
    assert too_little is not None
    assert ENGLISH.read(too_little).endswith(".")


def test_three_days_are_too_few_to_say_anything_fair() -> None:
    begun = replace(SEEN, coverage=Coverage(0.03, AS_OF - timedelta(days=3)))
    too_little = judged(begun).members().heading.too_little
    assert too_little is not None
    said = "Too little was seen so far: 3 days. After 7 days there is something fair to say."
    assert ENGLISH.read(too_little) == said


@pytest.mark.parametrize(
    ("seen_for", "words"),
    [
        (timedelta(minutes=1), "less than an hour"),
        (timedelta(minutes=90), "1 hour"),
        (timedelta(hours=30), "30 hours"),
    ],
)
def test_how_little_was_seen_is_said_in_words(seen_for: timedelta, words: str) -> None:
    begun = replace(SEEN, coverage=Coverage(0.001, AS_OF - seen_for))
    too_little = judged(begun).lurkers().heading.too_little
    assert too_little is not None
    assert f"so far: {words}." in ENGLISH.read(too_little)


def test_one_member_is_one_and_all_are_all() -> None:
    report = every_report(SEEN)["digest"]
    assert isinstance(report, Digest)
    assert finding(replace(report, active=Change(1, 2.0)), ENGLISH).startswith("1 member wrote")
    came = every_report(SEEN)["newcomers"]
    assert isinstance(came, Newcomers)
    assert finding(replace(came, total=3, wrote=3, waiting=0), ENGLISH) == (
        "3 members came in the last 28 days and wrote; none is without an answer."
    )


def test_one_writer_is_nothing_to_compare() -> None:
    alone = SEEN.activity.member == 0
    columns = {name: getattr(SEEN.activity, name)[alone] for name in type(SEEN.activity).__slots__}
    seen = replace(SEEN, activity=type(SEEN.activity)(**columns), responses=observe(0).responses, authors=1)
    too_little = judged(seen).members().heading.too_little
    assert too_little is not None
    assert "one member wrote" in ENGLISH.read(too_little)


def test_the_footnote_names_the_longest_gaps_and_why() -> None:
    heading = build_coverage(sum_up(SEEN), 0).heading
    expected = "seen: 97% of 12 weeks; #help missing 3–5 May 2024: no permission to read history"
    assert footnote(heading, ENGLISH).endswith(expected)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2024, 5, 3), (2024, 5, 4), "3 May 2024"),
        ((2024, 5, 3), (2024, 5, 6), "3–5 May 2024"),
        ((2024, 4, 30), (2024, 5, 3), "30 Apr – 2 May 2024"),
        ((2023, 12, 31), (2024, 1, 2), "31 Dec 2023 – 1 Jan 2024"),
    ],
)
def test_stretches_of_days_in_words(start: tuple[int, int, int], end: tuple[int, int, int], words: str) -> None:
    assert ENGLISH.days(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC)) == words


def test_a_nudge_names_a_channel_or_none_at_all() -> None:
    def nudge(*channels: str) -> str:
        gaps = tuple(Gap(number, name, SEEN.window.start, AS_OF, "not seen") for number, name in enumerate(channels))
        barely = Coverage(0.2, SEEN.window.start, gaps)
        nudge = choose_nudge(waiting=NOBODY, channels=(), fading=(), evangelists=(), coverage=barely)
        return ENGLISH.read(nudge.sentence)

    assert "check #help." in nudge("", "help")
    assert "#" not in nudge("")


def test_a_nudge_rounds_as_the_table_does() -> None:
    (person,) = ALL.fading().fading
    nobody = choose_nudge(waiting=NOBODY, channels=(), fading=(person,), evangelists=(), coverage=SEEN.coverage)
    assert nobody.kind == "reach_out"
    usual = ENGLISH.average(round(person.usual, 1))
    assert f"{usual} messages a week before, 0 lately" in ENGLISH.read(nobody.sentence)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (112, 100.0, "+12%"),
        (62, 100.0, "−38%"),
        (100, 100.0, "no change"),
        (1001, 1000.0, "no change"),
        (7, 0.0, "none before"),
        (700, 100.0, "7 times as many"),
        (5, None, ""),
    ],
)
def test_changes_in_words(now: int, before: float | None, words: str) -> None:
    assert change(Change(now, before), ENGLISH) == words

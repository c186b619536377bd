"""The whole way, from an export to the evangelists report, on communities whose truth is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.intake.exports import read_exports
from bot.reports import Evangelists, Members
from bot.scoring import Judgement, Role
from bot.service import Request, Service
from storage import Store
from storage.models import Window
from twin.community import exports, plant
from twin.timeline import Habit, Timeline

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
SEEDS = range(10)
ADVERSARIES: tuple[Habit, ...] = ("bot", "webhook", "farmer", "ring", "alt", "raider", "soapboxer")


@dataclass(frozen=True)
class Judged:
    """A planted community and what Rapport says of it."""

    timeline: Timeline
    evangelists: tuple[int, ...]
    ranked: tuple[int, ...]
    """Everybody who did something, best score first."""
    busiest: tuple[int, ...]
    """The same people by how much they wrote."""
    roster: frozenset[int]

    def habits(self, user_ids: tuple[int, ...]) -> list[str]:
        habit = {person.user_id: person.habit for person in self.timeline.people}
        return [habit[user_id] for user_id in user_ids]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder: Path = tmp_path_factory.mktemp(f"community{request.param}")
    timeline = plant(request.param, now=NOW)
    exports.write(timeline, folder / "exports")
    problems: list[str] = []
    with Store.open(folder / "rapport.db", clock=lambda: NOW) as store:
        for facts in read_exports([folder / "exports"], on_problem=problems.append):
            store.record_blocking(facts)
        store.flush()
        assert problems == []
        service = Service(store, lambda: NOW)
        best = service.report(Request("evangelists", as_of=NOW, limit=0))
        by_score = service.report(Request("members", as_of=NOW, limit=0))
        by_messages = service.report(Request("members", as_of=NOW, limit=0, by="messages"))
        roster = store.observe(timeline.guild_id, Window(NOW, 84)).roster
    assert isinstance(best, Evangelists)
    assert isinstance(by_score, Members)
    assert isinstance(by_messages, Members)
    assert all(judgement.role is Role.EVANGELIST for judgement in best.evangelists)
    return Judged(
        timeline,
        evangelists=ids(best.evangelists),
        ranked=ids(by_score.members),
        busiest=ids(by_messages.members),
        roster=frozenset(roster.user_id.tolist()),
    )


def ids(judgements: tuple[Judgement, ...]) -> tuple[int, ...]:
    return tuple(judgement.user_id for judgement in judgements)


def test_no_adversary_is_among_the_first_ten_evangelists(judged: Judged) -> None:
    assert judged.evangelists
    assert not set(ADVERSARIES) & set(judged.habits(judged.evangelists[:10]))


def test_the_best_are_mostly_those_who_were_planted_as_such(
    judged: Judged, record_property: Callable[[str, object], None]
) -> None:
    wanted = judged.timeline.who("evangelist", "welcomer")
    first = judged.ranked[: len(wanted)]
    precision = len(wanted & set(first)) / len(wanted)
    record_property("precision", precision)
    print(f"precision of the first {len(wanted)}: {precision:.2f} ({', '.join(judged.habits(first))})")
    assert precision >= 0.5


def test_the_middle_evangelist_stands_before_everybody_who_is_only_loud(judged: Judged) -> None:
    place = {user_id: place for place, user_id in enumerate(judged.ranked)}
    evangelists = sorted(place[user_id] for user_id in judged.timeline.who("evangelist"))
    loud = [place[who] for who in judged.timeline.who(*ADVERSARIES) if who in place]
    assert evangelists[len(evangelists) // 2] < min(loud)


def test_counting_messages_would_have_chosen_the_adversaries(judged: Judged) -> None:
    assert len(judged.timeline.who(*ADVERSARIES) & set(judged.busiest[:10])) >= 8


def test_bots_and_webhooks_are_never_members(judged: Judged) -> None:
    assert not judged.timeline.who("bot", "webhook") & judged.roster

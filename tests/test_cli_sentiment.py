"""``rapport sentiment``: the number, and what moved it."""

from __future__ import annotations

from tests.commandline import call


def test_the_number_comes_first_and_then_what_moved_it_most() -> None:
    done = call("sentiment", "the boat is awesome")
    first, second, *_ = done.stdout.splitlines()
    assert done.exit_code == 0
    assert first.startswith("+0.")
    assert second.split()[1] == "awesome"


def test_what_cannot_be_told_is_said_and_no_number() -> None:
    done = call("sentiment", "https://example.com/great")
    assert done.exit_code == 0
    assert done.stdout.startswith("cannot tell")


def test_what_it_is_for_stands_below() -> None:
    done = call("sentiment", "thanks! how do I join?")
    assert done.stdout.splitlines()[-2:] == ["it asks a question", "it thanks somebody"]

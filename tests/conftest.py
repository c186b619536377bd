"""What every test needs: where the real communities are, and how examples are tried."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parent.parent
COLLECT = (10_000, 20, 20)
REQUIRED = frozenset(os.environ.get("TESTS_REQUIRE", "").split(","))

# No deadline: a busy machine is no fault in the program. Where every change is judged the same examples are tried.
settings.register_profile("here", deadline=None)
settings.register_profile("judging", deadline=None, derandomize=True)
settings.load_profile("judging" if os.environ.get("CI") else "here")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector of garbage need not look through it again and again, nor
    look as often as it does by default. The bot has it look no oftener."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real communities and of Discord's schemas, which stands beside a developer's checkout."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        why = "the folder ../shared (real communities, Discord's schemas) is not here"
        if "shared" in REQUIRED:
            pytest.fail(why + ", and TESTS_REQUIRE says it must be")
        pytest.skip(why)
    return folder

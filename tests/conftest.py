"""What more than one test file needs: where the real communities are, and a twin that is held to Discord's schemas."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIRED = frozenset(os.environ.get("RAPPORT_REQUIRE", "").split(","))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real communities and of Discord's schemas, which stands beside a developer's checkout."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        why = "the folder ../shared (real communities, Discord's schemas) is not here"
        if "shared" in REQUIRED:
            pytest.fail(why + ", and RAPPORT_REQUIRE says it must be")
        pytest.skip(why)
    return folder

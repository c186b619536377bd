"""What a large report needed is given back, or stays where it is."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from bot.allocation import keep_large_blocks_apart, keep_what_is_freed

if sys.argv[1] == "bounded":
    keep_large_blocks_apart()
if "stays" in sys.argv[1]:
    keep_what_is_freed()
for _ in range(2):
    large = [np.ones(2_000_000 + 10_000 * number) for number in range(10)]
    kept = [] if "nothing else" in sys.argv[1] else [np.ones(60_000) for _ in range(20)]
    del large
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")).split()[1])
"""


def kilobytes(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], check=True, capture_output=True, text=True)
    return int(done.stdout)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process has")


def test_blocks_that_were_freed_are_given_back() -> None:
    bounded, unbounded = kilobytes("bounded"), kilobytes("unbounded")
    assert bounded < 100_000, unbounded


def test_in_a_process_that_ends_soon_they_stay() -> None:
    assert kilobytes("nothing else, and it goes") < 100_000 < kilobytes("nothing else, and it stays")

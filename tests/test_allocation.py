"""What a large report needed is given back."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from bot.allocation import keep_large_blocks_apart

if sys.argv[1] == "bounded":
    keep_large_blocks_apart()
for _ in range(2):
    large = [np.ones(2_000_000 + 10_000 * number) for number in range(10)]
    kept = [np.ones(60_000) for _ in range(20)]
    del large
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")).split()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process has")
def test_blocks_that_were_freed_are_given_back() -> None:
    def kilobytes(how: str) -> int:
        done = subprocess.run([sys.executable, "-c", PROGRAM, how], check=True, capture_output=True, text=True)
        return int(done.stdout)

    bounded, unbounded = kilobytes("bounded"), kilobytes("unbounded")
    assert bounded < 100_000, unbounded

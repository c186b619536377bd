"""What is claimed of real communities, measured on those in the folder beside the checkout (``make bench-archives``).

python -m benchmarks.communities [FOLDER]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.archives import ARCHIVES

TOO_SHORT = ("academy-dev",)
"""No full window with a month after it, so nothing to foresee."""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else ARCHIVES
    communities = sorted(folder.glob("*-dev.zip"))
    if not communities:
        print(f"benchmarks: no communities (*-dev.zip) in {folder}: name a folder that has some", file=sys.stderr)
        return 1
    print("## Importing, keeping, reporting\n", flush=True)
    failed = run("benchmarks.archives", *map(str, communities))
    for community in communities:
        if community.stem not in TOO_SHORT:
            print(f"\n## Foresight: {community.stem}\n", flush=True)
            failed |= run("benchmarks.foresight", str(community))
    return failed


def run(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""What is claimed of real communities, measured on those in the folder beside the checkout (``make bench-archives``).

    python -m benchmarks.communities [FOLDER]

Puts what it measured into benchmarks/README.md.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.archives import ARCHIVES
from benchmarks.page import PAGE, put

CHAT = "ubuntu-irc-dev.jsonl.gz"
TOO_SHORT = ("academy-dev",)
"""No full window with a month after it, so nothing to foresee."""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else ARCHIVES
    communities = sorted(folder.glob("*-dev.zip"))
    if not communities:
        print(f"benchmarks: no communities (*-dev.zip) in {folder}: name a folder that has some", file=sys.stderr)
        return 1
    foreseen = [community for community in communities if community.stem not in TOO_SHORT]
    failed = tell("archives", [run("benchmarks.archives", *map(str, communities))])
    tables = [run("benchmarks.foresight", str(community)) for community in foreseen]
    failed |= tell("flicker", [run("benchmarks.flicker", *map(str, communities))])
    failed |= tell("foresight", [in_block(table) for table in tables])
    failed |= tell("fitting", [run("benchmarks.fitting", *map(str, foreseen))])
    failed |= tell("inferring", [run("benchmarks.inferring", *map(str, foreseen))])
    return failed | tell("replies", [in_block(named(folder)), run("benchmarks.hidden_replies", *map(str, communities))])


def named(folder: Path) -> str:
    """How often the person answered is named in chat that people annotated."""
    with tempfile.TemporaryDirectory() as scratch:
        links = str(Path(scratch) / "links.jsonl")
        chat, evaluator = str(folder / CHAT), str(folder.parent / "evaluate" / "replies.py")
        return run("benchmarks.replies", chat, "--links", links, "--evaluator", evaluator)


def in_block(table: str) -> str:
    return f"```\n{table}\n```" if table else ""


def run(module: str, *arguments: str) -> str:
    """What the program printed; nothing where it failed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=sys.stderr, text=True, check=False
    )
    print(done.stdout, flush=True)
    return "" if done.returncode else done.stdout.strip()


def tell(name: str, parts: list[str]) -> int:
    """Puts the parts on the page, if nothing is missing; otherwise 1."""
    if not all(parts):
        return 1
    PAGE.write_text(put(PAGE.read_text("utf-8"), name, "\n\n".join(parts)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Whom does each message of a chat answer?

    python -m benchmarks.replies CHAT.jsonl.gz --links LINKS.jsonl [--evaluator replies.py]

Writes a line for each message that answers a person: whoever it names, and else whom the bot would infer, where that is
likely enough to be worth naming (the threshold was chosen with the weights, on the chat that these were learned from).
``--evaluator`` judges the links against what people marked, beside simpler rules.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.chat import Chat
from storage.conversation.inference import infer, threshold


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chat", type=Path, help="messages, one JSON document a line, under gzip")
    parser.add_argument("--links", type=Path, required=True, help="where the lines go")
    parser.add_argument("--evaluator", type=Path, help="a program that judges the links")
    asked = parser.parse_args(arguments)
    try:
        chat = Chat.read(asked.chat)
        asked.links.write_text("".join(f"{json.dumps(link)}\n" for link in links(chat)), "utf-8")
    except (OSError, ValueError) as error:
        print(f"replies: {asked.chat}: {error}", file=sys.stderr)
        return 1
    if asked.evaluator is None:
        return 0
    return subprocess.run([sys.executable, asked.evaluator, asked.chat, "--links", asked.links], check=False).returncode


def links(chat: Chat) -> Iterator[dict[str, str]]:
    """Of each message that answers a person its id and whom it answers, in the order of the chat."""
    answered = dict(chat.named)
    found = infer(chat.turns).likeliest()
    for message, spoke, chance in zip(*(c.tolist() for c in (found.message, found.spoke, found.chance)), strict=True):
        if chance >= threshold():
            answered[message] = int(chat.turns.author[spoke])
    for message in sorted(answered):
        yield {"id": chat.ids[message], "author": chat.people[answered[message]]}


if __name__ == "__main__":
    raise SystemExit(main())

"""``rapport sentiment``: how a text sounds to the bot, why, and what it is for."""

from __future__ import annotations

import click

from bot.cli.output import write

MOST_SHOWN = 10
PURPOSES = {
    "question": "it asks a question",
    "thanks": "it thanks somebody",
    "greeting": "it greets somebody",
    "help": "it tells somebody what to do",
}

EXAMPLES = """\b
Examples:
  rapport sentiment "that was sick!!"
  rapport sentiment "this isn't a bad idea"

Each word or sign stands with how much warmer (+) or colder (-) it makes the text. Nothing is kept of it.
"""


@click.command("sentiment", epilog=EXAMPLES, short_help="Tell how a text sounds, and why.")
@click.argument("text")
def command(text: str) -> None:
    """Tell how TEXT sounds, from -1 (cold) to 1 (warm), and which of its words and signs moved that."""
    from bot.sentiment.explaining import explain
    from bot.sentiment.purpose import purpose_of
    from bot.sentiment.words import spoken, unquoted

    found = explain(text)
    if found.polarity is None:
        lines = ["cannot tell: another language, too short, or no words of its author's own"]
    else:
        lines = [f"{found.polarity:+.2f}"]
        lines += [f"  {mover.by:+.2f}  {mover.text}" for mover in found.movers[:MOST_SHOWN]]
    purpose = purpose_of(spoken(unquoted(text)))._asdict()
    lines += [words for name, words in PURPOSES.items() if purpose[name]]
    write("\n".join(lines), None)

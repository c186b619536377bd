"""Collects every text of the program and brings the catalogues up to date: ``make words``.

What is new is left empty, what changed a little keeps its old translation marked as fuzzy, what is gone goes. The tests
fail until a person has filled in the one and looked at the other.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.words.language import CATALOGUES, LOCALES

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("bot/scoring", "bot/reports", "bot/render", "bot/words", "cogs")
CALLS = {
    "say": None,
    "mark": None,
    "text": None,
    "count": (1, 2),
    "counted": (1, 2),
    "Plural": (1, 2),
    "term": ((1, "c"), 2),
}
"""In which calls texts stand, and which of their arguments are texts."""
FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "pt-BR": "nplurals=2; plural=(n > 1);",
    "ja": "nplurals=1; plural=0;",
}
"""Where a language does not have two forms, the first for one alone. Whole millions have none of their own here."""
WIDTH = 120


def collected() -> Catalog:
    """Every text that is said in Discord, with the file in which it stands."""
    found = Catalog(charset="utf-8")
    for room in ROOMS:
        # Babel says of each value that is made at once that it is no text, which is true and no trouble.
        with contextlib.redirect_stderr(io.StringIO()):
            texts = list(extract_from_dir(HOUSE / room, [("**.py", "python")], keywords=CALLS))
        for name, _, msgid, _, context in texts:
            if msgid:
                found.add(msgid, locations=[(f"{room}/{name}", 0)], context=context)
    return found


def catalogue(code: str) -> Catalog:
    """The committed catalogue of one of Discord's locales."""
    with CATALOGUES.joinpath(f"{LOCALES[code]}.po").open("rb") as file:
        return read_po(file, LOCALES[code])


def updated(code: str, template: Catalog) -> Catalog:
    """The catalogue with every text of ``template`` and no other; a new one where there is none."""
    path = CATALOGUES / f"{LOCALES[code]}.po"
    made = catalogue(code) if path.exists() else Catalog(LOCALES[code], charset="utf-8", fuzzy=False)
    made.update(template, update_creation_date=False)
    made.header_comment = f"# What Rapport says in Discord, in {LOCALES[code]}. `make words` brings it up to date."
    made.revision_date = made.creation_date
    made.mime_headers = [
        ("Project-Id-Version", "Rapport 1"),
        ("Report-Msgid-Bugs-To", "see SECURITY.md"),
        ("Last-Translator", "Rapport"),
        ("Language-Team", LOCALES[code]),
        ("Plural-Forms", FORMS.get(code, "nplurals=2; plural=(n != 1);")),
    ]
    return made


def write(code: str, made: Catalog) -> None:
    out = io.BytesIO()
    write_po(out, made, width=WIDTH, sort_output=True, include_lineno=False, ignore_obsolete=True)
    CATALOGUES.joinpath(f"{LOCALES[code]}.po").write_bytes(out.getvalue())


def main() -> int:
    template = collected()
    missing = 0
    for code in LOCALES:
        made = updated(code, template)
        write(code, made)
        left = sum(bool(message.id) and (message.fuzzy or not message.string) for message in made)
        print(f"{made.locale_identifier}: {len(made)} texts, {left} to be translated or looked at")
        missing += left
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""Six languages: complete, with the same values in each, and nothing said that is not in them."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages import Catalog, Message

from benchmarks.words import CALLS, HOUSE, ROOMS, catalogue, collected
from bot.render.alt import alt_text
from bot.render.message import as_container
from bot.render.names import plain
from bot.render.picture import as_spec
from bot.reports import Report
from bot.words.language import ENGLISH, LOCALES, words_for
from bot.words.text import Plural, counted, term, text
from tests.observed import empty, every_report, observe, usual_reports
from tests.pseudo import MARKING, MARKS, unmarked
from tests.test_render_same import spoken
from tests.test_reports_comparison import LISTS, UNLIKE, beside


@cache
def template() -> Catalog:
    return collected()


MOST_DESCRIPTION = 100
"""Characters of a command's or an option's description, and of the name of a choice."""
NAMES_HERE = ("Tea & Trains", "UTC", "Robin", "[click](http://evil.e…", "*bold* @everyo…")
"""Beside those of the roster: what pictures leave of some."""


def faults(made: Catalog, template: Catalog) -> list[str]:
    """What is missing in a catalogue, not looked at, gone, or said with other values."""
    found: list[str] = []
    for message in template:
        if message.id:
            translated = made.get(*_key(message))
            found += _faults(message, translated)
    known = {_key(message) for message in template}
    return found + [f"gone: {message.id}" for message in made if message.id and _key(message) not in known]


def _key(message: Message) -> tuple[str, str | None]:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _faults(message: Message, translated: Message | None) -> Iterator[str]:
    if translated is None:
        yield f"missing: {message.id}"
        return
    forms = [translated.string] if isinstance(translated.string, str) else list(translated.string or ("",))
    if translated.fuzzy:
        yield f"fuzzy: {message.id}"
    if not all(forms):
        yield f"empty: {message.id}"
    asked = message.id if isinstance(message.id, str) else message.id[-1]
    for place, form in enumerate(forms):
        # Of one, a language may leave out the number where English does.
        allowed = [values_of(asked), values_of(message.id[0])] if len(forms) > 1 and not place else [values_of(asked)]
        if form and values_of(form) not in allowed:
            yield f"other values: {asked} → {form}"


def values_of(said: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(said) if name is not None}


@pytest.mark.parametrize("code", LOCALES)
def test_every_text_is_in_every_language_with_the_same_values(code: str) -> None:
    assert len(template()) > 500
    assert not faults(catalogue(code), template())


def test_what_is_missing_fuzzy_or_has_other_values_is_seen() -> None:
    template = Catalog()
    made = Catalog("de")
    for msgid in ("missing", "fuzzy", "of {name}", "empty"):
        template.add(msgid)
    template.add(("{n} cat", "{n} cats"))
    made.add("fuzzy", "unscharf", flags=["fuzzy"])
    made.add("of {name}", "von {nome}")
    made.add("empty", "")
    made.add("gone", "weg")
    made.add(("{n} cat", "{n} cats"), ("{n} Katze", "Katzen"))
    assert faults(made, template) == [
        "missing: missing",
        "fuzzy: fuzzy",
        "other values: of {name} → von {nome}",
        "empty: empty",
        "other values: {n} cats → Katzen",
        "gone: gone",
    ]


def said_in_picture(part: object) -> Iterator[str]:
    """Every text that a specification draws: values of rows, titles."""
    if isinstance(part, list):
        for each in part:
            yield from said_in_picture(each)
    elif isinstance(part, dict):
        for key, each in part.items():
            if key in ("text", "subtitle") and isinstance(each, list) and all(isinstance(line, str) for line in each):
                yield " ".join(each)
            elif key in ("text", "subtitle", "label", "shown", "word", "weekday") and isinstance(each, str):
                yield each
            elif key not in ("config", "encoding", "mark"):
                yield from said_in_picture(each)


def everything_said(report: Report) -> Iterator[str]:
    yield spoken(as_container(report, MARKING))
    yield alt_text(report, MARKING)
    yield from said_in_picture(as_spec(report, MARKING))


ALL: dict[str, Report] = {
    **usual_reports(),
    **{f"{name}, empty": report for name, report in every_report(empty()).items()},
    **{f"{name}, compared": beside(name) for name in LISTS},
    **{f"{name}, not comparable": beside(name, UNLIKE) for name in LISTS},
}


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_said_but_what_can_be_translated(name: str) -> None:
    seen = observe()
    names = (*NAMES_HERE, *map(plain, seen.roster.name), *(plain(f"#{channel.name}") for channel in seen.channels))
    for said in everything_said(ALL[name]):
        assert not unmarked(said, *names), said
    assert not MARKS.asked - {_key(message) for message in template()}, "texts that nobody found to translate"


def test_a_word_that_bypasses_translation_is_seen() -> None:
    inner = MARKING.say("in {n} weeks", n=3)
    assert not unmarked(f"Ada: {MARKING.say('wrote {when}', when=inner)} · 12", "Ada")
    assert unmarked(f"{MARKING.say('wrote')} messages") == ["messages"]


@pytest.mark.parametrize(
    ("code", "one", "two", "many"),
    [
        ("en", "1 member", "1.5 members", "1,234 members"),
        ("de", "1 Mitglied", "1,5 Mitglieder", "1.234 Mitglieder"),
        ("fr", "1 membre", "1,5 membre", "1 234 membres"),
        ("es-ES", "1 miembro", "1,5 miembros", "1.234 miembros"),
        ("pt-BR", "1 membro", "1,5 membro", "1.234 membros"),
        ("ja", "メンバー1人", "メンバー1.5人", "メンバー1,234人"),
    ],
)
def test_numbers_take_the_form_that_the_language_has_for_them(code: str, one: str, two: str, many: str) -> None:
    words = words_for(code)
    members = Plural("{n} member", "{n} members")
    said = [plain(words.count(*members, number)) for number in (1, 1.5, 1234)]
    assert said == [one, two, many]
    assert plain(words.read(counted(*members, 1234))) == many
    assert plain(words.beside(members, words.fixed(1), 1)) == one


def test_a_language_without_a_catalogue_is_english_and_latin_american_spanish_is_spanish() -> None:
    assert words_for("ko") is ENGLISH
    assert words_for("en-GB") is ENGLISH
    assert words_for("es-419") is words_for("es-ES")


def test_a_text_in_a_text_is_said_in_the_same_language_and_a_word_by_its_context() -> None:
    german = words_for("de")
    reason = counted("answered {n} different person", "answered {n} different people", 3)
    assert german.read(text("Thank {name}: {reason}.", name="{n}", reason=reason)) == (
        "Danke {n}: hat 3 verschiedenen Leuten geantwortet."
    )
    assert german.read(term("page", "Ties")) == "Bindungen"
    assert german.say(
        "{share:percent} of it comes from a circle of {people}, which counts as one voice", share=0.5, people=4
    ) == ("50\u00a0% davon kommen aus einem Kreis von 4, der als eine Stimme zählt")


def calls_in_f_strings(source: str) -> list[int]:
    """Lines where a text is asked for inside an f-string: there nobody finds it who collects texts."""
    return [
        inner.lineno
        for outer in ast.walk(ast.parse(source))
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call)
        and (inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")) in CALLS
        and any(isinstance(given, ast.Constant) and isinstance(given.value, str) for given in inner.args)
    ]


def test_no_text_hides_in_an_f_string() -> None:
    assert calls_in_f_strings("f\"{words.say('Done.')} {names.count(', ')} {words.say(text)}\"") == [1, 1]
    hidden = {
        str(path.relative_to(HOUSE)): lines
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        if (lines := calls_in_f_strings(path.read_text("utf-8")))
    }
    assert not hidden

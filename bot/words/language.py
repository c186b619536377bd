"""One language: texts from its catalogue, numbers, dates and durations by Babel.

Whoever renders is handed the language; nothing here is set, and nothing is remembered but catalogues that were read.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_time, get_day_names, get_month_names
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from bot.words.text import Hour, Plural, Text, Value, Weekday

CATALOGUES = Path(__file__).with_name("catalogues")
LOCALES = {"de": "de", "fr": "fr", "es-ES": "es", "pt-BR": "pt_BR", "ja": "ja"}
"""Discord's names of the languages that have a catalogue, and Babel's."""
FALLBACKS = {"es-419": "es-ES"}
UNKNOWN = "–"
A_LITTLE = 0.005
"""Below this a part is "under 1%"."""
_SHAPES = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")
_LASTS: tuple[tuple[float, int, str, int], ...] = (
    (90, 1, "duration-second", 0),
    (5400, 60, "duration-minute", 0),
    (172_800, 3600, "duration-hour", 1),
    (float("inf"), 86_400, "duration-day", 1),
)
"""Up to how many seconds, how many of them a unit has, which unit, and how many decimals are shown."""


class Words:
    """How a language says something."""

    def __init__(self, code: str, locale: Locale, catalogue: gettext.NullTranslations) -> None:
        self.code = code
        """Discord's name of the language."""
        self.locale = locale
        self._catalogue = catalogue
        self._filler = _Filler(self)

    # texts

    def say(self, msgid: str, /, **values: Value) -> str:
        return self._filler.vformat(self._catalogue.gettext(msgid), (), values)

    def count(self, one: str, many: str, number: float, /, **values: Value) -> str:
        """A text with a number in it, ``{n}``, in the form that the language has for so many."""
        form = self._catalogue.ngettext(one, many, self._form(number))
        return self._filler.vformat(form, (), {"n": number, **values})

    def read(self, text: Text) -> str:
        values = dict(text.values)
        if text.many:
            return self._filler.vformat(
                self._catalogue.ngettext(text.msgid, text.many, self._form(text.number)), (), values
            )
        if text.context:
            return self._filler.vformat(self._catalogue.pgettext(text.context, text.msgid), (), values)
        return self.say(text.msgid, **values)

    def beside(self, said: str | Plural, shown: str, number: float | None) -> str:
        """What a figure in a row counts: ``shown`` in its words."""
        if isinstance(said, Plural):
            return self.count(said.one, said.many, 2 if number is None else number, n=shown)
        return self.say(said, n=shown) if said else shown

    def join(self, parts: Iterable[str]) -> str:
        return self.say(", ").join(parts)

    def listed(self, names: tuple[str, ...], most: int) -> str:
        """The first names, and how many more there are."""
        shown, rest = self.join(names[:most]), len(names) - most
        return self.count("{names} and {n} more", "{names} and {n} more", rest, names=shown) if rest > 0 else shown

    def _form(self, number: float) -> int:
        """A whole number for which gettext takes the form that CLDR has for this one, which may be broken."""
        exact = int(number) if number == int(number) else number
        return 1 if self.locale.plural_form(exact) == "one" else 2

    # numbers

    def fixed(self, value: float, digits: int = 0) -> str:
        """12345.6 → "12,346". Rounded here, so that every language shows the same figures."""
        return str(format_decimal(Decimal(f"{value:.{digits}f}"), _SHAPES[digits], locale=self.locale))

    def average(self, value: float) -> str:
        """One decimal below ten, none above."""
        return self.fixed(value, 1 if abs(value) < 10 and value != round(value) else 0)

    def signed(self, value: float | None, digits: int = 2) -> str:
        """With its sign; nothing is 0.0; "–" for unknown."""
        if value is None:
            return UNKNOWN
        shown = round(value, digits)
        sign = "+" if shown > 0 else "−" if shown < 0 else ""
        return f"{sign}{self.fixed(abs(value), digits)}"

    def percent(self, value: float) -> str:
        """0.123 → "12%"."""
        return str(format_percent(Decimal(f"{value * 100:.0f}") / 100, locale=self.locale))

    def share(self, value: float | None) -> str:
        """0.123 → "12%"; "under 1%" for a little; "–" for unknown."""
        if value is None:
            return UNKNOWN
        return self.say("under {least:percent}", least=0.01) if 0 < value < A_LITTLE else self.percent(value)

    # times

    def day(self, moment: date) -> str:
        """3 May 2024; of a moment the day in UTC."""
        on = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        return str(format_skeleton("yMMMd", on, locale=self.locale))

    def days(self, start: datetime, end: datetime) -> str:
        """3–5 May 2024. ``end`` is exclusive where it is a midnight."""
        first, last = start.date(), max(start, end - timedelta(milliseconds=1)).date()
        if first == last:
            return self.day(first)
        return str(format_interval(first, last, "yMMMd", locale=self.locale)).replace("\u2009", " ")

    def weekday(self, number: int, width: Literal["wide", "abbreviated"] = "wide") -> str:
        """Monday is 0."""
        return str(get_day_names(width, "stand-alone", self.locale)[number])

    def hour(self, hour: int) -> str:
        return str(format_time(time(hour), "HH:mm", locale=self.locale))

    def lasting(self, seconds: float | None) -> str:
        """40 secs, 12 mins, 3.5 hrs, 2.1 days; "–" for unknown."""
        if seconds is None:
            return UNKNOWN
        _, size, unit, digits = next(each for each in _LASTS if seconds < each[0])
        value = round(seconds / size, digits)
        digits = 0 if value >= 10 or value == round(value) else digits
        return str(format_unit(Decimal(f"{value:.{digits}f}"), unit, "short", locale=self.locale))

    def for_axes(self) -> Mapping[str, Any]:
        """What the renderer of pictures needs to write the numbers and dates of an axis (d3's locales)."""
        symbols = self.locale.number_symbols["latn"]
        months = [get_month_names(width, "format", self.locale) for width in ("wide", "abbreviated")]
        days = [get_day_names(width, "stand-alone", self.locale) for width in ("wide", "abbreviated")]
        return {
            "number": {
                "decimal": symbols["decimal"],
                "thousands": symbols["group"].replace("\u202f", " "),
                "grouping": [3],
                "currency": ["", ""],
            },
            "time": {
                "dateTime": "%x, %X",
                "date": {"ja": "%-m月%-d日", "de": "%-d. %b"}.get(self.code, "%-d %b"),
                "time": "%H:%M",
                "periods": ["AM", "PM"],
                "months": [months[0][month] for month in range(1, 13)],
                "shortMonths": [months[1][month] for month in range(1, 13)],
                "days": [days[0][(day - 1) % 7] for day in range(7)],
                "shortDays": [days[1][(day - 1) % 7] for day in range(7)],
            },
        }


class _Filler(string.Formatter):
    """Puts values into a text, each as the language writes it."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def format_field(self, value: Any, format_spec: str) -> str:
        words = self._words
        match value:
            case str():
                return value
            case Text():
                return words.read(value)
            case date():
                return words.day(value)
            case Weekday():
                return words.weekday(value.number)
            case Hour():
                return words.hour(value.hour)
        if format_spec == "percent":
            return words.percent(value)
        if format_spec.startswith("+."):
            return words.signed(value, int(format_spec[2:]))
        return words.fixed(value, int(format_spec[1:])) if format_spec else words.average(value)


ENGLISH = Words("en", Locale("en", "001"), gettext.NullTranslations())


def words_for(locale: str) -> Words:
    """The language of one of Discord's locales; English where there is no catalogue."""
    code = FALLBACKS.get(locale, locale)
    return _loaded(code) if code in LOCALES else ENGLISH


@cache
def _loaded(code: str) -> Words:
    """Reads a catalogue, which takes some hundredths of a second."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with CATALOGUES.joinpath(f"{LOCALES[code]}.po").open("rb") as file:
        catalogue = read_po(file, LOCALES[code])
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(code, Locale.parse(LOCALES[code]), gettext.GNUTranslations(compiled))

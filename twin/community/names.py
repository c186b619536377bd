"""Handles of people: believable, diverse, and some of them a trial for whoever prints them."""

from __future__ import annotations

from random import Random

_GIVEN = (
    "ada amir anouk aiko bruno bea carlos chidi chloe dario deniz divya elif emre esra fatou felix freya gita goran "
    "hana hugo ines ivo jana jamal jonas juno kaito katya kofi lena leo linnea luca mai malik mara mateo mina nadia "
    "nils noor olga omar oskar paula pavel petra priya quentin rafa ravi rosa ruth sami sanne sofia soren tadeo tariq "
    "theo tomoko uma usha vera viktor wanda wei xenia yara yuki yusuf zahra zeno zoe"
)
_THINGS = (
    "acorn badger beacon biscuit cactus candle cedar comet copper crane delta dune ember falcon fern fjord garnet "
    "gecko glacier harbor hazel heron indigo ivy juniper kelp kettle lantern lichen lotus maple marble meadow moth "
    "nebula nettle oak onyx orbit otter pebble pepper pine pixel plum quartz quill raven reed ridge river robin rust "
    "saffron sparrow spruce tango thicket thistle tundra umbra velvet walnut willow wren yarrow zephyr"
)
_QUALITIES = (
    "amber ancient brisk calm chilly clever cosmic crisp curious dapper dusty eager early faint fuzzy gentle giddy "
    "hollow humble idle jolly keen late lazy little loud lucky mellow mild misty modest nimble noisy odd pale patient "
    "plain polite proud quick quiet rapid rusty salty shy sleepy sly smooth solid spare steady sunny tall tidy "
    "tiny vivid warm wild witty"
)

GIVEN, THINGS, QUALITIES = _GIVEN.split(), _THINGS.split(), _QUALITIES.split()

AWKWARD = (
    "**not_bold**",
    "__under__score__",
    "||spoiled||",
    "`tick`er",
    "~~struck~~",
    "> quoted",
    "# heading",
    "[link](https://example.org)",
    "https://example.org/me",
    "@everyone",
    "<@123456789012345678>",
    "=SUM(A1:A9)",
    "+1-555-0100",
    "-dash",
    "\u202egnol neib",
    "z\u0351\u0352a\u0353\u0301\u0302l\u0353\u0301\u0303g\u0355\u0304o\u0356\u0305",
    "\u200bzero\u200bwidth\u200b",
    "山田 花子",
    "Юлия К.",
    "مريم",
    "शिव",
    "Łukasz Żółć",
    "🦊 fox 🦊",
    "👩‍🔬 Dr. Ibáñez",
    "𝓯𝓪𝓷𝓬𝔂",
    "ＷＩＤＥ",
    "W" * 32,
    "Wolfeschlegelsteinhausenbergerdo",
    "a",
    "null",
    "<b>html</b>",
    '"quoted, comma"',
    "back\\slash",
    "semi;colon",
    "tab\tbed",
    "{brace} %s",
)


def handles(rng: Random, count: int) -> list[str]:
    """``count`` different names in random order; a dozen or more of them awkward to print."""
    awkward = list(AWKWARD)
    rng.shuffle(awkward)
    names = awkward[: min(len(awkward), max(6, count // 8))]
    seen = {name.casefold() for name in names}
    while len(names) < count:
        name = _ordinary(rng)
        if name.casefold() not in seen:
            seen.add(name.casefold())
            names.append(name)
    rng.shuffle(names)
    return names


def _ordinary(rng: Random) -> str:
    given, thing, quality = rng.choice(GIVEN), rng.choice(THINGS), rng.choice(QUALITIES)
    number = rng.randrange(2, 2000)
    shapes = (
        given.capitalize(),
        f"{given}{number}",
        f"{given}_{thing}",
        f"{quality}{thing}",
        f"{quality}-{thing}",
        f"{quality.capitalize()}{thing.capitalize()}",
        f"{given.capitalize()} {thing[0].upper()}.",
        f"{thing}.{given}",
        f"{given}.{number % 100:02d}",
        f"the{thing}{number % 10}",
        f"{given[0]}{thing}",
        f"{given.capitalize()} | {thing}",
    )
    return rng.choice(shapes)

"""What Discord refuses of a message that is laid out of components, and of one that is not. Each finding is (where,
what is wrong).

Source: https://discord.com/developers/docs/components/reference and the flag IS_COMPONENTS_V2 in …/resources/message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twin.limits import (
    ACTION_ROW,
    BUTTON,
    COMPONENTS_V2,
    Finding,
    Json,
    all_components,
    beyond,
)

SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
MOST_COMPONENTS, MOST_TEXT, MOST_URL = 40, 4000, 2048
INSIDE = frozenset({ACTION_ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR})
"""What a container may hold; a message, those and containers."""
REFERENCE = "attachment://"
ELSEWHERE = ("content", "embeds", "sticker_ids", "poll")
"""What a message has not whose components are all there is to see."""


def broken_layout(body: Json, flags: int) -> Iterator[Finding]:
    """``flags`` are those of the message after this body, which may be an edit."""
    components = body.get("components") or []
    if not flags & COMPONENTS_V2:
        for number, component in enumerate(components):
            if component.get("type") != ACTION_ROW:
                yield f"components.{number}.type", 'Value of field "type" must be one of (1,).'
        return
    for key in ELSEWHERE:
        if body.get(key):
            yield key, f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    if "components" in body and not components:
        yield "components", "This field is required"
    yield from _placed(components, INSIDE | {CONTAINER}, "components")
    everything = list(all_components(components, "components"))
    if len(everything) > MOST_COMPONENTS:
        yield "components", f"The total number of components cannot exceed {MOST_COMPONENTS}"
    if sum(len(str(one.get("content") or "")) for _, one in everything if one.get("type") == TEXT) > MOST_TEXT:
        yield "components", f"The total length of text in components cannot exceed {MOST_TEXT}"
    for where, component in everything:
        yield from _broken(component, where)


def references(components: Iterable[Json]) -> Iterator[str]:
    """The names of the attachments that components show."""
    urls = (str(media.get("url") or "") for media in media_of(components))
    return (url.removeprefix(REFERENCE) for url in urls if url.startswith(REFERENCE))


def media_of(components: Iterable[Json]) -> Iterator[Json]:
    """The pictures and files in a tree of components."""
    for _, component in all_components(components, ""):
        for holder in (component, *(component.get("items") or [])):
            yield from (holder[key] for key in ("media", "file") if isinstance(holder.get(key), dict))


def _placed(components: Iterable[Json], allowed: frozenset[int], where: str) -> Iterator[Finding]:
    for number, component in enumerate(components):
        if component.get("type") not in allowed:
            kinds = ", ".join(map(str, sorted(allowed)))
            yield f"{where}.{number}.type", f'Value of field "type" must be one of ({kinds}).'


def _broken(component: Json, where: str) -> Iterator[Finding]:
    match component.get("type"):
        case 9:  # SECTION
            yield from _section(component, where)
        case 10:  # TEXT
            yield from beyond({"content": "", **component}, {"content": (1, MOST_TEXT)}, where)
        case 11:  # THUMBNAIL
            yield from _media(component, "media", where)
        case 12:  # GALLERY
            yield from _gallery(component, where)
        case 13:  # FILE
            yield from _media(component, "file", where)
        case 14 if component.get("spacing") not in (None, 1, 2):  # SEPARATOR
            yield f"{where}.spacing", "Value must be one of (1, 2)."
        case 17:  # CONTAINER
            yield from _container(component, where)


def _section(section: Json, where: str) -> Iterator[Finding]:
    inner = section.get("components") or []
    if not 1 <= len(inner) <= 3:
        yield f"{where}.components", "Must be between 1 and 3 in length."
    yield from _placed(inner, frozenset({TEXT}), f"{where}.components")
    if (section.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
        yield f"{where}.accessory", "This field is required"


def _gallery(gallery: Json, where: str) -> Iterator[Finding]:
    items = gallery.get("items") or []
    if not 1 <= len(items) <= 10:
        yield f"{where}.items", "Must be between 1 and 10 in length."
    for number, item in enumerate(items):
        yield from _media(item, "media", f"{where}.items.{number}")


def _container(container: Json, where: str) -> Iterator[Finding]:
    inner = container.get("components") or []
    if not inner:
        yield f"{where}.components", "This field is required"
    yield from _placed(inner, INSIDE, f"{where}.components")
    colour = container.get("accent_color")
    if colour is not None and not 0 <= colour <= 0xFFFFFF:
        yield f"{where}.accent_color", "Must be between 0 and 16777215."


def _media(thing: Json, key: str, where: str) -> Iterator[Finding]:
    url = str((thing.get(key) or {}).get("url") or "")
    if not url.startswith((REFERENCE, "http://", "https://")[: 1 if key == "file" else 3]) or len(url) > MOST_URL:
        yield f"{where}.{key}.url", "Not a well formed URL."
    if thing.get("description") is not None:
        yield from beyond(thing, {"description": (1, 1024)}, where)

"""Reading Discord's documents: where they are wrong or narrower than Discord itself, and which keys they know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson

Schema = dict[str, Any]
SNOWFLAKE = {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}


def load(path: Path) -> Schema:
    document: Schema = orjson.loads(path.read_bytes())
    return document


class Keys:
    """Finds keys in a value that no alternative of its schema names. JSON Schema itself lets unknown keys pass."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._laid_out: dict[int, tuple[Any, tuple[Schema, ...]]] = {}
        """By identity, beside the schema itself: so its identity is never another's."""

    def unknown(self, value: Any, schemas: Iterable[Any], where: str = "") -> Iterator[str]:
        """The paths of the unknown keys of ``value``, held against all the schemas at once."""
        if not isinstance(value, Mapping | list):
            return
        shapes = [s for schema in schemas for s in self._shapes(schema)]
        if isinstance(value, Mapping):
            shapes = [s for s in shapes if self._fits(s, value)]
            if not any(s.get("properties") for s in shapes) or any(
                s.get("additionalProperties") is True for s in shapes
            ):
                shapes_open = [
                    s["additionalProperties"] for s in shapes if isinstance(s.get("additionalProperties"), dict)
                ]
                for key, inner in value.items() if shapes_open else ():
                    yield from self.unknown(inner, shapes_open, f"{where}.{key}")
                return
            for key, inner in value.items():
                known = [s["properties"][key] for s in shapes if key in s.get("properties", {})]
                known += [s["additionalProperties"] for s in shapes if isinstance(s.get("additionalProperties"), dict)]
                if not known:
                    yield f"{where}.{key}"
                else:
                    yield from self.unknown(inner, known, f"{where}.{key}")
        else:
            items = [s["items"] for s in shapes if isinstance(s.get("items"), dict)]
            for inner in value if items else ():
                yield from self.unknown(inner, items, f"{where}[]")

    def _shapes(self, schema: Any) -> tuple[Schema, ...]:
        """The schema with references followed and alternatives laid side by side."""
        if (known := self._laid_out.get(id(schema))) is None:
            known = self._laid_out[id(schema)] = (schema, tuple(self._lay_out(schema)))
        return known[1]

    def _lay_out(self, schema: Any) -> Iterator[Schema]:
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            yield from self._shapes(self.follow(schema["$ref"]))
        for joiner in ("anyOf", "oneOf", "allOf"):
            for alternative in schema.get(joiner, []):
                yield from self._shapes(alternative)
        if "properties" in schema or "items" in schema or "additionalProperties" in schema:
            yield schema

    def follow(self, reference: str) -> Any:
        """What a ``#/…`` reference points at."""
        here: Any = self._document
        for part in reference.partition("#/")[2].split("/"):
            here = here[unquote(part).replace("~1", "/").replace("~0", "~")]
        return here

    def _fits(self, shape: Schema, value: Mapping[str, Any]) -> bool:
        """Whether an alternative that is only for certain types is meant at all."""
        kind = shape.get("properties", {}).get("type", {})
        if "const" in kind:
            return bool(value.get("type", kind["const"]) == kind["const"])
        return "type" not in value or not kind.get("enum") or value["type"] in kind["enum"]


def openapi(path: Path, *, lenient_ids: bool) -> Schema:
    """The REST document, with the places put right where it is stricter than Discord.

    - What is wrong with a field has a code in words (``BASE_TYPE_REQUIRED``); the document takes it for the number
      that the whole answer has. Source: https://discord.com/developers/docs/reference#error-messages
    - ``lenient_ids``: a request may write an id as an integer; discord.py does in a few places and Discord takes it.
    """
    document = load(path)
    schemas = document["components"]["schemas"]
    told = {"code": {"type": "string"}, "message": {"type": "string"}}
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {"properties": told, "required": ["code", "message"]}
    if lenient_ids:
        schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]}
    return document


def gateway(path: Path) -> Schema:
    """The gateway's schema, with the places put right where it was generated too narrow.

    - Bit fields are published as an enum of single bits: 0 and combinations are as valid.
    - Some channel types are an empty enum (the generator lost them): threads have 10 to 12, private channels 1 and 3.
    - A snowflake is any string there; it is held to digits here.
    """
    document = load(path)
    definitions = document["definitions"]
    for name in definitions:
        if name.endswith("Flags"):
            definitions[name] = {"type": "integer", "minimum": 0}
    definitions["Snowflake"] = SNOWFLAKE
    _restore_types(document)
    return document


def _restore_types(node: Any) -> None:
    if isinstance(node, dict):
        properties: Any = node.get("properties") or {}
        kind = properties.get("type")
        if isinstance(kind, dict) and kind.get("enum") == []:
            kind["enum"] = [10, 11, 12] if "thread_metadata" in properties else [1, 3]
        for inner in node.values():
            _restore_types(inner)
    elif isinstance(node, list):
        for inner in node:
            _restore_types(inner)

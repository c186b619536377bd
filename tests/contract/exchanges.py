"""REST requests and answers against Discord's OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.contract.documents import Keys, Schema, openapi
from twin.recording import Exchange

# Keys that discord.py sends and Discord takes although its document does not name them, by the end of their path:
# age-restricted commands, the flags an embed came with, and text-to-speech, which every body of discord.py has.
UNDOCUMENTED_REQUEST_KEYS = ("body[].nsfw", ".embeds[].flags", "body.data.tts", "body.message.tts", "body.tts")
# A forum post's body has its message nested; discord.py says so in the query, and Discord answers with the message.
UNDOCUMENTED_QUERY = frozenset({("/channels/{channel_id}/threads", "use_nested_fields")})
UNDOCUMENTED_ANSWER_KEYS = frozenset({("POST /channels/{channel_id}/threads", ".message")})
Problem = str


class Exchanges:
    """Requests and answers are read with separate copies: only requests may write ids as integers."""

    def __init__(self, path: Path) -> None:
        self._asked = openapi(path, lenient_ids=True)
        self._answered = openapi(path, lenient_ids=False)
        self._asked_keys, self._answered_keys = Keys(self._asked), Keys(self._answered)
        self._registry = jsonschema_rs.Registry([("urn:asked", self._asked), ("urn:answered", self._answered)])
        self._validator = cache(self._compile)

    def _compile(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator({"$ref": pointer}, registry=self._registry, validate_formats=True)

    def problems(self, one: Exchange) -> Iterator[Problem]:
        """What of this exchange Discord's document does not allow."""
        where = f"{one.method} {one.template}"
        method = one.method.lower()
        described = self._asked["paths"].get(one.template)
        if described is None or method not in described:
            if one.template is not None:
                yield f"{where}: not in Discord's document"
            return
        base = f"paths/{_escaped(one.template or '')}"
        if one.status not in (401, 429) and one.status < 500:
            yield from (f"{where}: {p}" for p in self._parameters(described, method, base, one))
            yield from (f"{where}: {p}" for p in self._body(described[method], f"{base}/{method}", one))
        yield from (f"{where}: {one.status}: {p}" for p in self._answer(f"{base}/{method}", one))

    def _parameters(self, described: Schema, method: str, base: str, one: Exchange) -> Iterator[Problem]:
        listed = [(f"{base}/parameters/{i}", p) for i, p in enumerate(described.get("parameters", []))]
        own = described[method].get("parameters", [])
        listed += [(f"{base}/{method}/parameters/{i}", p) for i, p in enumerate(own)]
        strange = set(one.query) - {p["name"] for _, p in listed if p["in"] == "query"}
        for name in sorted(strange):
            if (one.template, name) not in UNDOCUMENTED_QUERY:
                yield f"query {name}: unknown"
        for pointer, parameter in listed:
            given = one.query if parameter["in"] == "query" else one.params
            name = parameter["name"]
            if name not in given:
                if parameter.get("required"):
                    yield f"{parameter['in']} {name}: missing"
                continue
            value = _read(given[name], self._types(parameter["schema"]))
            yield from (f"{parameter['in']} {name}: {p}" for p in self._errors(f"urn:asked#/{pointer}/schema", value))

    def _types(self, schema: Schema) -> set[str]:
        """The JSON types a parameter may have, to know how to read its text."""
        if "$ref" in schema:
            return self._types(self._asked_keys.follow(schema["$ref"]))
        types = schema.get("type", [])
        found = {types} if isinstance(types, str) else set(types)
        for alternative in schema.get("oneOf", []) + schema.get("anyOf", []) + schema.get("allOf", []):
            found |= self._types(alternative)
        return found

    def _body(self, operation: Schema, base: str, one: Exchange) -> Iterator[Problem]:
        described = operation.get("requestBody")
        if described is None:
            if one.body:
                yield "body: none is expected"
            return
        if one.body is None:
            if described.get("required"):
                yield "body: missing"
            return
        kind = "application/json"
        pointer = f"{base}/requestBody/content/{_escaped(kind)}/schema"
        yield from (f"body{p}" for p in self._errors(f"urn:asked#/{pointer}", one.body))
        schema = described["content"][kind]["schema"]
        for key in self._asked_keys.unknown(one.body, [schema]):
            if not f"body{key}".endswith(UNDOCUMENTED_REQUEST_KEYS):
                yield f"body{key}: unknown key"

    def _answer(self, base: str, one: Exchange) -> Iterator[Problem]:
        responses = self._answered_keys.follow(f"#/{base}/responses")
        code = str(one.status) if str(one.status) in responses else f"{str(one.status)[0]}XX"
        if code not in responses:
            if one.status < 500:
                yield f"no such answer, only {', '.join(responses)}"
            return
        pointer = f"{base}/responses/{code}"
        described = responses[code]
        if "$ref" in described:
            pointer = described["$ref"].removeprefix("#/")
            described = self._answered_keys.follow(described["$ref"])
        content = described.get("content", {}).get("application/json")
        if content is None:
            if one.answer is not None:
                yield "a body where there is none"
            return
        pointer = f"urn:answered#/{pointer}/content/{_escaped('application/json')}/schema"
        yield from (f"answer{p}" for p in self._errors(pointer, one.answer))
        if one.status < 400:
            for key in self._answered_keys.unknown(one.answer, [content["schema"]]):
                if (f"{one.method} {one.template}", key) not in UNDOCUMENTED_ANSWER_KEYS:
                    yield f"answer{key}: unknown key"

    def _errors(self, pointer: str, value: Any) -> Iterator[Problem]:
        for error in self._validator(pointer).iter_errors(value):
            path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.instance_path)
            yield f"{path}: {str(error.message)[:300]}"


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _read(text: str, types: set[str]) -> Any:
    """A parameter's text as the JSON value that it stands for. Discord takes 1 and 0 for booleans."""
    if "boolean" in types and text.lower() in ("1", "0", "true", "false"):
        return text.lower() in ("1", "true")
    if "integer" in types and "string" not in types and text.lstrip("-").isdigit():
        return int(text)
    return text

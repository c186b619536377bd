"""The REST side's front door: reads a request, lets faults have their way, answers as Discord does, and records it."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from twin.faults import Faults
from twin.recording import Exchange, Recording
from twin.rest.call import Answer, Call, Handler, RefusalError, Routes
from twin.stage import Stage
from twin.things import Attachment

BASE = "/api/v10"
BY_TOKEN = ("/webhooks/{application_id}/", "/webhooks/{webhook_id}/{webhook_token}", "/interactions/")
_UPLOAD = re.compile(r"^files\[(\d+)\]$")


class Door:
    """Binds a table of routes to an aiohttp application."""

    def __init__(self, stage: Stage, faults: Faults, recording: Recording, token: str) -> None:
        self._stage = stage
        self._faults = faults
        self._recording = recording
        self._token = token

    def open(self, app: web.Application, routes: Routes) -> None:
        """Adds every route; the fixed ones first, so that ``@me`` is never taken for an id."""
        for (method, template), handler in sorted(routes.items(), key=lambda r: _fixed_first(r[0][1])):
            app.router.add_route(method, BASE + template, self._bind(template, handler))
        app.router.add_route("*", BASE + "/{rest:.*}", self._bind(None, _nothing_here))

    def _bind(self, template: str | None, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            return await self._serve(request, template, handler)

        return serve

    async def _serve(self, request: web.Request, template: str | None, handler: Handler) -> web.Response:
        path = request.path.removeprefix(BASE)
        where = (request.method, template or path, path)
        delay = self._faults.delay(*where)
        if delay:
            await asyncio.sleep(delay)
        call = Call(self._stage, dict(request.match_info), dict(request.query))
        headers = _rate_headers(request.method, template or path)
        try:
            call.body, call.files = await self._read(request)
            status, answer = self._obstacle(where, headers) or self._authorise(request, template)
            if not status:
                status, answer = await handler(call)
                if self._faults.losing(*where):
                    status, answer = _failure(502)
        except RefusalError as refusal:
            status, answer = refusal.status, refusal.body
        self._recording.exchange(
            Exchange(
                request.method,
                path,
                template,
                call.params,
                call.query,
                call.body,
                tuple(f.filename for f in call.files.values()),
                status,
                answer,
                headers,
            )
        )
        if answer is None:
            return web.Response(status=status, headers=headers)
        return web.Response(
            body=orjson.dumps(answer), status=status, headers=headers | {"Content-Type": "application/json"}
        )

    def _obstacle(self, where: tuple[str, str, str], headers: dict[str, str]) -> Answer | None:
        limit = self._faults.limited(*where)
        if limit is not None:
            wait, everywhere = self._faults.remaining(limit), limit.route == "global"
            headers |= {"Via": "1.1 google", "Retry-After": str(int(wait) + 1)}
            headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
            headers["X-RateLimit-Remaining"] = "0"
            if everywhere:
                headers["X-RateLimit-Global"] = "true"
            limited = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere, "code": 0}
            return 429, limited
        status = self._faults.failing(*where)
        return _failure(status) if status else None

    def _authorise(self, request: web.Request, template: str | None) -> Answer:
        if template is not None and template.startswith(BY_TOKEN):
            return 0, None
        if request.headers.get("Authorization") != f"Bot {self._token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        return 0, None

    async def _read(self, request: web.Request) -> tuple[Any, dict[int, Attachment]]:
        if request.content_type == "multipart/form-data":
            return await self._read_form(request)
        raw = await request.read()
        if not raw:
            return None, {}
        try:
            return orjson.loads(raw), {}
        except orjson.JSONDecodeError:
            raise RefusalError(400, 50109, "The request body contains invalid JSON.") from None

    async def _read_form(self, request: web.Request) -> tuple[Any, dict[int, Attachment]]:
        body: Any = None
        files: dict[int, Attachment] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = bytes(await part.read(decode=True))
            upload = _UPLOAD.match(part.name or "")
            if part.name == "payload_json":
                body = orjson.loads(data)
            elif upload:
                name = part.filename or "unknown"
                kind = _content_type(name)
                files[int(upload[1])] = Attachment(self._stage.world.mint.next(), name, data, kind)
        _describe(body, files)
        return body, files


def _failure(status: int) -> Answer:
    return status, {"code": 0, "message": f"{status}: Internal Server Error"}


def _describe(body: Any, files: dict[int, Attachment]) -> None:
    """Gives uploads the names and descriptions that the JSON part has for them, wherever it keeps its message."""
    if not isinstance(body, dict):
        return
    inner = body.get("data") or body.get("message")
    listed = (inner if isinstance(inner, dict) else body).get("attachments") or []
    for entry in listed:
        upload = files.get(int(entry.get("id", -1)))
        if upload is not None:
            upload.filename = entry.get("filename") or upload.filename
            upload.description = entry.get("description")


def _content_type(name: str) -> str:
    kinds = {
        "png": "image/png",
        "json": "application/json; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
    }
    return kinds.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def _rate_headers(method: str, template: str) -> dict[str, str]:
    bucket = hashlib.sha256(f"{method} {template}".encode()).hexdigest()[:32]
    return {
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset": "4102444800.000",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": bucket,
    }


def _fixed_first(template: str) -> list[tuple[bool, str]]:
    return [(part.startswith("{"), part) for part in template.split("/")]


async def _nothing_here(call: Call) -> Answer:
    return 404, {"message": "404: Not Found", "code": 0}

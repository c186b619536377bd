"""A report on the command line is a process of its own: it is there soon because only what it needs is loaded."""

from __future__ import annotations

from pathlib import Path

from bot.catalogue import REPORT_NAMES
from storage import Store
from tests.commandline import process
from tests.test_service import ARCHIVE, END, PEOPLE, community

NOT_FOR_REPORTS = {
    "aiohttp",
    "asyncio",
    "concurrent.futures",
    "discord",
    "logging",
    "nltk",
    "prometheus_client",
    "prompt_toolkit",
    "pydantic",
    "rich",
    "sqlite_utils",
    "textblob",
    "vl_convert",
    "bot.async_service",
    "bot.render.message",
    "bot.render.picture",
    "storage.models.facts",
    "storage.schema",
    "storage.store",
    "storage.writer",
}
EVERY_REPORT = f"""
import sys
from bot.cli.application import rapport

for name in {REPORT_NAMES!r}:
    try:
        rapport(["report", name, "--db", sys.argv[1], *(["--user", sys.argv[2]] if name == "member" else [])])
    except SystemExit as ended:
        assert not ended.code, name
print(*sys.modules, file=sys.stderr)
"""


def test_no_report_as_text_loads_what_it_does_not_need(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    with Store.open(path, clock=lambda: END) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=END))
    done = process(path, PEOPLE[0], cwd=tmp_path, code=EVERY_REPORT)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert {"numpy", "bot.render.text", "storage.readable"} <= loaded
    assert sorted(loaded & NOT_FOR_REPORTS) == []

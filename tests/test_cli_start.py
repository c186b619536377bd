"""A report on the command line is a process of its own: it is there soon because only what it needs is loaded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

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
    "tempfile",
    "textblob",
    "vl_convert",
    "wcwidth",
    "bot.async_service",
    "bot.render.message",
    "bot.render.picture",
    "storage.models.facts",
    "storage.schema",
    "storage.store",
    "storage.writer",
}
EVENT = (END - timedelta(days=10)).date().isoformat()
EVERY_REPORT = f"""
import sys
from bot.__main__ import main

db, user = sys.argv[1:]
for name in {REPORT_NAMES!r}:
    needed = {{"member": ["--user", user], "impact": ["--event", "A day", "--date", {EVENT!r}]}}
    sys.argv[1:] = ["report", name, "--db", db, *needed.get(name, [])]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, name
print(*sys.modules, file=sys.stderr)
"""
THREADS = Path("/proc/self/task")
EVERY_THREAD = f"""
import sys
from datetime import timedelta
from pathlib import Path
from bot.__main__ import main

sys.argv[1:] = ["report", "overview", "--db", sys.argv[1]]
try:
    main()
finally:
    print(len(list(Path({str(THREADS)!r}).iterdir())), file=sys.stderr)
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


@pytest.mark.skipif(not THREADS.is_dir(), reason="tells threads by Linux's /proc")
def test_a_report_starts_no_thread(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    with Store.open(path, clock=lambda: END) as store:
        store.record_blocking(community(ARCHIVE, imported=True, end=END))
    assert process(path, cwd=tmp_path, code=EVERY_THREAD).stderr.split() == ["1"]

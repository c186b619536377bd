"""Rows are tried a few times in the ordinary suite, as often as the issue asks with ``--full``, and end as a table."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.faults.row import Row, Trials

LONGEST_ROW_S = 3600
PROPERTY = "row"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="try each fault as often as the table promises")


def _is_full(config: pytest.Config) -> bool:
    return bool(config.getoption("--full", default=False))


def _row_of(item: pytest.Item) -> Row | None:
    mark = item.get_closest_marker("row")
    return mark.args[0] if mark is not None else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        found = _row_of(item)
        if found is not None and _is_full(config) and found.full > found.quick:
            item.add_marker(pytest.mark.timeout(LONGEST_ROW_S))


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Trials:
    found = _row_of(request.node)
    assert found is not None, "only a row of the table is tried more than once"
    made = Trials(found.full if _is_full(request.config) else found.quick)
    request.node.stash[TRIALS] = made
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, where this system lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("nobody but root can make a disk that gets full")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


TRIALS = pytest.StashKey[Trials]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    found = _row_of(item)
    if found is not None and (report.when == "call" or (report.when == "setup" and not report.passed)):
        given = getattr(item, "callspec", None)
        words = {name: getattr(value, "__name__", value) for name, value in (given.params if given else {}).items()}
        counted = item.stash.get(TRIALS, None)
        tried, held = (counted.tried, counted.held) if counted and counted.tried else (1, int(report.passed))
        if report.skipped:
            tried = held = 0
        report.user_properties.append(
            (PROPERTY, (found.fault.format_map(words), found.holds.format_map(words), tried, held))
        )
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table, in the order of the files, where the rows were asked for."""
    if not _is_full(config):
        return
    stats = terminalreporter.stats
    reports = [one for kind in ("passed", "failed", "error", "skipped") for one in stats.get(kind, [])]
    rows = [
        (report.location, value)
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == PROPERTY
    ]
    if not rows:
        return
    wide = max(100, shutil.get_terminal_size((160, 24)).columns)
    left = (wide - 24) // 2
    terminalreporter.section(f"{len(rows)} faults")
    terminalreporter.write_line(_line(("fault", "what must hold", "tried", "held"), left))
    for _, (fault, holds, tried, held) in sorted(rows, key=lambda one: (one[0][0], one[0][1] or 0, one[0][2])):
        faults, promises = textwrap.wrap(fault, left - 4), textwrap.wrap(holds, left)
        for place in range(max(len(faults), len(promises))):
            cells = (_at(faults, place), _at(promises, place), *(("", "") if place else (f"{tried:,}", f"{held:,}")))
            terminalreporter.write_line(_line(cells, left), red=tried != held)
    broken = sum(tried != held for _, (_, _, tried, held) in rows)
    terminalreporter.write_line(f"{len(rows)} rows, {len(rows) - broken} held every time")


def _at(lines: list[str], place: int) -> str:
    return lines[place] if place < len(lines) else ""


def _line(cells: tuple[str, str, str, str], left: int) -> str:
    fault, holds, tried, held = cells
    return f"{fault:<{left - 2}}{holds:<{left + 2}}{tried:>8}{held:>8}".rstrip()

"""The gallery hangs every report in every format on one page, and the page shows no markup of ours or of a name."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.gallery import written
from benchmarks.gallery_page import markdown, page
from bot.catalogue import REPORT_NAMES
from bot.service import Request
from tests.observed import usual_reports

REPORTS = usual_reports()


def test_every_report_has_a_place_and_every_link_leads_to_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    pieces = [written(Request(name), REPORTS[name], folder) for name in REPORT_NAMES]
    shown = page(pieces)
    links = set(re.findall(r'(?:src|href)="([^"]+)"', shown))
    assert {link for link in links if link.startswith("#")} == {f"#sample-{name}" for name in REPORT_NAMES}
    files = {link for link in links if not link.startswith("#")}
    assert len(files) == 4 * len(REPORT_NAMES)
    assert all((tmp_path / file).stat().st_size for file in files)
    assert all(f'id="sample-{name}"' in shown for name in REPORT_NAMES)
    compared = page([written(Request("members", compare=True), REPORTS["members"], folder)])
    assert 'id="sample-members-compared"' in compared
    assert (folder / "members-compared.png").stat().st_size
    assert "Without comparison" in compared


def test_a_message_is_shown_as_discord_would() -> None:
    shown = markdown("### Top\n**Ada** 3\n-# small\\_one <b>")
    assert shown == "<strong>Top</strong><br><b>Ada</b> 3<br><small>small_one &lt;b&gt;</small>"

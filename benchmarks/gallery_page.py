"""The gallery's page: what each report looks like, about as Discord, a terminal and a spreadsheet show it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

PRIMARY = 1
MOST_SHOWN = 6_000
"""Letters of a document or table on the page; the whole is in its file."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One report of one community, whose files lie in a folder of that name."""

    community: str
    report: str
    text: str
    document: str
    table: str
    container: dict[str, Any]
    alt: str


def page(pieces: Sequence[Piece]) -> str:
    """A whole document, beside the communities' folders."""
    communities = {name: list(some) for name, some in groupby(pieces, lambda piece: piece.community)}
    links = "".join(
        f"<p><b>{_escaped(name)}</b> "
        + " · ".join(f'<a href="#{_anchor(piece)}">{piece.report}</a>' for piece in some)
        + "</p>"
        for name, some in communities.items()
    )
    bodies = "".join(map(_section, pieces))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Rapport: every report</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style><h1>Every report in every format</h1><nav>{links}</nav>{bodies}</html>\n"
    )


def message(container: dict[str, Any], picture: str) -> str:
    """A container of components about as Discord shows it, in its dark theme or its light one."""
    inner = "".join(_component(part, picture) for part in container["components"])
    return f'<div class="message">{inner}</div>'


def _component(part: dict[str, Any], picture: str) -> str:
    match part["type"]:
        case 1:  # a row
            return f'<div class="controls">{"".join(map(_control, part["components"]))}</div>'
        case 9:  # a section
            texts = "".join(_component(text, picture) for text in part["components"])
            return f'<div class="beside"><div>{texts}</div>{_control(part["accessory"])}</div>'
        case 10:  # a text
            return f"<div>{markdown(part['content'])}</div>"
        case 12:  # a gallery
            alt = html.escape(part["items"][0]["description"], quote=True)
            return f'<img src="{picture}" alt="{alt}">'
        case kind:
            raise ValueError(f"no report has a component of type {kind}")


def _control(control: dict[str, Any]) -> str:
    if "options" in control:
        chosen = next(option["label"] for option in control["options"] if option.get("default"))
        return f'<span class="menu">{_escaped(chosen)} ▾</span>'
    pressed = " pressed" if control["style"] == PRIMARY else ""
    return f'<span class="button{pressed}">{_escaped(control["label"])}</span>'


def markdown(text: str) -> str:
    """The little of Discord's markdown that reports use: bold, headings, small lines, escapes."""
    return "<br>".join(map(_line, text.split("\n")))


_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_LINES = {"### ": "strong", "-# ": "small"}
_ESCAPE = re.compile(r"\\(&lt;|&gt;|[\\*_~`|\[\]#()+.\-])")


def _line(line: str) -> str:
    sign = next((sign for sign in _LINES if line.startswith(sign)), "")
    shown = _ESCAPE.sub(r"\1", _BOLD.sub(r"<b>\1</b>", html.escape(line.removeprefix(sign), quote=False)))
    return f"<{_LINES[sign]}>{shown}</{_LINES[sign]}>" if sign else shown


def _section(piece: Piece) -> str:
    name, folder = piece.report, piece.community
    picture = f"{folder}/{name}.png"
    documents = "".join(
        f'<details><summary><a href="{folder}/{name}.{suffix}">{suffix.upper()}</a></summary>'
        f"<pre>{_escaped(_some(content))}</pre></details>"
        for suffix, content in (("json", piece.document), ("csv", piece.table))
    )
    alt = html.escape(piece.alt, quote=True)
    return (
        f'<section id="{_anchor(piece)}"><h2>{_escaped(folder)} · {name}</h2><div class="row">'
        f"{message(piece.container, picture)}"
        f'<figure><img src="{picture}" alt="{alt}"><img src="{folder}/{name}-dark.png" alt="{alt}">'
        f"<figcaption>{_escaped(piece.alt)}</figcaption></figure>"
        f"<pre>{_escaped(piece.text)}</pre></div>{documents}</section>"
    )


def _some(content: str) -> str:
    return content if len(content) <= MOST_SHOWN else f"{content[:MOST_SHOWN]}\n… and so on"


def _anchor(piece: Piece) -> str:
    return _escaped(f"{piece.community}-{piece.report}")


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


_STYLE = """
body { font: 15px/1.4 sans-serif; margin: 1rem max(.5rem, 2vw); background: #fafafa; color: #1b1f24 }
section { border-top: 1px solid #d8dee4; margin-top: 2rem }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start }
.message { width: min(480px, 100%); box-sizing: border-box; background: #242429; color: #dfe0e2; border-radius: 8px;
  border: 1px solid #3a3b41; border-left: 4px solid #0072b2; padding: .8rem 1rem; font-size: 14px;
  overflow-wrap: anywhere; display: flex; flex-direction: column; gap: .5rem }
.message strong { font-size: 16px } .message small { color: #a5a7ae; font-size: 12px }
.message img { width: 100%; border-radius: 6px }
.beside { display: flex; gap: .8rem; align-items: flex-start; justify-content: space-between }
.controls { display: flex; flex-wrap: wrap; gap: .5rem }
.button, .menu { background: #3e3f45; border-radius: 6px; padding: .35rem .7rem; white-space: nowrap; font-size: 13px }
.menu { flex: 1; background: #1c1d21; border: 1px solid #3a3b41 } .button.pressed { background: #5865f2; color: #fff }
@media (prefers-color-scheme: light) {
  .message { background: #fff; color: #2f3035; border-color: #d8dadf #d8dadf #d8dadf #0072b2 }
  .message small { color: #5c5e66 } .button { background: #e5e6ea } .menu { background: #f5f5f7; border-color: #d8dadf }
}
figure { margin: 0; width: min(400px, 100%) }
figure img { width: 100%; box-sizing: border-box; border: 1px solid #d8dee4; margin-bottom: .5rem }
figcaption { font-size: 12px; color: #57606a }
pre { font-size: 12px; background: #fff; border: 1px solid #d8dee4; padding: .7rem; overflow: auto; margin: 0;
  max-width: 100%; box-sizing: border-box }
"""

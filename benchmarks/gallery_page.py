"""The gallery's page: what each report looks like, about as Discord, a terminal and a spreadsheet show it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

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
    embed: dict[str, Any]
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


def message(embed: dict[str, Any], picture: str, alt: str) -> str:
    """An embed about as Discord's dark theme shows it."""
    fields = "".join(
        f"<h4>{markdown(field['name'])}</h4><div>{markdown(field['value'])}</div>" for field in embed.get("fields", ())
    )
    footer = embed.get("footer", {}).get("text", "")
    return (
        f'<div class="embed"><h3>{markdown(embed.get("title", ""))}</h3>'
        f"<div>{markdown(embed.get('description', ''))}</div>{fields}"
        f'<img src="{picture}" alt="{html.escape(alt, quote=True)}"><footer>{_escaped(footer)}</footer></div>'
    )


def markdown(text: str) -> str:
    """The little of Discord's markdown that reports use: bold, small lines, escapes."""
    return "<br>".join(map(_line, text.split("\n")))


_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_ESCAPE = re.compile(r"\\([\\*_~`|<>\[\]#()+.\-])")


def _line(line: str) -> str:
    small = line.startswith("-# ")
    shown = _ESCAPE.sub(r"\1", _BOLD.sub(r"<b>\1</b>", html.escape(line.removeprefix("-# "), quote=False)))
    return f"<small>{shown}</small>" if small else shown


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
        f"{message(piece.embed, picture, piece.alt)}"
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
body { font: 15px/1.4 sans-serif; margin: 1rem 2rem; background: #fafafa; color: #1b1f24 }
section { border-top: 1px solid #d8dee4; margin-top: 2rem }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start }
.embed { width: 432px; background: #2b2d31; color: #dbdee1; border-left: 4px solid #0072b2; border-radius: 4px;
  padding: .6rem 1rem; font-size: 14px; overflow-wrap: anywhere }
.embed h3 { font-size: 16px; margin: .3rem 0 } .embed h4 { margin: .7rem 0 .1rem; font-size: 14px }
.embed img { width: 400px; border-radius: 4px; margin-top: .7rem }
.embed small { color: #949ba4; font-size: 12px } .embed footer { color: #949ba4; font-size: 12px; margin-top: .5rem }
figure { margin: 0; width: 400px } figure img { width: 400px; border: 1px solid #d8dee4; margin-bottom: .5rem }
figcaption { font-size: 12px; color: #57606a }
pre { font-size: 12px; background: #fff; border: 1px solid #d8dee4; padding: .7rem; overflow: auto; margin: 0 }
"""

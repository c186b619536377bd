"""How large the renderer lays a picture out, without the pixels: those are most of what a picture takes."""

from __future__ import annotations

import re

import vl_convert

from bot.render.brush import SCALE
from bot.render.style import Spec

SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')


def laid_out(spec: Spec) -> tuple[int, int]:
    """Width and height in pixels, as the PNG of the same specification has them."""
    drawing = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    found = SIZE.search(drawing)
    assert found is not None
    return round(SCALE * float(found[1])), round(SCALE * float(found[2]))

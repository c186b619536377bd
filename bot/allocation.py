"""What is freed goes back to the system, so that one large report does not make a large process for ever."""

from __future__ import annotations

import ctypes
import sys

LARGE = 1 << 20
"""Bytes from which on a block is given back as soon as it is freed."""
_M_MMAP_THRESHOLD = -3


def give_back_large_blocks() -> None:
    """Hold glibc to one bound. Left to itself it raises that to 32 MB as large blocks come and go (mallopt(3)), and
    then keeps the columns of a large guild in heaps full of holes. Does nothing where the C library is another one."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, LARGE)

"""What is freed goes back to the system, so that one large report does not make a large process for ever. Or it
stays, in a process that makes one report and ends."""

from __future__ import annotations

import ctypes
import sys

LARGE = 1 << 18
"""Bytes from which on a block is given back as soon as it is freed."""
LARGEST = 1 << 25
"""… and the most that glibc lets that be."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def keep_large_blocks_apart() -> None:
    """Hold glibc to one bound. Left to itself it raises that to 32 MB as large blocks come and go (mallopt(3)), and
    then keeps the columns of a large guild in heaps full of holes."""
    _glibc("mallopt", _M_MMAP_THRESHOLD, LARGE)


def keep_what_is_freed() -> None:
    """To give memory back and ask for it again takes a report a tenth of its time: for a process that ends soon."""
    _glibc("mallopt", _M_MMAP_THRESHOLD, LARGEST)
    _glibc("mallopt", _M_TRIM_THRESHOLD, 2**31 - 1)


def give_nothing_back() -> None:
    """In the place of :func:`give_back` there."""


def give_back() -> None:
    """Give back the pages of heaps in which nothing is left, in milliseconds (malloc_trim(3))."""
    _glibc("malloc_trim", 0)


def _glibc(name: str, *arguments: int) -> None:
    """Does nothing where the C library is another one."""
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), name, None)
        if function is not None:
            function(*arguments)

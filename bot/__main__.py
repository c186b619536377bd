"""``rapport …`` and ``python -m bot …`` are the same program."""

from __future__ import annotations

import gc
import os
import sys

NEW_OBJECTS = 100_000
"""So many are made before Python looks for circles among them; its own 700 cost a report a twentieth of its time and an
import a tenth, and rows and modules make none."""


def main() -> None:
    gc.set_threshold(NEW_OBJECTS)
    # Nothing here is large algebra, for which numpy would start threads that wait busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from bot.cli.application import rapport

        rapport(prog_name="rapport")
    except KeyboardInterrupt:
        print("rapport: stopped", file=sys.stderr)
        sys.exit(130)
    finally:
        gc.freeze()  # the process ends: to look for circles once more would take a report a twentieth of its time


if __name__ == "__main__":
    main()

"""``rapport …`` and ``python -m bot …`` are the same program."""

from __future__ import annotations

import os
import sys


def main() -> None:
    # Nothing here is large algebra, for which numpy would start threads that wait busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from bot.cli.application import rapport

        rapport(prog_name="rapport")
    except KeyboardInterrupt:
        print("rapport: stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()

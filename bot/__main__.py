"""``rapport …`` and ``python -m bot …`` are the same program."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        from bot.cli.application import rapport

        rapport(prog_name="rapport")
    except KeyboardInterrupt:
        print("rapport: stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()

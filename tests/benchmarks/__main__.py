"""Run the benchmarks and print their table; nothing is asserted, a reader judges."""

from __future__ import annotations

import platform
import sys

from tests.benchmarks import first_window, forms, importing, rounds, tables


def main() -> int:
    """Measure and print."""
    print(f"Python {platform.python_version()} on {platform.system()}, fastest of several runs\n")
    for result in (
        importing.measure(),
        *forms.measure(),
        *rounds.measure(),
        *tables.measure(),
        *first_window.measure(),
    ):
        print("\n".join(result.lines()) + "\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

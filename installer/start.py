"""Where the frozen program begins, with a window or without."""

import os
import sys

from hazard_desk.__main__ import main


def forget_own_libraries() -> None:
    """Keep what the program opens (a viewer of tables) from loading our libraries, not its own (Linux)."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    elif getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)


if __name__ == "__main__":
    forget_own_libraries()
    sys.exit(main())

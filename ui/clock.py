"""The moment, as the window takes it."""

from __future__ import annotations

import time
from datetime import datetime


def moment() -> datetime:
    """Return the moment. It is that of `time.time`, as `date.today` is: who holds that still holds both."""
    return datetime.fromtimestamp(time.time())

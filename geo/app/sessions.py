"""Which city a visitor sees."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from geo.app.own_city import is_shown, own_city

SAMPLE: Final = Path(__file__).resolve().parents[2] / "data"


def city_folder() -> Path:
    """Return the visitor's own city, or else the one that the app was started with."""
    own = own_city() if is_shown() else None
    return own.folder if own else started_folder()


def started_folder() -> Path:
    """Return the city of ``yipan app DIR``, or else the sample city."""
    return Path(os.environ.get("YIPAN_CITY") or SAMPLE)

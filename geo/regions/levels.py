"""The levels of regions of the country, the largest first."""

from __future__ import annotations

from typing import Final

REGION_LEVELS: Final = ("province", "prefecture", "county")

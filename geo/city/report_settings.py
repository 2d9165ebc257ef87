"""Who hands tables in, as ``city.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import with_config

from geo.core.setting_rules import SECTION
from geo.formats.file_settings import Day


@with_config(SECTION)
@dataclass(frozen=True)
class ReportSettings:
    """``[report]``: see :class:`geo.core.results.SignOff`."""

    unit: str = ""
    date: Day = ""
    prepared_by: str = ""
    reviewed_by: str = ""

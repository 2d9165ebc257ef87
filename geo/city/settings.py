"""What ``city.toml`` may say: each section a class, each key a field with its rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import CHINESE, LANGUAGES
from geo.core.setting_rules import (
    AREA,
    COLUMNS,
    FILE_WORDS,
    FILES,
    MONTH,
    TEXTS,
    YEAR,
    file_setting,
    text_setting,
)
from geo.core.standards import Standards
from geo.network.settings import StreetSettings
from geo.spatial.coordinates import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

CITY_FILE: Final = "city.toml"
MODES: Final = ("walk", "ebike", "drive")
BASEMAPS: Final = ("none", "osm", "tianditu", "xyz", "wmts")


def _columns(table: str) -> Any:
    rule = {"type": dict, "check": COLUMNS, "table": table}
    return field(default_factory=dict, metadata=rule, hash=False)


@dataclass(frozen=True)
class BoundarySettings:
    """``[boundaries]``: a layer, the table of units without a polygon, and where they lie.

    ``crs`` is what the layer's numbers are in, before its own; ``coordinates`` is the system of the
    degrees that these come to.
    ``largest_gap_ha``: what communities leave between them is an issue up to so many hectares; more
    is taken for a lake, unless people are recorded there.
    """

    communities: str = file_setting(needed=True)
    layer: str = text_setting()
    extra: str = file_setting()
    coordinates: str = text_setting("wgs84", choices=SYSTEMS)
    crs: str = text_setting()
    largest_gap_ha: int = field(default=10, metadata={"type": int, "check": AREA})
    columns: Mapping[str, str] = _columns("communities")


@dataclass(frozen=True)
class RecordSettings:
    """``[records]``: files, or patterns of files, and the coordinates they are in.

    ``crs`` is that of layers of points, before their own; columns of a table are degrees always.
    ``sources`` names the departments, the one to believe first; ``source_files`` gives the source
    of files that have no column of it; ``match`` names the columns that tell whether two records
    are of one person; ``origin_year`` is the year of the codes of origin, 0 where it is not known.
    """

    files: tuple[str, ...] = field(default=(), metadata={"type": list, "check": FILES})
    coordinates: str = text_setting(choices=SYSTEMS)
    crs: str = text_setting()
    period: str = text_setting(check=MONTH)
    sheet: str = text_setting()
    columns: Mapping[str, str] = _columns("records")
    origin_year: int = field(default=0, metadata={"type": int, "check": YEAR})
    sources: tuple[str, ...] = field(default=(), metadata={"type": list, "check": TEXTS})
    source_files: Mapping[str, str] = field(
        default_factory=dict, metadata={"type": dict, "check": FILE_WORDS}, hash=False
    )
    match: tuple[str, ...] = field(default=(), metadata={"type": list, "check": TEXTS})


@dataclass(frozen=True)
class TableSettings:
    """A section with one table; not given, its ``file`` is empty."""

    file: str = file_setting(needed=True)
    coordinates: str = text_setting(choices=SYSTEMS)
    sheet: str = text_setting()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class SiteSettings(TableSettings):
    """``[sites]``; for ``crs`` see :class:`RecordSettings`."""

    crs: str = text_setting()
    columns: Mapping[str, str] = _columns("sites")


@dataclass(frozen=True)
class StaffSettings(TableSettings):
    """``[staff]``."""

    columns: Mapping[str, str] = _columns("staff")


@dataclass(frozen=True)
class AgreementSettings(TableSettings):
    """``[agreements]``."""

    columns: Mapping[str, str] = _columns("agreements")


@dataclass(frozen=True)
class CrosswalkSettings(TableSettings):
    """``[crosswalk]``: what became of community codes of other years."""

    columns: Mapping[str, str] = _columns("crosswalk")


@dataclass(frozen=True)
class NoticeSettings(TableSettings):
    """``[notices]``: one row per notice."""

    columns: Mapping[str, str] = _columns("notices")


@dataclass(frozen=True)
class OutMigrantSettings:
    """``[out_migrants]``: people registered here who live elsewhere; see :class:`RecordSettings`.

    ``year`` is the year of the codes of where they live, 0 where it is not known.
    """

    files: tuple[str, ...] = field(default=(), metadata={"type": list, "check": FILES})
    sheet: str = text_setting()
    columns: Mapping[str, str] = _columns("out_migrants")
    year: int = field(default=0, metadata={"type": int, "check": YEAR})


@dataclass(frozen=True)
class FlowSettings(TableSettings):
    """``[flows]``: a ready table of origins and destinations, long or as a matrix.

    ``rows`` says what the rows of a matrix are, where its first head does not; ``period`` the month
    the table is of; ``year`` the year of its codes, 0 where it is not known.
    """

    columns: Mapping[str, str] = _columns("flows")
    rows: str = text_setting(choices=("origin", "destination"))
    period: str = text_setting(check=MONTH)
    year: int = field(default=0, metadata={"type": int, "check": YEAR})


@dataclass(frozen=True)
class TravelTimeSettings(TableSettings):
    """``[travel_times]``: minutes from communities to sites, worked out elsewhere, for one mode."""

    mode: str = text_setting("walk", choices=MODES)
    columns: Mapping[str, str] = _columns("travel_times")


@dataclass(frozen=True)
class BasemapSettings:
    """``[basemap]``: none, or tiles from the net."""

    kind: str = text_setting("none", choices=BASEMAPS)
    url: str = text_setting()
    key: str = text_setting()
    attribution: str = text_setting()


_NORMS: Final = Standards()
_STREETS: Final = StreetSettings()


@dataclass(frozen=True)
class Settings:
    """Everything ``city.toml`` says."""

    name: str = text_setting(needed=True)
    language: str = text_setting(CHINESE, choices=LANGUAGES)
    note: str = text_setting()
    boundaries: BoundarySettings = field(default=BoundarySettings(), metadata={"needed": True})
    records: RecordSettings = RecordSettings()
    sites: SiteSettings = SiteSettings()
    staff: StaffSettings = StaffSettings()
    streets: StreetSettings = field(default=_STREETS)
    agreements: AgreementSettings = AgreementSettings()
    crosswalk: CrosswalkSettings = CrosswalkSettings()
    travel_times: TravelTimeSettings = TravelTimeSettings()
    flows: FlowSettings = FlowSettings()
    out_migrants: OutMigrantSettings = OutMigrantSettings()
    notices: NoticeSettings = NoticeSettings()
    standards: Standards = field(default=_NORMS)
    basemap: BasemapSettings = BasemapSettings()

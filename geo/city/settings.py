"""What ``city.toml`` may say: each section a class, each key a field with its rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import CHINESE, LANGUAGES
from geo.core.standards import Standards
from geo.spatial.coordinates import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

CITY_FILE: Final = "city.toml"
DOWNLOADED: Final = "streets.osm.pbf"
"""What was downloaded of a city's streets, in its folder."""
MODES: Final = ("walk", "ebike", "drive")
BASEMAPS: Final = ("none", "osm", "tianditu", "xyz", "wmts")

# What a value is checked for, besides its type.
FILE, FILES, COLUMNS, MONTH = "file", "files", "columns", "month"
TEXTS, FILE_WORDS, YEAR, AREA = "texts", "file_words", "year", "area"
URL, SPEEDS = "url", "speeds"


def _text(default: str = "", **rule: Any) -> Any:
    """Make a setting of text; ``rule`` may name choices, a check, or that it is needed."""
    return field(default=default, metadata={"type": str, **rule})


def _file(**rule: Any) -> Any:
    return _text(check=FILE, **rule)


def _yes_no() -> Any:
    return field(default=False, metadata={"type": bool})


def _columns(table: str) -> Any:
    rule = {"type": dict, "check": COLUMNS, "table": table}
    return field(default_factory=dict, metadata=rule, hash=False)


@dataclass(frozen=True)
class BoundarySettings:
    """``[boundaries]``: a layer, the table of units without a polygon, and where they lie.

    ``crs`` is what the layer's numbers are in, before its own; ``coordinates`` is the system of the
    degrees that these come to.
    ``largest_gap_ha``: what communities leave between them is a fault up to so many hectares; more
    is taken for a lake, unless people are recorded there.
    """

    communities: str = _file(needed=True)
    layer: str = _text()
    extra: str = _file()
    coordinates: str = _text("wgs84", choices=SYSTEMS)
    crs: str = _text()
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
    coordinates: str = _text(choices=SYSTEMS)
    crs: str = _text()
    period: str = _text(check=MONTH)
    sheet: str = _text()
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

    file: str = _file(needed=True)
    coordinates: str = _text(choices=SYSTEMS)
    sheet: str = _text()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class SiteSettings(TableSettings):
    """``[sites]``; for ``crs`` see :class:`RecordSettings`."""

    crs: str = _text()
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
    """``[notices]``: a row a notice."""

    columns: Mapping[str, str] = _columns("notices")


@dataclass(frozen=True)
class OutflowSettings:
    """``[outflow]``: people registered here who live elsewhere; see :class:`RecordSettings`.

    ``year`` is the year of the codes of where they live, 0 where it is not known.
    """

    files: tuple[str, ...] = field(default=(), metadata={"type": list, "check": FILES})
    sheet: str = _text()
    columns: Mapping[str, str] = _columns("outflow")
    year: int = field(default=0, metadata={"type": int, "check": YEAR})


@dataclass(frozen=True)
class FlowSettings(TableSettings):
    """``[flows]``: a ready table of origins and destinations, long or as a matrix.

    ``rows`` says what the rows of a matrix are, where its first head does not; ``period`` the month
    the table is of; ``year`` the year of its codes, 0 where it is not known.
    """

    columns: Mapping[str, str] = _columns("flows")
    rows: str = _text(choices=("origin", "destination"))
    period: str = _text(check=MONTH)
    year: int = field(default=0, metadata={"type": int, "check": YEAR})


@dataclass(frozen=True)
class StreetSettings:
    """``[streets]``: a file of OSMnx or OpenStreetMap, or leave to download one.

    ``speeds``: km/h by kind of street, where no limit is known; ``ebike_both_ways``: whether
    e-bikes may go against one-ways. The addresses are asked only to download.
    """

    file: str = _file()
    download: bool = _yes_no()
    overpass_url: str = _text("https://overpass-api.de/api", check=URL)
    nominatim_url: str = _text("https://nominatim.openstreetmap.org/", check=URL)
    speeds: Mapping[str, float] = field(
        default_factory=dict, metadata={"type": dict, "check": SPEEDS}, hash=False
    )
    ebike_both_ways: bool = _yes_no()

    @property
    def name(self) -> str:
        """The file that holds the streets, be it one that was downloaded; "" = there is none."""
        return self.file or (DOWNLOADED if self.download else "")


@dataclass(frozen=True)
class TravelTimeSettings(TableSettings):
    """``[travel_times]``: minutes from communities to sites, worked out elsewhere, for one mode."""

    mode: str = _text("walk", choices=MODES)
    columns: Mapping[str, str] = _columns("travel_times")


@dataclass(frozen=True)
class BasemapSettings:
    """``[basemap]``: none, or tiles from the net."""

    kind: str = _text("none", choices=BASEMAPS)
    url: str = _text()
    key: str = _text()
    attribution: str = _text()


_NORMS: Final = Standards()


@dataclass(frozen=True)
class Settings:
    """Everything ``city.toml`` says."""

    name: str = _text(needed=True)
    language: str = _text(CHINESE, choices=LANGUAGES)
    note: str = _text()
    boundaries: BoundarySettings = field(default=BoundarySettings(), metadata={"needed": True})
    records: RecordSettings = RecordSettings()
    sites: SiteSettings = SiteSettings()
    staff: StaffSettings = StaffSettings()
    streets: StreetSettings = StreetSettings()
    agreements: AgreementSettings = AgreementSettings()
    crosswalk: CrosswalkSettings = CrosswalkSettings()
    travel_times: TravelTimeSettings = TravelTimeSettings()
    flows: FlowSettings = FlowSettings()
    outflow: OutflowSettings = OutflowSettings()
    notices: NoticeSettings = NoticeSettings()
    standards: Standards = field(default=_NORMS)
    basemap: BasemapSettings = BasemapSettings()

"""What ``city.toml`` may say: each section a class, each key a field with its rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.inputs.coordinates import SYSTEMS
from geo.standards import Standards
from geo.words import CHINESE, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

CITY_FILE: Final = "city.toml"
BASEMAPS: Final = ("none", "osm", "tianditu", "xyz", "wmts")

# What a value is checked for, besides its type.
FILE, FILES, COLUMNS, MONTH = "file", "files", "columns", "month"
TEXTS, FILE_WORDS, YEAR = "texts", "file_words", "year"


def _text(default: str = "", **rule: Any) -> Any:
    """Make a setting of text; ``rule`` may name choices, a check, or that it is needed."""
    return field(default=default, metadata={"type": str, **rule})


def _file(**rule: Any) -> Any:
    return _text(check=FILE, **rule)


def _columns(table: str) -> Any:
    rule = {"type": dict, "check": COLUMNS, "table": table}
    return field(default_factory=dict, metadata=rule, hash=False)


@dataclass(frozen=True)
class BoundarySettings:
    """``[boundaries]``: a layer, the table of units without a polygon, and where they lie.

    ``largest_gap_ha``: what communities leave between them is a fault up to so many hectares; more
    is taken for a lake, unless people are recorded there.
    """

    communities: str = _file(needed=True)
    layer: str = _text()
    extra: str = _file()
    coordinates: str = _text("wgs84", choices=SYSTEMS)
    crs: str = _text()
    largest_gap_ha: int = field(default=10, metadata={"type": int})
    columns: Mapping[str, str] = _columns("communities")


@dataclass(frozen=True)
class RecordSettings:
    """``[records]``: files, or patterns of files, and the coordinates they are in.

    ``sources`` names the departments, the one to believe first; ``source_files`` gives the source
    of files that have no column of it; ``match`` names the columns that tell whether two records
    are of one person; ``origin_year`` is the year of the codes of origin, 0 where it is not known.
    """

    files: tuple[str, ...] = field(default=(), metadata={"type": list, "check": FILES})
    coordinates: str = _text(choices=SYSTEMS)
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
    """``[sites]``."""

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
class StreetSettings:
    """``[streets]``: a graph as OSMnx saves it."""

    file: str = _file(needed=True)


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
    standards: Standards = field(default=_NORMS)
    basemap: BasemapSettings = BasemapSettings()

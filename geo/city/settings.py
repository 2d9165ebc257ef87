"""The settings of ``city.toml``: each section a class, each key a field with its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import AfterValidator, Field, with_config

from geo.city.access_settings import AccessSettings
from geo.city.basemap_settings import BasemapSettings
from geo.city.planning_settings import PlanningSettings
from geo.city.report_settings import ReportSettings
from geo.city.rounds_settings import RoundsSettings, rounds_settings
from geo.city.sharing_settings import SharingSettings
from geo.city.table_settings import (
    ActivitySettings,
    AgreementSettings,
    CandidateSettings,
    CrosswalkSettings,
    NormSettings,
    NoticeSettings,
    PartnerPlaceSettings,
    SiteSettings,
    StaffSettings,
    System,
    TableSettings,
    WorkingTimeSettings,
    WorkloadSettings,
    columns_of_table,
)
from geo.core.i18n import CHINESE, LANGUAGES
from geo.core.setting_rules import SECTION, Needed, OneOf, Otherwise, Word, refused
from geo.core.standards import Standards
from geo.formats.file_settings import Day, FileName, FileOrAddress, FilePattern, Month
from geo.network.settings import StreetSettings

CITY_FILE: Final = "city.toml"
MODES: Final = ("walk", "ebike", "drive", "transit")
"""Modes that have a word of ours; a table of travel times may be of any other."""

TIME_UNITS: Final = ("minutes", "seconds", "hours")
NAMED: Final[Mapping[str, str]] = {
    "community": "communities",
    "subdistrict": "subdistricts",
    "district": "districts",
}
"""The keys of ``[names]``, by the level of what is named."""

PARENTS: Final = ("subdistrict", "district")
"""What a community lies in, by the keys of ``parent_code_length``."""

MODE_CHARACTERS: Final = 30
MINUTES_A_DAY: Final = 1440
ORIGIN_SNAP_M, MOST_SNAP_M = 500.0, 5000.0

FIRST_YEAR: Final = 1980  # of the codes of origin
_LAST_YEAR: Final = 2100


def _year(value: int) -> int:
    if value and not FIRST_YEAR <= value <= _LAST_YEAR:
        raise ValueError(value)
    return value


def _mode_name(word: str) -> str:
    if not word.isprintable() or word != word.strip() or not 0 < len(word) <= MODE_CHARACTERS:
        raise refused("issue.setting_mode", most=str(MODE_CHARACTERS))
    return word


def _given(boundaries: BoundarySettings) -> BoundarySettings:
    if not boundaries.communities:
        raise refused("issue.setting_needed")
    return boundaries


Year = Annotated[
    int,
    Field(strict=True),
    AfterValidator(_year),
    Otherwise("issue.setting_year", (("first", str(FIRST_YEAR)),)),
]
ModeName = Annotated[str, AfterValidator(_mode_name)]
CutoffMinutes = Annotated[
    int,
    Field(strict=True, ge=0, le=MINUTES_A_DAY),
    Otherwise("issue.setting_cutoff", (("most", str(MINUTES_A_DAY)),)),
]
Hectares = Annotated[int, Field(strict=True, ge=0), Otherwise("issue.setting_area")]
Percent = Annotated[int, Field(strict=True, ge=0, le=100), Otherwise("issue.setting_percent")]
Characters = Annotated[int, Field(strict=True, ge=1), Otherwise("issue.setting_characters")]
SnapMetres = Annotated[
    float,
    Field(strict=True, ge=1, le=MOST_SNAP_M),
    Otherwise("issue.setting_snap", (("most", f"{MOST_SNAP_M:.0f}"),)),
]


@with_config(SECTION)
@dataclass(frozen=True)
class BoundarySettings:
    """``[boundaries]``: a layer, the table of units without a polygon, and where they lie.

    ``crs`` is what the layer's numbers are in, before its own; ``coordinates`` is the system of the
    degrees that these come to.
    ``largest_gap_ha``: what communities leave between them is an issue up to so many hectares; more
    is taken for a lake, unless people are recorded there.
    ``parent_code_length``: how many characters of the code of a community name the subdistrict and
    the district; not needed where a table has their codes, or the codes are those of China.
    """

    communities: Annotated[FileName, Needed] = ""
    layer: str = ""
    extra: FileName = ""
    coordinates: System = "wgs84"
    crs: str = ""
    largest_gap_ha: Hectares = 10
    parent_code_length: Mapping[Annotated[str, OneOf(PARENTS)], Characters] = field(
        default_factory=dict, hash=False
    )
    columns: Mapping[Annotated[str, columns_of_table("communities")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class RecordSettings:
    """``[records]``: files, or patterns of files, and the coordinates they are in.

    ``crs`` is that of layers of points, before their own; columns of a table are degrees always.
    ``sources`` names the departments, the one to believe first; ``source_files`` gives the source
    of files that have no column of it; ``match`` names the columns that tell whether two records
    are of one person; ``origin_year`` is the year of the codes of origin, 0 where it is not known.
    ``largest_loss_percent``: where more of a file's persons find no place, a run stops.
    """

    files: tuple[FilePattern, ...] = ()
    coordinates: System = ""
    crs: str = ""
    period: Month = ""
    sheet: str = ""
    columns: Mapping[Annotated[str, columns_of_table("records")], str] = field(
        default_factory=dict, hash=False
    )
    origin_year: Year = 0
    sources: tuple[Word, ...] = ()
    source_files: Mapping[FilePattern, Word] = field(default_factory=dict, hash=False)
    match: tuple[Word, ...] = ()
    largest_loss_percent: Percent = 5


@with_config(SECTION)
@dataclass(frozen=True)
class OutMigrantSettings:
    """``[out_migrants]``: people registered here who live elsewhere; see :class:`RecordSettings`.

    ``year`` is the year of the codes of where they live, 0 where it is not known.
    """

    files: tuple[FilePattern, ...] = ()
    sheet: str = ""
    columns: Mapping[Annotated[str, columns_of_table("out_migrants")], str] = field(
        default_factory=dict, hash=False
    )
    year: Year = 0


@with_config(SECTION)
@dataclass(frozen=True)
class FlowSettings(TableSettings):
    """``[flows]``: a ready table of origins and destinations, long or as a matrix.

    ``rows`` says what a matrix's rows are, where its first header does not; ``period`` the month
    the table is of; ``year`` the year of its codes, 0 where it is not known.
    """

    file: Annotated[FileOrAddress, Needed] = ""
    columns: Mapping[Annotated[str, columns_of_table("flows")], str] = field(
        default_factory=dict, hash=False
    )
    rows: Annotated[str, OneOf(("origin", "destination"))] = ""
    period: Month = ""
    year: Year = 0


@with_config(SECTION)
@dataclass(frozen=True)
class TravelTimeTable(TableSettings):
    """A table of times to sites that somebody else has worked out.

    ``unit``: what its numbers are in, whatever their header says. ``cutoff_minutes``: the table has
    every pair up to so many minutes, so that those it has not are beyond; 0: it does not say.
    ``origins``: where its origins are, if they are points and no communities, in ``coordinates`` or
    ``crs``; people are timed from the nearest one that is no farther than ``origin_snap_m`` metres.
    """

    crs: str = ""
    origins: FileName = ""
    origin_snap_m: SnapMetres = ORIGIN_SNAP_M
    unit: Annotated[str, OneOf(TIME_UNITS)] = ""
    cutoff_minutes: CutoffMinutes = 0
    columns: Mapping[Annotated[str, columns_of_table("travel_times")], str] = field(
        default_factory=dict, hash=False
    )
    origin_columns: Mapping[Annotated[str, columns_of_table("travel_time_origins")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class TravelTimeSettings(TravelTimeTable):
    """``[travel_times]``: a table and the mode it is of, and in ``modes`` those of other modes."""

    file: FileName = ""
    mode: ModeName = "walk"
    modes: Mapping[ModeName, TravelTimeTable] = field(default_factory=dict, hash=False)

    @property
    def tables(self) -> dict[str, TravelTimeTable]:
        """Every table, by its mode."""
        return ({self.mode: self} if self.file else {}) | dict(self.modes)

    @property
    def files(self) -> list[str]:
        """Every table, and where the origins of each are; "" where they are communities."""
        return [name for table in self.tables.values() for name in (table.file, table.origins)]


@with_config(SECTION)
@dataclass(frozen=True)
class NameSettings:
    """``[names]``: names of units that a person has matched to their codes, by level."""

    communities: Mapping[str, str] = field(default_factory=dict, hash=False)
    subdistricts: Mapping[str, str] = field(default_factory=dict, hash=False)
    districts: Mapping[str, str] = field(default_factory=dict, hash=False)


_NORMS: Final = Standards()
_REPORT: Final = ReportSettings()
_STREETS: Final = StreetSettings()
_ACCESS: Final = AccessSettings()
_SHARING: Final = SharingSettings()
_PLANNING: Final = PlanningSettings()
_ROUNDS: Final = RoundsSettings()
_BASEMAP: Final = BasemapSettings()
_SITE: Final = SiteSettings()
_CANDIDATE: Final = CandidateSettings()
_STAFF: Final = StaffSettings()
_AGREEMENT: Final = AgreementSettings()
_CROSSWALK: Final = CrosswalkSettings()
_NOTICE: Final = NoticeSettings()
_PARTNER_PLACE: Final = PartnerPlaceSettings()
_STAFF_NORM: Final = NormSettings()
_ACTIVITY: Final = ActivitySettings()
_WORKLOAD: Final = WorkloadSettings()
_WORKING_TIME: Final = WorkingTimeSettings()


@with_config(SECTION)
@dataclass(frozen=True)
class Settings:
    """Everything ``city.toml`` says.

    ``reference_date``: the day by which agreements and notices are judged; "" = today.
    """

    name: Annotated[str, Needed] = ""
    language: Annotated[str, OneOf(LANGUAGES)] = CHINESE
    note: str = ""
    reference_date: Day = ""
    report: ReportSettings = _REPORT
    boundaries: Annotated[
        BoundarySettings, AfterValidator(_given), Field(validate_default=True)
    ] = BoundarySettings()
    records: RecordSettings = RecordSettings()
    sites: SiteSettings = _SITE
    candidates: CandidateSettings = _CANDIDATE
    staff: StaffSettings = _STAFF
    streets: StreetSettings = _STREETS
    agreements: AgreementSettings = _AGREEMENT
    crosswalk: CrosswalkSettings = _CROSSWALK
    travel_times: TravelTimeSettings = TravelTimeSettings()
    flows: FlowSettings = FlowSettings()
    out_migrants: OutMigrantSettings = OutMigrantSettings()
    notices: NoticeSettings = _NOTICE
    partner_places: PartnerPlaceSettings = _PARTNER_PLACE
    norms: NormSettings = _STAFF_NORM
    activities: ActivitySettings = _ACTIVITY
    workloads: WorkloadSettings = _WORKLOAD
    working_time: WorkingTimeSettings = _WORKING_TIME
    names: NameSettings = NameSettings()
    access: AccessSettings = _ACCESS
    sharing: SharingSettings = _SHARING
    planning: PlanningSettings = _PLANNING
    rounds: Annotated[RoundsSettings, AfterValidator(rounds_settings)] = _ROUNDS
    standards: Standards = _NORMS
    basemap: BasemapSettings = _BASEMAP

    @property
    def all_names(self) -> list[str]:
        """The names, patterns and addresses of all files."""
        sections = (
            *(self.sites, self.staff, self.agreements, self.crosswalk, self.flows, self.notices),
            *(self.partner_places, self.norms, self.candidates),
            *(self.activities, self.workloads, self.working_time),
        )
        names = [self.boundaries.communities, self.boundaries.extra, self.streets.name]
        names += [section.file for section in sections]
        names += [*self.travel_times.files, *self.out_migrants.files, *self.records.files]
        return [*filter(None, names)]


def missing_together(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """List the keys, each with its section, that what else is said makes needed.

    Parameters
    ----------
    document
        What ``city.toml`` says.
    """
    missing = []
    streets, basemap = document.get("streets"), document.get("basemap")
    times = document.get("travel_times")
    if isinstance(times, dict) and not {"file", "modes"} & set(times):
        missing.append(("travel_times", "file"))
    if isinstance(streets, dict) and streets.get("download") is not True and "file" not in streets:
        missing.append(("streets", "file"))
    if isinstance(basemap, dict):
        needs = {"xyz": "url", "wmts": "url", "tianditu": "key"}.get(str(basemap.get("kind")))
        if needs and not basemap.get(needs):
            missing.append(("basemap", needs))
    return missing

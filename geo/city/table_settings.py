"""The sections of ``city.toml`` that name one table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, with_config

from geo.city.schemas import TABLES
from geo.core.setting_rules import SECTION, Needed, OneOf, Word, refused
from geo.formats.file_settings import FileName
from geo.formats.header_matching import column_named
from geo.spatial.coordinates import SYSTEMS

System = Annotated[str, OneOf(SYSTEMS)]


def _column(table: str, word: str) -> str:
    if column_named(word, TABLES[table]) is None:
        column_names = [column.name for column in TABLES[table].columns]
        raise refused("issue.setting_unknown", known=column_names)
    return word


def columns_of_table(table: str) -> AfterValidator:
    """Return the check of a key of ``columns``: it means a column of this table."""
    return AfterValidator(partial(_column, table))


@with_config(SECTION)
@dataclass(frozen=True)
class TableSettings:
    """A section with one table; not given, its ``file`` is empty."""

    file: Annotated[FileName, Needed] = ""
    coordinates: System = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


@with_config(SECTION)
@dataclass(frozen=True)
class SiteSettings(TableSettings):
    """``[sites]``; for ``crs`` see :class:`RecordSettings`."""

    crs: str = ""
    columns: Mapping[Annotated[str, columns_of_table("sites")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class CandidateSettings(TableSettings):
    """``[candidates]``: places where a site could be; for ``crs`` see ``[records]``."""

    crs: str = ""
    columns: Mapping[Annotated[str, columns_of_table("candidates")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class StaffSettings(TableSettings):
    """``[staff]``.

    ``roles``: the roles that the ratio of ``[standards]`` counts; none: every post of the list.
    """

    roles: tuple[Word, ...] = ()

    columns: Mapping[Annotated[str, columns_of_table("staff")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class AgreementSettings(TableSettings):
    """``[agreements]``."""

    columns: Mapping[Annotated[str, columns_of_table("agreements")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class CrosswalkSettings(TableSettings):
    """``[crosswalk]``: what became of community codes of other years."""

    columns: Mapping[Annotated[str, columns_of_table("crosswalk")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class PartnerPlaceSettings(TableSettings):
    """``[partner_places]``: places elsewhere with any code and a point, as of another country."""

    columns: Mapping[Annotated[str, columns_of_table("partner_places")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class NoticeSettings(TableSettings):
    """``[notices]``: one row per notice."""

    columns: Mapping[Annotated[str, columns_of_table("notices")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class NormSettings(TableSettings):
    """``[norms]``: the norms of staff beside that of ``[standards]``."""

    columns: Mapping[Annotated[str, columns_of_table("norms")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class ActivitySettings(TableSettings):
    """``[activities]``: what takes the time of a role, for WISN."""

    columns: Mapping[Annotated[str, columns_of_table("activities")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class WorkloadSettings(TableSettings):
    """``[workloads]``: how often an activity is done in a year, by unit, for WISN."""

    columns: Mapping[Annotated[str, columns_of_table("workloads")], str] = field(
        default_factory=dict, hash=False
    )


@with_config(SECTION)
@dataclass(frozen=True)
class WorkingTimeSettings(TableSettings):
    """``[working_time]``: the days and hours of a role, for WISN."""

    columns: Mapping[Annotated[str, columns_of_table("working_time")], str] = field(
        default_factory=dict, hash=False
    )

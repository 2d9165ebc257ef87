"""What a scenario may change: each change a small frozen record, checked as settings are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator, with_config

from geo.core.setting_rules import SECTION, OneOf, Otherwise, Word, refused
from geo.core.standards import Standards
from geo.formats.file_settings import Day
from geo.network.settings import Speed, StreetKind
from geo.network.street_kinds import MODE_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_POSTS: Final = 10_000
MOST_PEOPLE: Final = 10_000_000
MOST_CHANGES: Final = 5_000
MOST_CORNERS: Final = 500
MOST_CHARACTERS: Final = 500
_FEWEST_CORNERS: Final = 2


def _short(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise refused("issue.scenario_text", most=str(MOST_CHARACTERS))
    return text


def _as_tuple(value: Any) -> Any:
    """Return a list of TOML as the tuple that is meant."""
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


Text = Annotated[str, AfterValidator(_short)]
Name = Annotated[Word, AfterValidator(_short)]
Degrees = Annotated[float, Field(strict=True, ge=-180, le=180), Otherwise("issue.scenario_degrees")]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90), Otherwise("issue.scenario_degrees")]
Posts = Annotated[
    int,
    Field(strict=True, ge=-MOST_POSTS, le=MOST_POSTS),
    Otherwise("issue.scenario_posts", (("most", str(MOST_POSTS)),)),
]
People = Annotated[
    float,
    Field(strict=True, ge=0, le=MOST_PEOPLE),
    Otherwise("issue.scenario_people", (("most", str(MOST_PEOPLE)),)),
]
Staff = Annotated[
    int,
    Field(strict=True, ge=0, le=MOST_POSTS),
    Otherwise("issue.scenario_staff", (("most", str(MOST_POSTS)),)),
]
Services = Annotated[tuple[Word, ...], BeforeValidator(_as_tuple)]
Mode = Annotated[str, OneOf(tuple(MODE_BITS))]
Modes = Annotated[tuple[Mode, ...], BeforeValidator(_as_tuple)]
Corner = Annotated[tuple[Degrees, Latitude], BeforeValidator(_as_tuple)]
ALL: Final = tuple(MODE_BITS)


def _corners(line: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if not _FEWEST_CORNERS <= len(line) <= MOST_CORNERS:
        raise refused("issue.scenario_line", most=str(MOST_CORNERS))
    return line


Line = Annotated[tuple[Corner, ...], BeforeValidator(_as_tuple), AfterValidator(_corners)]


@with_config(SECTION)
@dataclass(frozen=True)
class StaffChange:
    """Staff of a community: so many in all (``staff``), or more or fewer (``add``).

    Parameters
    ----------
    community
        Its code.
    staff
        Full-time posts that it has then.
    add
        Posts more; under 0: fewer. Full-time posts go first, then part-time ones at their weight.
    """

    community: Word
    staff: Staff | None = None
    add: Posts | None = None
    kind: Literal["staff"] = "staff"

    @model_validator(mode="after")
    def _one_of_both(self) -> StaffChange:
        if (self.staff is None) == (self.add is None):
            raise refused("issue.scenario_staff_either")
        return self


@with_config(SECTION)
@dataclass(frozen=True)
class SiteAdded:
    """A new site.

    Parameters
    ----------
    site
        Its name, which no other has.
    lon, lat
        Degrees, WGS84.
    services
        What it offers.
    staff, capacity
        What it can give; None: not known.
    """

    site: Name
    lon: Degrees
    lat: Latitude
    services: Services = ()
    staff: Staff | None = None
    capacity: People | None = None
    kind: Literal["site_added"] = "site_added"


@with_config(SECTION)
@dataclass(frozen=True)
class SiteMoved:
    """A site, by its id or name, at another place (degrees, WGS84); it has one entrance then."""

    site: Name
    lon: Degrees
    lat: Latitude
    kind: Literal["site_moved"] = "site_moved"


@with_config(SECTION)
@dataclass(frozen=True)
class SiteClosed:
    """A site, by its id or name, that is no more."""

    site: Name
    kind: Literal["site_closed"] = "site_closed"


@with_config(SECTION)
@dataclass(frozen=True)
class SiteChanged:
    """A site, by its id or name, with other staff, capacity or services; None: as they are."""

    site: Name
    staff: Staff | None = None
    capacity: People | None = None
    services: Services | None = None
    kind: Literal["site_changed"] = "site_changed"


@with_config(SECTION)
@dataclass(frozen=True)
class StreetAdded:
    """A new street, open both ways, that joins the crossings nearest to its two ends.

    Parameters
    ----------
    line
        Its corners, from end to end: degrees (lon, lat), WGS84.
    modes
        Who may go along it.
    drive_kph
        Speed of driving, km/h; walking and e-bikes go at the speed of the norms.
    """

    line: Line
    modes: Modes = ALL
    drive_kph: Speed = 30.0
    kind: Literal["street_added"] = "street_added"


@with_config(SECTION)
@dataclass(frozen=True)
class StreetClosed:
    """The street nearest to a place (degrees, WGS84), from crossing to crossing, is closed."""

    lon: Degrees
    lat: Latitude
    modes: Modes = ALL
    kind: Literal["street_closed"] = "street_closed"


@with_config(SECTION)
@dataclass(frozen=True)
class StreetSpeed:
    """The street nearest to a place (degrees, WGS84) has another speed of driving, km/h."""

    lon: Degrees
    lat: Latitude
    drive_kph: Speed
    kind: Literal["street_speed"] = "street_speed"


@with_config(SECTION)
@dataclass(frozen=True)
class ClassSpeed:
    """Streets of a kind of OpenStreetMap, where no limit is known, have another speed of driving.

    As ``[streets] speeds`` of ``city.toml``: the street network is read again.
    """

    street_kind: StreetKind
    drive_kph: Speed
    kind: Literal["class_speed"] = "class_speed"


@with_config(SECTION)
@dataclass(frozen=True)
class NormChange:
    """A norm, a field of :class:`geo.core.standards.Standards`, with another value."""

    norm: Annotated[str, OneOf(tuple(Standards.__dataclass_fields__))]
    value: int | float | str
    kind: Literal["norm"] = "norm"


Change = (
    StaffChange
    | SiteAdded
    | SiteMoved
    | SiteClosed
    | SiteChanged
    | StreetAdded
    | StreetClosed
    | StreetSpeed
    | ClassSpeed
    | NormChange
)
KINDS: Final[Mapping[str, type[Any]]] = {
    change.__dataclass_fields__["kind"].default: change for change in get_args(Change)
}
"""The class of each kind of change."""

Changes = Annotated[
    tuple[Annotated[Change, Field(discriminator="kind")], ...],
    BeforeValidator(_as_tuple),
    Field(max_length=MOST_CHANGES),
]


@with_config(SECTION)
@dataclass(frozen=True)
class Scenario:
    """What somebody would change in a city, in order.

    Parameters
    ----------
    name
        What it is called.
    date
        When it was made, ``YYYY-MM-DD``; empty: not said. Never the clock's.
    author
        Who made it.
    note
        What its author has to say of it.
    changes
        One after the other.

    Examples
    --------
    >>> scenario = Scenario("500 : 1", changes=(NormChange("max_population_per_staff", 400),))
    >>> scenario.without_last().changes
    ()
    """

    name: Name
    date: Day = ""
    author: Text = ""
    note: Text = ""
    changes: Changes = ()

    def with_change(self, change: Change) -> Scenario:
        """Return the scenario with one change more, as the last."""
        return self._with((*self.changes, change))

    def without_last(self) -> Scenario:
        """Return the scenario without its last change."""
        return self._with(self.changes[:-1])

    def _with(self, changes: tuple[Change, ...]) -> Scenario:
        return Scenario(self.name, self.date, self.author, self.note, changes)

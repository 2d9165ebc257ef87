"""Every norm in use, with its unit and the document that sets it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from geo.errors import Fault, StandardsError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Standards:
    """The norms a run holds a city against.

    Parameters
    ----------
    people_per_staff
        Floating residents one staff member may answer for, in every community.
    part_time_weight
        Posts that one part-time post counts as. The notice counts both alike.
    street_many_people
        Floating residents from which a street needs a dedicated post of its own; None: not checked,
        because the notice leaves the number to the city.
    snap_m
        Metres outside the boundary within which a point still belongs to the nearest community.
    tight_people_per_staff, loose_people_per_staff
        The norms beside ``people_per_staff`` at which the sensitivity of a state is tried.
    people_change_percent
        Change in people, both ways, at which the sensitivity of a state is tried.
    min_cell
        Counts under this are not shown on maps of places.

    Raises
    ------
    StandardsError
        For a value that makes no sense.

    Examples
    --------
    >>> Standards().people_per_staff
    500
    >>> Standards(people_per_staff=0)
    Traceback (most recent call last):
    geo.errors.StandardsError: people_per_staff is 0, but must be a whole number of at least 1...
    """

    people_per_staff: int = 500
    part_time_weight: float = 1.0
    street_many_people: int | None = None
    snap_m: float = 50.0
    tight_people_per_staff: int = 480
    loose_people_per_staff: int = 520
    people_change_percent: int = 10
    min_cell: int = 10

    def __post_init__(self) -> None:
        """Refuse values that make no sense, all at once."""
        faults = [
            Fault("fault.standard", stops=True, column=name, value=str(value), more={"rule": rule})
            for name, value in vars(self).items()
            if (rule := _broken_rule(name, value))
        ]
        if faults:
            raise StandardsError(*faults)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Standards:
        """Make standards from the ``[standards]`` of ``city.toml``; what is not set is the norm."""
        return cls(
            **{field.name: settings[field.name] for field in fields(cls) if field.name in settings}
        )


# Where each norm comes from: a key of geo.words. A setting of ours has no document.
SOURCES: Final[Mapping[str, str]] = {
    "people_per_staff": "source.zhengzhou_2010_43_3_2",
    "part_time_weight": "source.zhengzhou_2010_43_3_2",
    "street_many_people": "source.tianjin_2009_3_1",
    "snap_m": "source.setting",
    "tight_people_per_staff": "source.setting",
    "loose_people_per_staff": "source.setting",
    "people_change_percent": "source.setting",
    "min_cell": "source.setting",
}


def _broken_rule(name: str, value: Any) -> str:
    """Return the key of the rule that the value breaks, or nothing."""
    if name == "street_many_people" and value is None:
        return ""
    if name == "part_time_weight":
        return "" if _is_number(value) and 0 < value <= 1 else "rule.share"
    if name == "snap_m":
        return "" if _is_number(value) and 0 <= value <= 5000 else "rule.snap_m"
    if name == "people_change_percent":
        return "" if _is_whole(value) and 0 <= value < 100 else "rule.percent"
    return "" if _is_whole(value) and value >= 1 else "rule.positive"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

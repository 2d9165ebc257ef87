"""Settings that name files of a city, a month or a day.

They are checked against the city folder, which is the context of the validation.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from geo.core.setting_rules import refused
from geo.formats.paths import find, printable
from geo.formats.values import day_of, month

if TYPE_CHECKING:
    from pathlib import Path

FILES_REFUSED: Final = "files_refused"
"""The type of an error whose ``names`` are those at issue, each with the key of its message."""


def _found(name: str, info: ValidationInfo[Path], *, pattern: bool) -> str:
    """Refuse a name that leads to no file, or out of the folder."""
    if name and (wrong := find(info.context, name, pattern=pattern).refused):
        names = {printable(at_issue): key for at_issue, key in wrong.items()}
        raise PydanticCustomError(FILES_REFUSED, FILES_REFUSED, {"names": names})
    return name


def _month(value: str) -> str:
    if not value:
        return value
    year_month = month(value)
    if year_month is None:
        raise refused("issue.setting_month")
    return year_month


def _day(value: str) -> str:
    if not value:
        return value
    day = day_of(value)
    if day is None:
        raise refused("issue.setting_day")
    return day.isoformat()


def _written(value: Any) -> Any:
    """Return a date of TOML as it is written."""
    return value.isoformat() if isinstance(value, date) else value


FileName = Annotated[str, AfterValidator(partial(_found, pattern=False))]
FilePattern = Annotated[str, AfterValidator(partial(_found, pattern=True))]
Month = Annotated[str, AfterValidator(_month)]
Day = Annotated[str, BeforeValidator(_written), AfterValidator(_day)]

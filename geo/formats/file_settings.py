"""Settings that name files of a city, a month or a day.

They are checked against the city folder, the context of the validation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from geo.core.setting_rules import refused
from geo.formats.cloud import is_address, refused_address, without_secrets
from geo.formats.paths import find, is_uploaded, printable
from geo.formats.values import day_of, month

if TYPE_CHECKING:
    from pathlib import Path

FILES_REFUSED: Final = "files_refused"
"""The type of an error whose ``names`` are those at issue, each with the key of its message."""


@dataclass(frozen=True)
class CityFolder:
    """The city folder that names are checked against.

    Parameters
    ----------
    path
        Where it is.
    cloud
        Whether addresses in the cloud may be followed: where a user runs a city folder of the
        user's own. A city of uploads never follows one.
    """

    path: Path
    cloud: bool = False


def _found(
    name: str, info: ValidationInfo[CityFolder], *, pattern: bool, in_cloud: bool = False
) -> str:
    """Refuse a name that leads to no file, or out of the folder; no address is looked up here."""
    if not name:
        return name
    folder = info.context
    if is_address(name):
        wrong = _refused_address(name, folder, in_cloud=in_cloud)
        issues = {name: wrong} if wrong else {}
    else:
        issues = find(folder.path, name, pattern=pattern).refused
    if issues:
        names = {without_secrets(printable(at_issue)): key for at_issue, key in issues.items()}
        raise PydanticCustomError(FILES_REFUSED, FILES_REFUSED, {"names": names})
    return name


def _refused_address(address: str, folder: CityFolder, *, in_cloud: bool) -> str:
    """Return why an address in the cloud is not followed; "" = it is."""
    if printable(address) != address:
        return "issue.path_control"
    if not in_cloud:
        return "issue.cloud_table"
    if not folder.cloud or is_uploaded(folder.path):
        return "issue.cloud_here"
    return refused_address(address)


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
FileOrAddress = Annotated[str, AfterValidator(partial(_found, pattern=False, in_cloud=True))]
FilePattern = Annotated[str, AfterValidator(partial(_found, pattern=True, in_cloud=True))]
Month = Annotated[str, AfterValidator(_month)]
Day = Annotated[str, BeforeValidator(_written), AfterValidator(_day)]

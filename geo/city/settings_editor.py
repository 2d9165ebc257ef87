"""What ``city.toml`` says of uploaded files; changed with its comments as they are."""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from geo.city.datasets.od_flows import ENDS
from geo.city.settings import CITY_FILE, MODES, NAMED, TIME_UNITS
from geo.city.upload_formats import LAYER, STREETS
from geo.core import temporary
from geo.core.i18n import exists
from geo.core.issues import CityError, Issue
from geo.formats.limits import LIMITS
from geo.spatial.coordinates import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import Table


@dataclass(frozen=True)
class Kind:
    """What an uploaded file can be.

    Parameters
    ----------
    section
        Its section in ``city.toml``.
    table
        Key of :data:`geo.city.schemas.TABLES`, or ``streets``.
    stem
        What its file is called in the city folder.
    part
        The setting that says which sheet or layer is meant; "" where none says it.
    asks
        Settings that the files do not tell and that are asked for: ``coordinates`` and others of
        its section.
    many
        Whether there can be several files of it.
    file
        The setting that names the file, if there is one.
    columns
        The setting that says which header is which column.
    """

    section: str
    table: str
    stem: str
    part: str = "sheet"
    asks: tuple[str, ...] = ()
    many: bool = False
    file: str = "file"
    columns: str = "columns"

    @property
    def layer(self) -> bool:
        """Whether it is a layer of boundaries."""
        return self.section == LAYER

    @property
    def streets(self) -> bool:
        """Whether it is a street network, which has no columns to match."""
        return self.section == STREETS


KINDS: Final[Mapping[str, Kind]] = {
    "boundaries": Kind(
        "boundaries",
        "communities",
        "boundaries/communities",
        "layer",
        ("coordinates", "crs"),
        file="communities",
    ),
    "records": Kind(
        "records",
        "records",
        "records/records",
        asks=("coordinates", "period", "origin_year", "crs"),
        many=True,
    ),
    "staff": Kind("staff", "staff", "staff"),
    "sites": Kind("sites", "sites", "sites", asks=("coordinates", "crs")),
    "candidates": Kind("candidates", "candidates", "candidates", asks=("coordinates", "crs")),
    "streets": Kind(STREETS, STREETS, "streets"),
    "travel_times": Kind(
        "travel_times", "travel_times", "travel_times", asks=("mode", "unit", "cutoff_minutes")
    ),
    "travel_time_origins": Kind(
        "travel_times",
        "travel_time_origins",
        "travel_time_origins",
        part="",
        asks=("coordinates", "crs", "origin_snap_m"),
        file="origins",
        columns="origin_columns",
    ),
    "agreements": Kind("agreements", "agreements", "agreements"),
    "notices": Kind("notices", "notices", "notices"),
    "out_migrants": Kind(
        "out_migrants", "out_migrants", "out_migrants/out_migrants", asks=("year",), many=True
    ),
    "flows": Kind("flows", "flows", "flows", asks=("rows", "period", "year")),
    "crosswalk": Kind("crosswalk", "crosswalk", "crosswalk"),
    "partner_places": Kind("partner_places", "partner_places", "partner_places"),
    "norms": Kind("norms", "norms", "norms"),
    "activities": Kind("activities", "activities", "activities"),
    "workloads": Kind("workloads", "workloads", "workloads"),
    "working_time": Kind("working_time", "working_time", "working_time"),
}

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "coordinates": SYSTEMS,
    "mode": MODES,
    "unit": TIME_UNITS,
    "rows": ENDS,
}
"""What can be chosen for a setting; any text for others."""

OPEN: Final = frozenset({"mode"})
"""Settings of which another name than those offered can be given."""

NUMBERS: Final = frozenset({"year", "origin_year", "cutoff_minutes", "origin_snap_m"})


def column_key(table: str, column: str) -> str:
    """Return the key of what a column is called; it may be called otherwise in some table."""
    return key if exists(key := f"column.{table}.{column}") else f"column.{column}"


def meaning_key(table: str, column: str) -> str:
    """Return the key of what a column means, in some table otherwise than in others.

    Examples
    --------
    >>> meaning_key("notices", "place_a"), meaning_key("agreements", "place_a")
    ('meaning.notices.place_a', 'meaning.place_a')
    """
    return key if exists(key := f"meaning.{table}.{column}") else f"meaning.{column}"


def files(folder: Path, kind: str) -> list[str]:
    """List the files of a kind that are in a city folder."""
    section = settings(folder, kind)
    if KINDS[kind].many:
        return list(section.get("files", []))
    name = section.get(KINDS[kind].file, "")
    return [name] if name else []


def stated_columns(folder: Path, kind: str) -> dict[str, str]:
    """Return which header ``city.toml`` says is which column of a kind of file."""
    return dict(settings(folder, kind).get(KINDS[kind].columns, {}))


def settings(folder: Path, kind: str) -> dict[str, Any]:
    """Return what ``city.toml`` says of a kind of file."""
    section = values_of(folder).get(KINDS[kind].section, {})
    return dict(section)


def set_name(folder: Path, name: str) -> None:
    """Write the city's name; without one it keeps what it has."""
    if name := " ".join(name.split())[: LIMITS.name_characters]:
        with edited(folder) as document:
            document["name"] = name


def city_name(folder: Path) -> str:
    """Return the city's name."""
    return str(values_of(folder)["name"])


def set_setting(folder: Path, kind: str, name: str, value: str) -> None:
    """Write a setting of a kind of file, such as ``coordinates``; an empty one is taken out.

    A year, and minutes, are written as a number if they are one; if not, the check of the files
    says so.
    """
    with edited(folder) as document:
        section = section_of(document, KINDS[kind].section)
        if value:
            number = name in NUMBERS and value.isascii() and value.isdigit()
            section[name] = int(value) if number else value
        else:
            section.pop(name, None)


def set_columns(folder: Path, kind: str, mapping: Mapping[str, str]) -> None:
    """Remember which header is which column, as ``columns = { … }``.

    Parameters
    ----------
    mapping
        Column -> header; "" = not to be read. Empty: the headers say it by themselves.
    """
    with edited(folder) as document:
        section = section_of(document, KINDS[kind].section)
        name = KINDS[kind].columns
        section.pop(name, None)
        if mapping:
            section[name] = tomlkit.inline_table()
            section[name].update(mapping)


def set_names(folder: Path, matched: Mapping[str, Mapping[str, str]]) -> None:
    """Remember which names mean which units, in ``[names]``.

    Parameters
    ----------
    matched
        By level (see :data:`geo.city.settings.NAMED`): name -> code.
    """
    with edited(folder) as document:
        section = section_of(document, "names")
        for level, codes in matched.items():
            if codes:
                section.setdefault(NAMED[level], tomlkit.table()).update(codes)


def values_of(folder: Path) -> dict[str, Any]:
    """Read the values of ``city.toml``.

    Raises
    ------
    CityError
        If it is gone, as uploads are after a day.
    """
    return tomllib.loads(_text_of(folder))


def document_of(folder: Path) -> TOMLDocument:
    """Read ``city.toml`` to be edited, with its comments; much slower than :func:`values_of`.

    Raises
    ------
    CityError
        If it is gone, as uploads are after a day.
    """
    return tomlkit.parse(_text_of(folder))


def _text_of(folder: Path) -> str:
    try:
        return (folder / CITY_FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CityError(Issue("issue.upload_gone", severity="error")) from error


@contextmanager
def edited(folder: Path) -> Iterator[TOMLDocument]:
    """Edit ``city.toml``, keeping its comments; it is replaced as a whole."""
    document = document_of(folder)
    yield document
    with temporary.replacing(folder / CITY_FILE) as written:
        written.write_text(tomlkit.dumps(document), encoding="utf-8")


def section_of(document: TOMLDocument, name: str) -> Table:
    """Return a section, made if it is not there yet."""
    if name not in document:
        document.add(tomlkit.nl())
        document.add(name, tomlkit.table())
    section: Table = document[name]
    return section

"""Read ``city.toml`` and report all issues at once, each with its line."""

from __future__ import annotations

import difflib
import re
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import tomlkit
from pydantic import TypeAdapter, ValidationError
from tomlkit.exceptions import ParseError, TOMLKitError

from geo.city.settings import CITY_FILE, Settings, TravelTimeTable, missing_together
from geo.core.i18n import Term
from geo.core.issues import CityError, Issue
from geo.core.standards import rule_of
from geo.formats.checked import shortened
from geo.formats.file_settings import FILES_REFUSED, CityFolder
from geo.formats.limits import LIMITS
from geo.formats.paths import find
from geo.network.street_kinds import MODE_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

    # A key with the section it is in, such as ("records", "files").
    Key = tuple[str, ...]

# What is wanted, by the type of pydantic's error.
_TYPES: Final = {
    "string_type": Term("type.text"),
    "tuple_type": Term("type.list"),
    "dict_type": Term("type.table"),
    "mapping_type": Term("type.table"),
    "int_type": Term("type.whole"),
    "bool_type": Term("type.yes_no"),
    "dataclass_type": Term("type.section"),
}
_OURS: Final = "issue."
_KEY: Final = "[key]"  # where pydantic says that the key of a table is wrong
_LONG_TEXT: Final = re.compile(r"(\"\"\"|''').*?\1", re.DOTALL)
_SECTION_LINE: Final = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")
_KEY_LINE: Final = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")


def read_settings(folder: Path, *, cloud: bool = False) -> Settings:
    """Read what ``city.toml`` says of a folder.

    Parameters
    ----------
    folder
        The city folder.
    cloud
        Whether it may name tables in the cloud, see :class:`geo.formats.file_settings.CityFolder`.

    Raises
    ------
    CityError
        With all issues: the file is missing, no TOML, has keys that are unknown or values of the
        wrong type, or names files that are not in the folder.
    """
    settings, wrong = checked_settings(_text_of(folder), CityFolder(folder, cloud))
    if settings is None or wrong:
        raise CityError(*(issue for _, issue in wrong))
    return settings


def checked_settings(
    text: str, folder: CityFolder
) -> tuple[Settings | None, list[tuple[Key, Issue]]]:
    """Check what a ``city.toml`` of a folder would say.

    Returns
    -------
    settings
        None where anything is of no use.
    issues
        Each with the key that it is of, in the order of lines.

    Raises
    ------
    CityError
        If it is no TOML.
    """
    try:
        document = tomlkit.parse(text).unwrap()
    except ParseError as error:
        issue = _issue("issue.city_syntax", value=str(error))
        raise CityError(replace(issue, row=error.line)) from error
    except TOMLKitError as error:
        raise CityError(_issue("issue.city_syntax", value=str(error))) from error
    issues = _Issues(text)
    wrong = [issues.missing(key) for key in missing_together(document)]
    settings: Settings | None = None
    try:
        settings = settings_type().validate_python(document, context=folder)
    except ValidationError as error:
        wrong += [issue for detail in error.errors() for issue in issues.of(detail)]
    else:
        wrong += [*issues.of_mode(settings), *issues.of_tables(settings)]
        wrong += issues.of_basemap(settings)
    return settings, sorted(wrong, key=lambda told: told[1].row or 0)


def key_lines(text: str) -> dict[Key, int]:
    r"""Find the line on which each section and key of a TOML file stands.

    Examples
    --------
    >>> key_lines('name = "x"\n[records]\nfiles = []')
    {('name',): 1, ('records',): 2, ('records', 'files'): 3}
    """
    lines: dict[Key, int] = {}
    section: Key = ()
    blanked = _LONG_TEXT.sub(lambda match: '""' + "\n" * match[0].count("\n"), text)
    for number, line in enumerate(blanked.splitlines(), start=1):
        if match := _SECTION_LINE.fullmatch(line):
            section = _parts(match[1])
            lines.setdefault(section, number)
        elif match := _KEY_LINE.match(line):
            lines.setdefault((*section, *_parts(match[1])), number)
    return lines


class _Issues:
    """What is wrong with one ``city.toml``, each with its line."""

    def __init__(self, text: str) -> None:
        self._lines = key_lines(text)

    def of(self, error: ErrorDetails) -> list[tuple[Key, Issue]]:
        """Return what an error of pydantic comes to."""
        key = tuple(str(part) for part in error["loc"] if isinstance(part, str) and part != _KEY)
        kind, value, context = error["type"], shortened(error["input"]), error.get("ctx", {})
        if kind == "unexpected_keyword_argument":
            return [self._unknown(key, [field.name for field in fields(_section(key[:-1]))])]
        if kind == "issue.setting_unknown":
            return [self._unknown(key, context["known"])]
        if kind == FILES_REFUSED:
            names = context["names"].items()
            return [self._tell(wrong, key[:2], shortened(name)) for name, wrong in names]
        if kind in {"string_too_short", "too_short", "issue.setting_needed"}:
            return [self.missing(key)]
        if key[:1] == ("standards",) and len(key) == 2:
            kind, value, context = "issue.standard", str(error["input"]), {"rule": rule_of(key[1])}
        elif kind in _TYPES:
            kind, context = "issue.setting_type", {"wanted": _TYPES[kind]}
        elif not kind.startswith(_OURS):  # whatever else pydantic may find wrong one day
            kind, context = "issue.setting_wrong", {}
        return [self._tell(kind, key, value, **context)]

    def of_mode(self, settings: Settings) -> list[tuple[Key, Issue]]:
        """Return the issue of a mode that neither streets nor a table of travel times are of."""
        mode = settings.standards.access_mode
        if mode in {*MODE_BITS, *settings.travel_times.tables}:
            return []
        rule = rule_of("access_mode")
        return [self._tell("issue.standard", ("standards", "access_mode"), mode, rule=rule)]

    def of_tables(self, settings: Settings) -> list[tuple[Key, Issue]]:
        """Return the issue of a mode that two tables of travel times are of."""
        given = settings.travel_times
        if not given.file or given.mode not in given.modes:
            return []
        return [self._tell("issue.setting_mode_twice", ("travel_times", "mode"), given.mode)]

    def of_basemap(self, settings: Settings) -> list[tuple[Key, Issue]]:
        """Return the issue of tiles that would not lie under the outlines."""
        if not (wrong := settings.basemap.issue):
            return []
        return [self._tell(wrong, ("basemap", "url"), settings.basemap.url)]

    def missing(self, key: Key) -> tuple[Key, Issue]:
        """Return the issue of a key that is needed."""
        return self._tell("issue.setting_needed", key)

    def _unknown(self, key: Key, names: Sequence[str]) -> tuple[Key, Issue]:
        near = difflib.get_close_matches(key[-1], names, n=1)
        if near:
            return self._tell("issue.setting_meant", key, meant=near[0])
        return self._tell("issue.setting_unknown", key, known=", ".join(names))

    def _tell(
        self, message_key: str, key: Key, value: str = "", **placeholders: str | Term
    ) -> tuple[Key, Issue]:
        column = key[-1] if message_key == "issue.standard" else ".".join(key)
        issue = _issue(message_key, column=column, value=value, **placeholders)
        return key, replace(issue, row=self._line(key))

    def _line(self, key: Key) -> int | None:
        """Return the line of a key, else of the section it is in or is missing from."""
        return next(
            (self._lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self._lines), None
        )


@cache
def settings_type() -> TypeAdapter[Settings]:
    """Return what pydantic reads and describes ``city.toml`` by."""
    return TypeAdapter(Settings)


def _section(key: Key) -> type:
    """Return the class of a section, or of the whole."""
    if key[:2] == ("travel_times", "modes"):  # the one section that has sections
        return TravelTimeTable
    return type(getattr(Settings(), key[0])) if key else Settings


def _text_of(folder: Path) -> str:
    search = find(folder, CITY_FILE)
    if wrong := search.refused.get(CITY_FILE):
        if wrong == "issue.file_missing":
            raise CityError(_issue("issue.city_missing", value=str(folder)))
        raise CityError(_issue(wrong, column=CITY_FILE, value=CITY_FILE))
    with search.files[CITY_FILE].open("rb") as file:
        content = file.read(LIMITS.settings_bytes + 1)
    if len(content) > LIMITS.settings_bytes:
        most = f"{LIMITS.settings_bytes // 2**20}"
        raise CityError(_issue("issue.city_size", most=most))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CityError(_issue("issue.city_encoding")) from error


def _issue(
    message_key: str, column: str = "", value: str = "", **placeholders: str | Term
) -> Issue:
    return Issue(
        message_key, severity="error", file=CITY_FILE, column=column, value=value, more=placeholders
    )


def _parts(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))

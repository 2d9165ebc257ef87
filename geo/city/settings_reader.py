"""Read ``city.toml`` and tell everything that is wrong with it at once, each with its line."""

from __future__ import annotations

import difflib
import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from geo.city import settings as rules
from geo.city.schemas import TABLES
from geo.city.settings import CITY_FILE, Settings
from geo.core import setting_rules
from geo.core.i18n import Term
from geo.core.issues import CityError, Issue, StandardsError
from geo.core.standards import Standards
from geo.formats.checked import shortened
from geo.formats.header_matching import column_named
from geo.formats.limits import LIMITS
from geo.formats.paths import find, printable
from geo.formats.values import month
from geo.network.osm.tagging import FASTEST_KPH, SLOWEST_KPH, SPEED_KINDS
from geo.network.settings import StreetSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    # A key with the section it is in, such as ("records", "files").
    Key = tuple[str, ...]

_TYPES: Final = {
    str: Term("type.text"),
    list: Term("type.list"),
    dict: Term("type.table"),
    int: Term("type.whole"),
    bool: Term("type.yes_no"),
}
FIRST_YEAR: Final = 1980  # of the codes of origin
_LAST_YEAR: Final = 2100
_LONG_TEXT: Final = re.compile(r"(\"\"\"|''').*?\1", re.DOTALL)
_SECTION_LINE: Final = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_KEY_LINE: Final = re.compile(r"\s*([\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")


def read_settings(folder: Path) -> Settings:
    """Read what ``city.toml`` says of a folder.

    Raises
    ------
    CityError
        With all issues: the file is missing, no TOML, has keys that are unknown or values of the
        wrong type, or names files that are not in the folder.
    """
    text = _text_of(folder)
    try:
        given = tomlkit.parse(text).unwrap()
    except ParseError as error:
        issue = _issue("issue.city_syntax", value=str(error))
        raise CityError(replace(issue, row=error.line)) from error
    except TOMLKitError as error:
        raise CityError(_issue("issue.city_syntax", value=str(error))) from error
    reading = _Reading(folder, text)
    settings = reading.section(Settings, given, ())
    if reading.issues:
        raise CityError(*reading.issues)
    assert isinstance(settings, Settings)
    return settings


def key_lines(text: str) -> dict[Key, int]:
    r"""Find the line on which each section and key of a TOML file stands.

    Examples
    --------
    >>> key_lines('name = "x"\n[records]\nfiles = []')
    {('name',): 1, ('records',): 2, ('records', 'files'): 3}
    """
    lines: dict[Key, int] = {}
    section: Key = ()
    blanked = _LONG_TEXT.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
    for number, line in enumerate(blanked.splitlines(), start=1):
        if found := _SECTION_LINE.fullmatch(line):
            section = _parts(found[1])
            lines.setdefault(section, number)
        elif found := _KEY_LINE.match(line):
            lines.setdefault((*section, *_parts(found[1])), number)
    return lines


class _Reading:
    """One reading of ``city.toml``: gathers issues and goes on."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self.lines = key_lines(text)
        self.issues: list[Issue] = []

    def section(self, kind: type, given: Mapping[str, Any], key: Key) -> Any:
        """Read a section into its class; what is at issue keeps its default."""
        known = {field.name: field for field in fields(kind)}
        for name in sorted(set(given) - set(known)):
            self._unknown((*key, name), known)
        if kind is Standards:
            return self._standards(given, key)
        values: dict[str, Any] = {}
        for name, field in known.items():
            here = (*key, name)
            if name not in given:
                if field.metadata.get("needed"):
                    self._tell("issue.setting_needed", here)
            elif is_dataclass(field.default) and not isinstance(field.default, type):
                if isinstance(given[name], dict):
                    values[name] = self.section(type(field.default), given[name], here)
                else:
                    self._tell("issue.setting_type", here, given[name], wanted=Term("type.section"))
            elif (value := self._value(given[name], here, field.metadata)) is not None:
                values[name] = value
        read = kind(**values)
        if isinstance(read, rules.BasemapSettings):
            self._basemap(read, key)
        if isinstance(read, StreetSettings) and not read.download and "file" not in given:
            self._tell("issue.setting_needed", (*key, "file"))
        return read

    def _value(self, value: Any, key: Key, rule: Mapping[str, Any]) -> Any:
        """Check one value; None where there is an issue."""
        if not isinstance(value, rule["type"]):
            self._tell("issue.setting_type", key, value, wanted=_TYPES[rule["type"]])
        elif "choices" in rule and value not in rule["choices"]:
            self._tell("issue.setting_choice", key, value, choices=", ".join(rule["choices"]))
        elif value:
            return self._checked(value, key, rule)
        elif rule.get("needed"):
            self._tell("issue.setting_needed", key)
        return None

    def _checked(self, value: Any, key: Key, rule: Mapping[str, Any]) -> Any:
        """Check a value for more than its type."""
        checks: Mapping[str, Callable[[], bool]] = {
            setting_rules.FILE: lambda: self._file(value, key),
            setting_rules.FILES: lambda: self._each(self._files, value, key),
            setting_rules.COLUMNS: lambda: self._columns(value, key, rule["table"]),
            setting_rules.TEXTS: lambda: self._each(self._is_text, value, key),
            setting_rules.FILE_WORDS: lambda: (
                self._each(self._files, value, key) & self._each(self._is_text, value.values(), key)
            ),
            setting_rules.AREA: lambda: self._area(value, key),
            setting_rules.YEAR: lambda: self._year(value, key),
            setting_rules.MONTH: lambda: self._month(value, key),
            setting_rules.URL: lambda: self._url(value, key),
            setting_rules.SPEEDS: lambda: self._speeds(value, key),
        }
        check = rule.get("check", "")
        if check in checks and not checks[check]():
            return None
        if check == setting_rules.MONTH:
            return month(value)
        return tuple(value) if isinstance(value, list) else value

    def _each(self, check: Callable[[Any, Key], bool], values: Iterable[Any], key: Key) -> bool:
        good = [check(value, key) for value in values]  # not `all` at once: report every issue
        return all(good)

    def _month(self, value: str, key: Key) -> bool:
        if month(value) is None:
            self._tell("issue.setting_month", key, value)
        return month(value) is not None

    def _is_text(self, word: Any, key: Key) -> bool:
        good = isinstance(word, str) and bool(word.strip())
        if not good:
            self._tell("issue.setting_type", key, word, wanted=Term("type.text"))
        return good

    def _year(self, year: Any, key: Key) -> bool:
        good = not isinstance(year, bool) and FIRST_YEAR <= year <= _LAST_YEAR
        if not good:
            self._tell("issue.setting_year", key, year, first=str(FIRST_YEAR))
        return good

    def _area(self, hectares: int, key: Key) -> bool:
        good = not isinstance(hectares, bool) and hectares >= 0
        if not good:
            self._tell("issue.setting_area", key, hectares)
        return good

    def _file(self, name: Any, key: Key, *, pattern: bool = False) -> bool:
        if not isinstance(name, str):
            self._tell("issue.setting_type", key, name, wanted=Term("type.text"))
            return False
        refused = find(self.folder, name, pattern=pattern).refused
        for at_issue, wrong in refused.items():
            self._tell(wrong, key, printable(at_issue))
        return not refused

    def _files(self, name: Any, key: Key) -> bool:
        return self._file(name, key, pattern=True)

    def _columns(self, chosen: Mapping[str, Any], key: Key, table: str) -> bool:
        names = {column.name: None for column in TABLES[table].columns}
        good = True
        for word, head in chosen.items():
            if column_named(word, TABLES[table]) is None:
                self._unknown((*key, word), names)
                good = False
            elif not isinstance(head, str):
                self._tell("issue.setting_type", (*key, word), head, wanted=Term("type.text"))
                good = False
        return good

    def _standards(self, given: Mapping[str, Any], key: Key) -> Standards:
        try:
            return Standards.of(given)
        except StandardsError as error:
            self.issues += [
                replace(issue, file=CITY_FILE, row=self._line((*key, issue.column)))
                for issue in error.issues
            ]
            return Standards()

    def _basemap(self, basemap: rules.BasemapSettings, key: Key) -> None:
        if basemap.kind in {"xyz", "wmts"} and not basemap.url:
            self._tell("issue.setting_needed", (*key, "url"))
        if basemap.kind == "tianditu" and not basemap.key:
            self._tell("issue.setting_needed", (*key, "key"))
        if basemap.url:
            self._url(basemap.url, (*key, "url"))

    def _url(self, address: str, key: Key) -> bool:
        good = address.startswith(("http://", "https://"))
        if not good:
            self._tell("issue.setting_url", key, address)
        return good

    def _speeds(self, speeds: Mapping[str, Any], key: Key) -> bool:
        before = len(self.issues)
        for kind, kph in speeds.items():
            number = isinstance(kph, int | float) and not isinstance(kph, bool)
            if kind not in SPEED_KINDS:
                self._unknown((*key, kind), SPEED_KINDS)
            elif not number or not SLOWEST_KPH <= kph <= FASTEST_KPH:
                most = f"{FASTEST_KPH:.0f}"
                self._tell("issue.setting_speed", (*key, kind), kph, most=most)
        return len(self.issues) == before

    def _unknown(self, key: Key, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(key[-1], known, n=1)
        if near:
            self._tell("issue.setting_meant", key, meant=near[0])
        else:
            self._tell("issue.setting_unknown", key, known=", ".join(known))

    def _tell(self, what: str, key: Key, value: Any = "", **more: str | Term) -> None:
        issue = _issue(what, column=".".join(key), value=shortened(value), **more)
        self.issues.append(replace(issue, row=self._line(key)))

    def _line(self, key: Key) -> int | None:
        """Return the line of a key, else of the section it is in or is missing from."""
        return next(
            (self.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.lines), None
        )


def _text_of(folder: Path) -> str:
    found = find(folder, CITY_FILE)
    if wrong := found.refused.get(CITY_FILE):
        if wrong == "issue.file_missing":
            raise CityError(_issue("issue.city_missing", value=str(folder)))
        raise CityError(_issue(wrong, column=CITY_FILE, value=CITY_FILE))
    with found.files[CITY_FILE].open("rb") as file:
        content = file.read(LIMITS.settings_bytes + 1)
    if len(content) > LIMITS.settings_bytes:
        most = f"{LIMITS.settings_bytes // 2**20}"
        raise CityError(_issue("issue.city_size", most=most))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CityError(_issue("issue.city_encoding")) from error


def _issue(what: str, column: str = "", value: str = "", **more: str | Term) -> Issue:
    return Issue(what, severity="error", file=CITY_FILE, column=column, value=value, more=more)


def _parts(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))

"""Scenarios as small files that people can read: ``scenarios/<name>.toml`` of a city folder."""

from __future__ import annotations

import re
from dataclasses import asdict, fields, replace
from functools import cache
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from pydantic import TypeAdapter, ValidationError
from tomlkit.exceptions import ParseError, TOMLKitError

from geo.city.scenarios.changes import KINDS, MOST_CHANGES, NormChange, Scenario
from geo.city.settings_reader import key_lines
from geo.core import temporary
from geo.core.i18n import Term
from geo.core.issues import Issue, OutputError, ScenarioError, StandardsError
from geo.core.standards import Standards
from geo.formats.checked import shortened
from geo.formats.filenames import safe_name
from geo.formats.limits import LIMITS
from geo.formats.paths import find

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

FOLDER: Final = "scenarios"
SUFFIX: Final = ".toml"
MOST_FILES: Final = 200
"""So many scenarios of a city are listed."""
_CHANGES: Final = "changes"
_CHANGE_LINE: Final = re.compile(r"\s*\[\[\s*changes\s*\]\]\s*(?:#.*)?")
_TYPES: Final = {
    "string_type": Term("type.text"),
    "tuple_type": Term("type.list"),
    "int_type": Term("type.whole"),
    "dataclass_type": Term("type.section"),
}


def scenario_names(folder: Path) -> list[str]:
    """List the scenarios of a city folder: names of their files, without suffix, in order."""
    try:
        listed = sorted(path.name for path in (folder / FOLDER).iterdir())
    except OSError:
        return []
    named = (name.removesuffix(SUFFIX) for name in listed if name.endswith(SUFFIX))
    return [name for name in named if not _wrong_name(folder, name)][:MOST_FILES]


def read_scenario(folder: Path, name: str) -> Scenario:
    """Read a scenario of a city folder.

    Parameters
    ----------
    folder
        The city folder.
    name
        One of :func:`scenario_names`.

    Raises
    ------
    ScenarioError
        If there is none of this name, or with all that is wrong in it.
    """
    if wrong := _wrong_name(folder, name):
        known = "、".join(scenario_names(folder)) or "–"
        more = {"known": known}
        raise ScenarioError(Issue(wrong, severity="error", value=shortened(name), more=more))
    return read_scenario_file(folder / FOLDER / f"{name}{SUFFIX}", f"{FOLDER}/{name}{SUFFIX}")


def read_scenario_file(path: Path, shown: str = "") -> Scenario:
    """Read a scenario from a file anywhere; see :func:`read_scenario` for what is raised."""
    shown = shown or path.name
    try:
        with path.open("rb") as file:
            content = file.read(LIMITS.settings_bytes + 1)
    except OSError as error:
        issue = Issue("issue.scenario_unread", severity="error", file=shown)
        raise ScenarioError(issue) from error
    return parse_scenario(content, shown)


def parse_scenario(content: bytes, file: str) -> Scenario:
    r"""Read a scenario from the bytes of a file.

    Parameters
    ----------
    content
        TOML, UTF-8.
    file
        The file, as it is told.

    Raises
    ------
    ScenarioError
        With all that is wrong, each with its line.

    Examples
    --------
    >>> text = 'name = "A"\n[[changes]]\nkind = "staff"\ncommunity = "1"\nadd = 2'
    >>> parse_scenario(text.encode(), "a.toml").changes
    (StaffChange(community='1', staff=None, add=2, kind='staff'),)
    """
    if len(content) > LIMITS.settings_bytes:
        most = f"{LIMITS.settings_bytes // 2**20}"
        raise _error("issue.scenario_size", file, most=most)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error("issue.scenario_encoding", file) from error
    try:
        document = tomlkit.parse(text).unwrap()
    except ParseError as error:
        issue = Issue("issue.scenario_syntax", severity="error", file=file, value=str(error))
        raise ScenarioError(replace(issue, row=error.line)) from error
    except (TOMLKitError, RecursionError) as error:
        raise _error("issue.scenario_syntax", file, value=shortened(str(error))) from error
    issues = _Issues(text, file)
    try:
        scenario = _scenario_type().validate_python(document)
    except ValidationError as error:
        raise ScenarioError(*map(issues.of, error.errors())) from None
    if wrong := issues.of_norms(scenario):
        raise ScenarioError(*wrong)
    return scenario


def scenario_text(scenario: Scenario) -> str:
    """Write a scenario as TOML; what holds without being said is left out.

    Examples
    --------
    >>> from geo.city.scenarios.changes import SiteClosed
    >>> print(scenario_text(Scenario("A", changes=(SiteClosed("东站"),))))
    name = "A"
    <BLANKLINE>
    [[changes]]
    kind = "site_closed"
    site = "东站"
    <BLANKLINE>
    """
    document = tomlkit.document()
    for name in ("name", "date", "author", "note"):
        if value := getattr(scenario, name):
            document[name] = value
    changes = tomlkit.aot()
    for change in scenario.changes:
        table = tomlkit.table()
        table["kind"] = change.kind
        usual = {field.name: field.default for field in fields(change)}
        for name, value in asdict(change).items():
            if name != "kind" and value is not None and value != usual[name]:
                table[name] = _as_lists(value)
        changes.append(table)
    if scenario.changes:
        document[_CHANGES] = changes
    return tomlkit.dumps(document)


def write_scenario(folder: Path, scenario: Scenario, name: str = "") -> str:
    """Write a scenario into a city folder.

    Parameters
    ----------
    folder
        The city folder.
    scenario
        What to write.
    name
        Of its file, as :func:`scenario_names` lists it: that one is replaced. Empty: a new one,
        made of the name of the scenario.

    Returns
    -------
    str
        The name of its file, without suffix.

    Raises
    ------
    ScenarioError
        If ``name`` is none of the folder.
    OutputError
        If the folder cannot be written to.
    """
    existing = scenario_names(folder)
    if name and name not in existing:
        raise _error("issue.scenario_missing", "", value=shortened(name), known="、".join(existing))
    taken = [f"{other}{SUFFIX}" for other in existing]
    file = f"{name}{SUFFIX}" if name else safe_name(f"{_plain(scenario.name)}{SUFFIX}", taken)
    issue = Issue("issue.scenario_unwritten", severity="error")
    if (folder / FOLDER).is_symlink():
        raise OutputError(issue)
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        with temporary.replacing(folder / FOLDER / file) as written:
            written.write_text(scenario_text(scenario), encoding="utf-8")
    except OSError as error:
        raise OutputError(issue) from error
    return file.removesuffix(SUFFIX)


def delete_scenario(folder: Path, name: str) -> None:
    """Delete a scenario of a city folder; see :func:`write_scenario` for what is raised."""
    if name not in scenario_names(folder):
        raise _error("issue.scenario_missing", "", value=shortened(name), known="–")
    try:
        (folder / FOLDER / f"{name}{SUFFIX}").unlink()
    except OSError as error:
        raise OutputError(Issue("issue.scenario_unwritten", severity="error")) from error


class _Issues:
    """What is wrong with one file, each with its line."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        lines = text.splitlines()
        starts = [at for at, line in enumerate(lines) if _CHANGE_LINE.fullmatch(line)]
        self._top = key_lines("\n".join(lines[: starts[0]] if starts else lines))
        self._changes = [
            (start + 1, key_lines("\n".join(lines[start + 1 : end])))
            for start, end in pairwise([*starts, len(lines)])
        ]

    def of(self, error: ErrorDetails) -> Issue:
        """Return what an error of pydantic comes to."""
        path, kind, context = error["loc"], error["type"], dict(error.get("ctx", {}))
        position = path[1] if len(path) > 1 and path[0] == _CHANGES else None
        rest = path[3:] if position is not None else path  # after its kind
        names = [str(part) for part in rest if isinstance(part, str)]
        value = shortened(error["input"])
        if kind in {"union_tag_invalid", "union_tag_not_found"}:
            kind, context, names = "issue.scenario_kind", {"known": ", ".join(KINDS)}, ["kind"]
            value = shortened(str(error.get("ctx", {}).get("tag", "")))
        elif kind == "unexpected_keyword_argument":
            known = ", ".join(self._known(path))
            kind, context = "issue.setting_unknown", {"known": known}
        elif kind in {"missing", "missing_argument", "string_too_short"}:
            kind, value = "issue.setting_needed", ""
        elif kind == "too_long":
            kind, context = "issue.scenario_changes", {"most": str(MOST_CHANGES)}
            value = ""
        elif kind in _TYPES:
            kind, context = "issue.setting_type", {"wanted": _TYPES[kind]}
        elif not kind.startswith("issue."):
            kind, context = "issue.setting_wrong", {}
        return self._issue(kind, position, names, value, context)

    def of_norms(self, scenario: Scenario) -> list[Issue]:
        """Return the issues of norms with values that make no sense."""
        issues: list[Issue] = []
        for position, change in enumerate(scenario.changes):
            if isinstance(change, NormChange):
                try:
                    replace(Standards(), **{change.norm: change.value})  # type: ignore[arg-type]
                except StandardsError as error:
                    row = self._line(position, ["value"])
                    told = (replace(issue, file=self._file, row=row) for issue in error.issues)
                    issues += told
        return issues

    def _known(self, path: tuple[int | str, ...]) -> list[str]:
        kind = KINDS.get(str(path[2])) if len(path) > 2 else None
        return [field.name for field in fields(kind or Scenario)]

    def _issue(
        self,
        kind: str,
        position: Any,
        names: list[str],
        value: str,
        context: dict[str, Any],
    ) -> Issue:
        place = [] if position is None else [_CHANGES, str(position + 1)]
        column = ".".join([*place, *names[:1]])
        row = self._line(position, names)
        issue = Issue(kind, severity="error", file=self._file, column=column, value=value)
        return replace(issue, row=row, more=context)

    def _line(self, position: int | str | None, names: list[str]) -> int | None:
        """Return the line of a key, else of the change that it is in or is missing from."""
        key = (names[0],) if names else ()
        if not isinstance(position, int) or position >= len(self._changes):
            return self._top.get(key)
        start, lines = self._changes[position]
        return start + int(lines.get(key, 0))


@cache
def _scenario_type() -> TypeAdapter[Scenario]:
    return TypeAdapter(Scenario)


def _wrong_name(folder: Path, name: str) -> str:
    """Return what is wrong with the name of a scenario; "" = nothing."""
    if PurePath(name).name != name or name.startswith(".") or "\\" in name or "/" in name:
        return "issue.scenario_name"
    refused = find(folder, f"{FOLDER}/{name}{SUFFIX}").refused
    wrong = next(iter(refused.values()), "")
    if wrong and wrong != "issue.file_missing":
        return "issue.scenario_name"
    return "issue.scenario_missing" if wrong else ""


def _plain(name: str) -> str:
    """Return a name in which nothing parts folders."""
    return re.sub(r"[/\\.]", "_", name)


def _as_lists(value: Any) -> Any:
    return [_as_lists(part) for part in value] if isinstance(value, tuple) else value


def _error(key: str, file: str, value: str = "", **more: str) -> ScenarioError:
    return ScenarioError(Issue(key, severity="error", file=file, value=value, more=more))

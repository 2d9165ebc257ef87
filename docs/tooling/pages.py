"""Pages made of what the code declares: input tables, result tables, settings, the Python API."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import geo
from geo.analyses import ANALYSES
from geo.analyses.access.methods import coverage
from geo.analyses.staffing.methods import staffing_ratio
from geo.city.schemas import TABLES
from geo.city.settings_editor import meaning_key
from geo.city.settings_schema import all_settings
from geo.city.templates import SHEETS, example
from geo.core.analysis import Column, columns_of, meaning_of
from geo.core.glossary import glossary
from geo.core.i18n import say
from geo.core.standards import SOURCES
from geo.export import declared_columns, table_meanings
from geo.scenarios.comparison import TABLES as SCENARIO_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DOCS: Final = Path(__file__).resolve().parents[1]
ROOT: Final = DOCS.parent
Labels = dict[str, dict[str, str]]
_TYPES: Final = {
    "str": "text", "object": "text", "category": "text", "bool": "bool", "boolean": "bool",
    "int64": "integer", "Int64": "integer", "float64": "number", "Float64": "number",
}  # fmt: skip
_STATES: Final = {
    "status": staffing_ratio.STATUSES,
    "accessibility_state": (*coverage.STATES, coverage.LOCATION_UNKNOWN),
}


class ResultColumn(NamedTuple):
    """A column of a result: the one thing the page of result tables is made of."""

    table: str
    name: str
    kind: str
    unit: str
    meaning: Mapping[str, str]


@cache
def labels(name: str) -> Labels:
    """Read a table of meanings in both languages."""
    with (DOCS / "labels" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def generated_pages(language: str) -> dict[str, str]:
    """Make all generated pages of a language: text by path."""
    return {
        "reference/inputs.md": inputs_page(language),
        "reference/results.md": results_page(language),
        "reference/settings.md": settings_page(language),
        "reference/api.md": api_page(language),
        "reference/glossary.md": glossary_page(language),
    }


def glossary_page(language: str) -> str:
    """Return the words of the figures, from the same source as the Help page of the app."""
    headers = [say("help.term", language), say("help.meaning", language)]
    rows = [(entry.term, entry.meaning) for entry in glossary(language).values()]
    return "\n\n".join([_intro("glossary", language), _table(headers, rows)]) + "\n"


def inputs_page(language: str) -> str:
    """Return every column a city may hand in, from the same words as the template workbook."""
    headers = [say(f"template.{name}", language) for name in ("column", "needed", "meaning")]
    parts = [_intro("inputs", language)]
    for table, title in SHEETS.items():
        rows = [
            (
                f"`{column.name}`",
                say("template.yes", language) if column.needed else "",
                say(meaning_key(table, column.name), language),
                example(column.name, language),
            )
            for column in TABLES[table].columns
        ]
        parts += [f"## {say(title, language)} `{table}`"]
        parts += [_table([*headers, say("template.example", language)], rows)]
    return "\n\n".join(parts)


def scenario_columns() -> dict[str, tuple[Column, ...]]:
    """List the columns of what a run of a scenario leaves beside."""
    return {table: columns_of("geo.scenarios", table) for table in SCENARIO_TABLES}


def meanings_of_tables() -> dict[str, Mapping[str, str]]:
    """List what a row of every table is, in both languages."""
    beside = {table: meaning_of("geo.scenarios", table) for table in SCENARIO_TABLES}
    return table_meanings() | beside


@cache
def sample_columns() -> tuple[ResultColumn, ...]:
    """List the columns of every table of a run, as the analyses declare them."""
    return tuple(
        ResultColumn(table, it.name, _TYPES[it.dtype], it.unit, {"zh": it.zh, "en": it.en})
        for table, columns in (declared_columns() | scenario_columns()).items()
        for it in columns
    )


def results_page(language: str) -> str:
    """Return every column of every table that a run leaves."""
    headers = [_word(name, language) for name in ("column", "type", "unit", "meaning")]
    parts = [_intro("results", language)]
    for kind, states in _STATES.items():
        told = [
            (f"`{state}`", say(f"{kind}.{state}", language), meaning)
            for state, meaning in zip(states, _words(kind, language), strict=True)
        ]
        parts += [_table([_word("state", language), "", _word("meaning", language)], told)]
    for table in dict.fromkeys(column.table for column in sample_columns()):
        rows = [
            (
                f"`{it.name}`",
                _word(it.kind, language),
                _unit(it.unit, language),
                it.meaning[language],
            )
            for it in sample_columns()
            if it.table == table
        ]
        parts += [f"## `{table}`", meanings_of_tables()[table][language], _table(headers, rows)]
    return "\n\n".join(parts)


def settings_page(language: str) -> str:
    """Tell every setting of ``city.toml``, and every norm with its source."""
    units = labels("settings")
    headers = [
        _word(name, language) for name in ("setting", "default", "unit", "meaning", "source")
    ]
    norms = {norm.name: norm for norm in all_settings() if norm.section == "standards"}
    parts = [_intro("settings", language), "## `[standards]`"]
    for analysis in ANALYSES:
        listed = [
            (
                f"`{name}`",
                _default(norms[name].default),
                _unit(units.get(name, ""), language),
                norms[name].meaning(language),
                say(SOURCES[name], language),
            )
            for name in analysis.norms
        ]
        parts += [f"### {analysis.title(language)}", _table(headers, listed)] if listed else []
    headers = [_word(name, language) for name in ("setting", "default", "choices", "meaning")]
    rows: dict[str, list[tuple[str, ...]]] = {}
    for setting in all_settings():
        if setting.section != "standards":
            comma = ", " if language == "en" else "、"
            choices = comma.join(f"`{choice}`" for choice in setting.choices)
            told = (f"`{setting.name}`", _default(setting.default), choices)
            rows.setdefault(setting.section, []).append((*told, setting.meaning(language)))
    for section, section_rows in rows.items():
        parts += [f"## `[{section}]`" if section else f"## {_word('top', language)}"]
        parts += [_table(headers, section_rows)]
    return "\n\n".join(parts)


def api_page(language: str) -> str:
    """Let mkdocstrings tell the public names of ``geo``, and the methods of every analysis."""
    parts = [_intro("api", language), f"## {_word('facade', language)}"]
    parts += [f"::: {home}.{name}" for name, home in geo._HOMES.items()]  # noqa: SLF001
    for module in method_modules():
        analysis, name = module.split(".")[2], module.rsplit(".", 1)[1]
        options = "    options: { show_root_heading: false, show_root_toc_entry: false }"
        parts += [f"## {analysis}: {name.replace('_', ' ')}", f"`{module}`"]
        parts += [f"::: {module}\n{options}"]
    return "\n\n".join(parts)


def method_modules() -> list[str]:
    """List the modules of methods, without those that only hold compiled loops."""
    paths = sorted((ROOT / "geo" / "analyses").glob("*/methods/*.py"))
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in paths
        if path.stem != "__init__" and not path.stem.endswith("_kernels")
    ]


def _intro(page: str, language: str) -> str:
    own = labels("pages")[page]
    return f"# {own[f'title_{language}']}\n\n{own[language]}"


def _word(name: str, language: str) -> str:
    return labels("pages")[name][language]


def _words(name: str, language: str) -> list[str]:
    return list(labels("pages")[name][language])


def _unit(unit: str, language: str) -> str:
    return labels("units")[unit][language] if unit else ""


def _default(value: object) -> str:
    if value in (None, "", (), {}):
        return "–"
    told = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{told}`"


def _table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    headers = list(headers)
    lines = (
        " | ".join(cell.replace("|", "&#124;") for cell in line)
        for line in [headers, ["---"] * len(headers), *rows]
    )
    return "\n".join(f"| {line} |" for line in lines)

"""A city and scenarios of it side by side: the figures that differ, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.products import Access
from geo.analyses.corridors.model import Corridors
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.analysis import columns_of
from geo.core.progress import Progress, silent
from geo.scenarios.what_if import what_if

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.city.scenarios.changes import Scenario
    from geo.core.results import Results

CITY, COMMUNITY, CORRIDOR = LEVELS = ("city", "community", "corridor")
"""What a row of a comparison is of."""

CITY_FIGURES: Final = (
    *("floating_population", "staff", "required_staff", "staff_shortfall", "staff_surplus"),
    *("communities_compliant", "communities_understaffed", "communities_unstaffed"),
    *("population_compliant", "population_within", "share_within", "population_backup"),
    *("population_within_capacity", "population_not_reaching", "population_underserved"),
    *("communities_staff_shortfall", "communities_low_accessibility", "communities_both"),
    *("underserved_areas", "corridors_recommended"),
)
"""The figures of a city, in the order of a comparison."""

COMMUNITY_FIGURES: Final = (
    *("staff", "required_staff", "staff_shortfall", "staff_surplus", "status"),
    *("population_within", "share_within", "population_not_reaching", "underserved"),
    *("population_underserved", "underserved_area"),
)
"""The figures of a community, in the order of a comparison."""

TABLES: Final = ("scenario", "comparison")
"""What a run of a scenario leaves beside the tables of others; declared in ``columns.toml``."""

COLUMNS: Final = {column.name: column.dtype for column in columns_of("geo.scenarios", TABLES[1])}
_DECIMALS: Final = 4


def city_figures(results: Results) -> dict[str, Any]:
    """Return the figures of a city: :data:`CITY_FIGURES`, those that the run knows.

    Parameters
    ----------
    results
        Of a city as it is, or of a scenario.
    """
    figures = dict(results.city_with(Population, Staffing, Access).iloc[0])
    for state in ("compliant", "understaffed", "unstaffed"):
        figures[f"communities_{state}"] = figures.get(state)
    status = results[Staffing].communities["status"]
    people = results[Population].communities["floating_population"]
    figures["population_compliant"] = int(people[status == "compliant"].sum())
    if (access := results.get(Access)) is not None and not access.area_note:
        figures["underserved_areas"] = int(access.communities["underserved_area"].nunique())
    if (corridors := results.get(Corridors)) is not None and len(corridors.frame):
        figures["corridors_recommended"] = int(corridors.frame["recommended"].sum())
    return {name: _plain(figures[name]) for name in CITY_FIGURES if name in figures}


def compared(base: Results, results: Results) -> pd.DataFrame:
    """Put a city as it is and as a scenario has it side by side.

    Parameters
    ----------
    base, results
        The results before, and those of :func:`geo.scenarios.what_if.what_if`.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`: a row for each figure of the city, then for each figure of a community
        that differs, then for each corridor whose rank does; ``before`` and ``after`` are numbers
        or states, None where not known.
    """
    before, after = city_figures(base), city_figures(results)
    rows = [
        _row(CITY, "", base.city.name, name, before.get(name), after.get(name))
        for name in CITY_FIGURES
        if name in before or name in after
    ]
    rows += [*_communities(base, results), *_corridors(base, results)]
    whole = [(results.scenario, *row) for row in rows]
    columns = {name: [row[at] for row in whole] for at, name in enumerate(COLUMNS)}
    return pd.DataFrame({name: pd.Series(columns[name], dtype=of) for name, of in COLUMNS.items()})


def run_scenario(
    city: City, base: Results, scenario: Scenario, progress: Progress = silent
) -> tuple[Results, dict[str, pd.DataFrame]]:
    """Return the results of a scenario, and the tables that its run leaves beside the others.

    Parameters
    ----------
    city, base, scenario, progress
        As :func:`geo.scenarios.what_if.what_if` takes them.

    Returns
    -------
    results
        Those of the scenario.
    tables
        ``scenario`` (:func:`changes_table`) and ``comparison`` (:func:`compared`).
    """
    results = what_if(city, base, scenario, progress)
    tables = {"scenario": changes_table(scenario), "comparison": compared(base, results)}
    return results, tables


def changes_table(scenario: Scenario) -> pd.DataFrame:
    """List the changes of a scenario.

    Returns
    -------
    pandas.DataFrame
        ``position`` (int64, from 1), ``kind``, ``subject`` (code of the community, site, norm or
        kind of street), ``value`` (str): what it is changed to.

    Examples
    --------
    >>> from geo.city.scenarios.changes import Scenario, StaffChange
    >>> changes_table(Scenario("A", changes=(StaffChange("1", add=2),)))["value"].tolist()
    ['add=2']
    """
    rows = []
    for position, change in enumerate(scenario.changes, start=1):
        said = {name: value for name, value in vars(change).items() if name != "kind"}
        keys = [name for name in ("community", "site", "norm", "street_kind") if name in said]
        subject = said.pop(keys[0]) if keys else ""
        value = "; ".join(f"{name}={_said(of)}" for name, of in said.items() if of is not None)
        rows.append((position, change.kind, subject, value))
    declared = {column.name: column.dtype for column in columns_of("geo.scenarios", TABLES[0])}
    return pd.DataFrame(rows, columns=list(declared)).astype(declared)


def _communities(base: Results, results: Results) -> list[tuple[Any, ...]]:
    """Return a row for each figure of a community that differs."""
    units = base.units.communities
    names = pd.Series(units["community_name"].array, pd.Index(units["community_code"]))
    before, after = _figures_of_communities(base), _figures_of_communities(results)
    rows = []
    for order, name in enumerate(COMMUNITY_FIGURES):
        if name not in before or name not in after or before[name].equals(after[name]):
            continue
        was, now = (of[name].reindex(names.index) for of in (before, after))
        same = (was == now).fillna(value=False).to_numpy(bool) | (
            was.isna().to_numpy() & now.isna().to_numpy()
        )
        differing = names.index[~same], *(of[~same] for of in (names, was, now))
        rows += [
            (code, order, _row(COMMUNITY, code, place, name, *values))
            for code, place, *values in zip(*differing, strict=True)
        ]
    return [row for _, _, row in sorted(rows, key=lambda of: of[:2])]


def _figures_of_communities(results: Results) -> dict[str, pd.Series[Any]]:
    """Return the figures of communities, by code."""
    products = results.get(Staffing), results.get(Access)
    tables = [product.communities for product in products if product is not None]
    return {name: table[name] for table in tables for name in COMMUNITY_FIGURES if name in table}


def _corridors(base: Results, results: Results) -> list[tuple[Any, ...]]:
    """Return a row for each corridor that has another rank, in the order of the ranks before."""
    corridors, changed = base.get(Corridors), results.get(Corridors)
    if corridors is None or changed is None or corridors.frame.empty or changed.frame.empty:
        return []
    ranks = changed.frame.set_index("corridor")["rank"]
    frame = corridors.frame.assign(after=corridors.frame["corridor"].map(ranks))
    moved = frame[frame["rank"] != frame["after"]]
    names = moved["partner_name"].astype("str") + "–" + moved["local_name"].astype("str")
    return [
        _row(CORRIDOR, code, name, "rank", was, now)
        for code, name, was, now in zip(
            moved["corridor"], names, moved["rank"], moved["after"], strict=True
        )
    ]


def _row(
    level: str, code: str, name: str, figure: str, before: Any, after: Any
) -> tuple[str, str, str, str, Any, Any, float | None]:
    was, now = _plain(before), _plain(after)
    numbers = isinstance(was, int | float) and isinstance(now, int | float)
    change = round(now - was, _DECIMALS) if numbers else None
    return level, code, name, figure, was, now, change


def _plain(value: Any) -> Any:
    """Return a number as Python's, rounded as tables are; what is missing as None."""
    if value is None or pd.isna(value):
        return None
    number = value.item() if hasattr(value, "item") else value
    return round(number, _DECIMALS) if isinstance(number, float) else number


def _said(value: Any) -> str:
    return " ".join(map(_said, value)) if isinstance(value, tuple) else f"{value}"

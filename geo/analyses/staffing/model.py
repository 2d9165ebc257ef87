"""Staff against the floating population: the staffing of every unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.analyses.population.model import Population, with_codes_of_today
from geo.analyses.staffing.methods.staffing_ratio import (
    staff_by_community,
    staffing,
    subdistrict_posts,
    sum_up,
)
from geo.core.issues import TableError
from geo.core.results import Product
from geo.core.roles import role_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results, UnitTables
    from geo.core.standards import Standards


@dataclass(frozen=True, eq=False, kw_only=True)
class Staffing(Product):
    """The staffing of every unit.

    ``communities`` has the columns of
    :func:`geo.analyses.staffing.methods.staffing_ratio.staffing`, the others those of
    :func:`geo.analyses.staffing.methods.staffing_ratio.sum_up`, all without
    ``floating_population``; ``subdistricts`` also those of
    :func:`geo.analyses.staffing.methods.staffing_ratio.subdistrict_posts` where there is a roster.
    """


def staffing_of(city: City, results: Results, progress: Progress) -> tuple[Staffing]:
    """Compare the staff of a city with its floating population.

    Raises
    ------
    TableError
        If the roster has an issue that stops its use.
    """
    progress("stage.staffing", 0.0)
    roster = city.staff.usable(TableError) if city.staff else None
    if roster is not None:
        roster = of_roles(with_codes_of_today(roster, city), city.settings.staff.roles)
    counted = results[Population].communities
    product = staffing_by_unit(results.units, counted, roster, results.standards)
    progress("stage.staffing", 1.0)
    return (product,)


def of_roles(roster: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    """Return the lines of a roster that the ratio counts: those of some roles, or all."""
    counted = {role_key(role) for role in roles}
    if not counted:
        return roster
    return roster[roster["role"].map(role_key, na_action="ignore").isin(counted)]


def staffing_by_unit(
    units: UnitTables,
    counted: pd.DataFrame,
    roster: pd.DataFrame | None,
    standards: Standards,
) -> Staffing:
    """Check communities, subdistricts, districts and the city against the norm.

    Parameters
    ----------
    units
        The units.
    counted
        ``floating_population`` (Int64, missing where not known) and ``count_incomplete`` (bool) by
        community code.
    roster
        Posts by community and level; None: there is no roster, so that nobody knows.
    standards
        The norms.
    """
    posts = None if roster is None else staff_by_community(roster, standards)
    population, incomplete = counted["floating_population"], counted["count_incomplete"]
    communities = staffing(population, posts, standards, incomplete)
    codes = units.by_code["community"][["subdistrict_code", "district_code"]]
    checked = codes.join(communities)
    subdistricts = sum_up(checked, ["subdistrict_code"])
    if roster is not None:
        subdistricts = subdistricts.join(subdistrict_posts(subdistricts, roster, standards))
    city = sum_up(checked.assign(city=""), ["city"]).drop(columns="city")
    population_column = "floating_population"  # of another product
    return Staffing(
        communities=communities.drop(columns=population_column),
        subdistricts=subdistricts.set_index("subdistrict_code").drop(columns=population_column),
        districts=sum_up(checked, ["district_code"])
        .set_index("district_code")
        .drop(columns=population_column),
        city=city.drop(columns=population_column),
    )

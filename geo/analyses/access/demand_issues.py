"""Issues of the demand for sites, of their supply, and of settings that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.city.settings import CITY_FILE
from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.core.issues import Issue
from geo.formats.checked import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.analyses.access.model import AccessModel

MOST_NAMED: Final = 5


def demand_issues(
    access: AccessModel, registered: pd.Series[int], sites_file: str
) -> tuple[Issue, ...]:
    """Return the issues of demand, supply and settings that change what the figures mean.

    Parameters
    ----------
    access
        People, sites and settings.
    registered
        Registered residents of each community (Int64, missing where not known).
    sites_file
        The table of sites, as the user named it.
    """
    settings = access.settings
    issues = [*_unknown_supply(access, sites_file)]
    if access.representative and len(access.demand_points):
        issues.append(Issue("issue.representative_points", severity="warning"))
    missing = int(registered.isna().sum())
    if settings.demand == "all" and missing:
        more = {"missing": missing, "communities": len(registered)}
        issues.append(Issue("issue.registered_unknown", severity="warning", more=more))
    services = {**settings.service_minutes, **settings.service_modes}
    issues += _unknown_words("issue.service_unknown", services, access.services[1:])
    modes = dict.fromkeys([*settings.service_modes.values(), *settings.mode_zones])
    issues += _unknown_words("issue.mode_unknown", modes, access.modes)
    return tuple(issues)


def named_sites(names: pd.Series[str]) -> str:
    """List the names of some sites, shortened; of many the first."""
    shown = "、".join(shortened(name) for name in names.head(MOST_NAMED))
    return f"{shown} …" if len(names) > MOST_NAMED else shown


def sites_of_unknown_supply(sites: pd.DataFrame, supply: str) -> pd.DataFrame:
    """Return the sites of which nobody knows what they can give."""
    unknown: pd.DataFrame = sites[np.isnan(sites[supply].to_numpy(np.float64))]
    return unknown


def _unknown_supply(access: AccessModel, file: str) -> list[Issue]:
    supply = access.standards.supply
    unknown = sites_of_unknown_supply(access.sites, supply)
    if unknown.empty:
        return []
    more = {
        "supply": Term(f"column.{supply}"),
        "names": named_sites(unknown["site_name"]),
        "unknown": len(unknown),
        "sites": len(access.sites),
    }
    row = int(unknown[ROW].iloc[0])
    what = "issue.supply_unknown"
    return [Issue(what, severity="warning", file=file, row=row, rows=len(unknown), more=more)]


def _unknown_words(what: str, words: Mapping[str, object], known: tuple[str, ...]) -> list[Issue]:
    """Report each service or mode that settings name and the city does not have."""
    more = {"known": "、".join(shortened(word) for word in known[:MOST_NAMED]) or "–"}
    return [
        Issue(what, severity="warning", file=CITY_FILE, value=shortened(word), more=more)
        for word in words
        if word not in known
    ]

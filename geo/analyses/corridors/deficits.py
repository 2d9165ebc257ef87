"""What the local units of corridors lack: staff, and access to a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.access.products import Access
from geo.analyses.staffing.model import Staffing
from geo.core.admin_units import units_of

if TYPE_CHECKING:
    from geo.core.results import Product, Results


def shortfall_share(results: Results, local: str) -> pd.Series[float]:
    """Return the shortfall as a share of required staff, by code; missing where not known."""
    staffing = _found(results, Staffing, local)
    required = staffing["required_staff"].astype("Float64")
    share = staffing["staff_shortfall"].astype("Float64") / required.where(required > 0)
    return share.mask(required == 0, 0.0)


def inaccessible_share(results: Results, local: str) -> pd.Series[float]:
    """Return the share of people within the limit of no site, by code; missing where unknown."""
    access = _found(results, Access, local)
    if "share_within" not in access:
        return pd.Series(float("nan"), access.index, dtype="Float64")
    return 1.0 - access["share_within"].astype("Float64")


def _found(results: Results, kind: type[Product], local: str) -> pd.DataFrame:
    """Return what a product says of the units of a level, by code."""
    units, product = units_of(results, local), results.get(kind)
    if product is None:
        return units.iloc[:, :0]
    tables = {
        "community": product.communities,
        "subdistrict": product.subdistricts,
        "district": product.districts,
        "city": product.city.set_axis(units.index) if local == "city" else product.city,
    }
    return tables[local].reindex(units.index)

"""Agreements and notices of a city put together, and the day by which they are judged."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.corridors.methods.agreements import partners, ranked
from geo.analyses.corridors.methods.notices import outcomes
from geo.core.issues import TableError
from geo.regions.hierarchy import codes_of
from geo.regions.origins import Origins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.folder import City
    from geo.core.standards import Standards


def reference_date(city: City) -> date:
    """Return the day by which agreements and notices are judged: that of the settings, or today."""
    said = city.settings.reference_date
    return date.fromisoformat(said) if said else datetime.now().astimezone().date()


def partners_of(
    city: City, hierarchy: pd.DataFrame, day: date, standards: Standards
) -> tuple[pd.DataFrame, bool]:
    """Put a city's agreements and notices together, and say whether it has a table of agreements.

    Returns
    -------
    pandas.DataFrame
        See :attr:`geo.analyses.corridors.inputs.Flows.partners`.
    bool
        Whether there is a table of agreements.
    """
    agreements = city.agreements.usable(TableError) if city.agreements else None
    notices = city.notices.usable(TableError) if city.notices else None
    if notices is not None:
        notices = notices[[sent <= day for sent in notices["sent_on"]]]
        notices = notices.assign(outcome=outcomes(notices, day, standards))
    written = _written(agreements, notices)
    agreed, sent = (None if table is None else _by_code(table) for table in (agreements, notices))
    ranked_partners = ranked(partners(agreed, sent, day, standards))
    origins = Origins(abroad=city.abroad)
    for end in ("a", "b"):
        ancestors = [
            codes_of(place, hierarchy.index, origins) for place in ranked_partners[f"place_{end}"]
        ]
        ranked_partners[f"ancestors_{end}"] = pd.Series(
            ancestors, ranked_partners.index, dtype="object"
        )
        places = zip(ancestors, ranked_partners[f"place_{end}"], strict=True)
        codes = [tuple(dict.fromkeys((ancestor["code"], place))) for ancestor, place in places]
        ranked_partners[f"places_{end}"] = pd.Series(codes, ranked_partners.index, dtype="object")
    return _as_written(ranked_partners, written), agreements is not None


def _as_written(ranked_partners: pd.DataFrame, written: Mapping[str, str]) -> pd.DataFrame:
    """Call places, and what is agreed between them, as the tables do."""
    a, b = (ranked_partners[f"place_{end}"].map(written).astype("str") for end in ("a", "b"))
    codes = (
        ranked_partners["place_a"].astype("str") + "–" + ranked_partners["place_b"].astype("str")
    )
    names = zip(ranked_partners["agreement"], codes, a + "–" + b, strict=True)
    agreements = [text + str(name).removeprefix(str(code)) for name, code, text in names]
    named = pd.Series(agreements, ranked_partners.index, dtype="str")
    return ranked_partners.assign(agreement=named, place_a=a, place_b=b)


def _by_code(table: pd.DataFrame) -> pd.DataFrame:
    """Call places by their codes, so that a place is the same however it is written."""
    return table.assign(place_a=table["code_a"], place_b=table["code_b"])


def _written(*tables: pd.DataFrame | None) -> dict[str, str]:
    """Return how the code of each place is written where it comes first."""
    return {
        str(code): str(text)
        for table in tables[::-1]
        if table is not None
        for end in ("b", "a")
        for code, text in zip(table[f"code_{end}"][::-1], table[f"place_{end}"][::-1], strict=True)
    }

"""What a map tells of a place that is pointed at, in words, with small counts of people hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.admin_units import with_second_names
from geo.core.i18n import say
from geo.core.number_format import NOTHING, number, text
from geo.publish.maps.choropleth import ROUND_TO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

UNITS: Final = ("subdistrict", "district")


@dataclass(frozen=True, eq=False)
class Tooltips:
    """What a tooltip says: a title and values by community, all of it text.

    Parameters
    ----------
    headers
        What each value is.
    rows
        By community code: the title, then a value for each header.
    """

    headers: Sequence[str]
    rows: Mapping[str, Sequence[str]]

    def only(self, codes: Iterable[str]) -> Tooltips:
        """Return those of some communities, in their order."""
        return Tooltips(self.headers, {code: self.rows[code] for code in codes})

    def values(self) -> dict[str, Any]:
        """Return what the browser gets: each text once, and where the texts of every row stand.

        Most texts are of many communities, and all of them go to the browser after every choice.

        Examples
        --------
        >>> Tooltips(["District"], {"01": ["A", "West"], "02": ["B", "West"]}).values()
        {'texts': ['A', 'West', 'B'], 'rows': {'01': [0, 1], '02': [2, 1]}}
        """
        texts: dict[str, int] = {}
        rows = {
            code: [texts.setdefault(text, len(texts)) for text in row]
            for code, row in self.rows.items()
        }
        return {"texts": list(texts), "rows": rows}


def protected(population: Any, least: int) -> str:
    """Write a count of people for a map, which leaves the screen: hidden if small, else rounded.

    Examples
    --------
    >>> protected(9, 10), protected(1234, 10), protected(pd.NA, 10)
    ('<10', '≈1,235', '—')
    """
    if pd.isna(population):
        return NOTHING
    return (
        f"<{least}" if population < least else f"≈{number(round(population / ROUND_TO) * ROUND_TO)}"
    )


def community_tooltips(
    communities: pd.DataFrame,
    language: str,
    least: int,
    second_names: pd.Series[str] | None = None,
) -> Tooltips:
    """Return for every community where it is, its people, staff, shortfall and status, in words.

    Parameters
    ----------
    least
        Fewer people than these are not told.
    second_names
        Names of units in a second language, by code.
    """
    if second_names is not None:
        communities = with_second_names(communities, second_names)
    people = communities["floating_population"].tolist()
    headers = ("staff", "required_staff", "staff_shortfall")
    columns = [
        [protected(count, least) for count in people],
        *([number(count) for count in communities[column].tolist()] for column in headers),
    ]
    states = worded(communities["status"], "status", language)
    names = [text(name) for name in communities["community_name"].tolist()]
    rows = zip(names, *unit_columns(communities), *columns, states, strict=True)
    return Tooltips(
        headers=[
            *unit_headers(language),
            *(
                say(word, language)
                for word in (
                    "card.floating_population",
                    "card.staff",
                    "card.required",
                    "card.shortfall",
                )
            ),
            say("staffing.status", language),
        ],
        rows=dict(zip(communities["community_code"], rows, strict=True)),
    )


def worded(states: pd.Series[str], kind: str, language: str) -> pd.Series[str]:
    """Return states in words, under the message ``kind.state``."""
    return states.map({state: say(f"{kind}.{state}", language) for state in states.unique()})


def unit_headers(language: str) -> list[str]:
    """Return the headers of the units that a community is in, as a tooltip has them."""
    return [say(f"map.tip.{level}", language) for level in UNITS]


def unit_columns(communities: pd.DataFrame) -> list[list[str]]:
    """Return the units that each community is in, in words; headers: :func:`unit_headers`."""
    return [[text(name) for name in communities[f"{level}_name"].tolist()] for level in UNITS]

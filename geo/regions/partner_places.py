"""Places elsewhere that a city lists itself, where they are not those of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from geo.regions.codes import bare_code
from geo.regions.levels import REGION_LEVELS

COLUMNS: Final = ("place_code", "place_name", "lon", "lat")


def no_places() -> pd.DataFrame:
    """Return places without a row."""
    texts = {name: pd.Series(dtype="str") for name in COLUMNS[:2]}
    return pd.DataFrame(texts | {name: pd.Series(dtype="float64") for name in COLUMNS[2:]})


@dataclass(frozen=True, eq=False)
class PartnerPlaces:
    """Places elsewhere that a city lists itself: each is what it is at every unit.

    Parameters
    ----------
    frame
        ``place_code``, ``place_name`` (str), ``lon``, ``lat`` (degrees, WGS84), each code once.

    Examples
    --------
    >>> places = PartnerPlaces(pd.DataFrame({"place_code": ["BE10"], "place_name": ["Bruxelles"],
    ...                                      "lon": [4.35], "lat": [50.85]}))
    >>> places.codes["Bruxelles"], places.named(pd.Series(["XX", "BE10"]), pd.Series(["?", "?"]))[1]
    ('BE10', 'Bruxelles')
    """

    frame: pd.DataFrame = field(default_factory=no_places)

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code of each place by what tables may write: its code, or a name of it alone."""
        codes = self.frame["place_code"]
        alone = ~self.frame["place_name"].duplicated(keep=False)
        by_name = dict(zip(self.frame["place_name"][alone], codes[alone], strict=True))
        bare = {bare_code(code): code for code in codes}
        return by_name | bare | dict(zip(codes, codes, strict=True))

    def named(self, codes: pd.Series, names: pd.Series) -> pd.Series[str]:
        """Return the names of places: those listed here, else those that are given."""
        listed = self.frame.set_index("place_code")["place_name"]
        return codes.map(listed).astype("str").fillna(names)

    def located(self, points: pd.DataFrame) -> pd.DataFrame:
        """Return ``lon``, ``lat`` by code: those listed here, else those that are given."""
        located = points[["lon", "lat"]].copy()
        listed = self.frame.set_index("place_code")[["lon", "lat"]]
        here = located.index.intersection(listed.index)
        located.loc[here] = listed.loc[here]
        return located

    def described(self, corridors: pd.DataFrame, *, between: bool) -> pd.DataFrame:
        """Name the ends of corridors that are listed here, and what they lie in: themselves."""
        described = corridors.copy()
        for end in ("partner", "local") if between else ("partner",):
            codes = described[f"{end}_code"]
            described[f"{end}_name"] = self.named(codes, described[f"{end}_name"])
        codes = described["partner_code"]
        is_listed = codes.isin(self.frame["place_code"])
        for unit in REGION_LEVELS[:2]:
            for part, own in (("code", codes), ("name", described["partner_name"])):
                column = f"partner_{unit}_{part}"
                described[column] = described[column].astype("str").mask(is_listed, own)
        return described

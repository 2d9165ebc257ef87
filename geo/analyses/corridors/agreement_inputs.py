"""Agreements and notices of a city put together, and the day by which they are judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.corridors.methods.agreements import (
    PARTNER_COLUMNS,
    covering,
    ranked,
    signed_on_day,
    unsigned,
    with_own_counts,
)
from geo.analyses.corridors.methods.flows import LOCAL_CODES
from geo.analyses.corridors.methods.notices import (
    COUNTS,
    counted,
    judged,
    judged_dtypes,
    outcomes,
)
from geo.core.issues import TableError
from geo.core.no_rows import no_rows
from geo.regions.hierarchy import codes_of
from geo.regions.levels import REGION_LEVELS
from geo.regions.origins import Origins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.city.folder import City
    from geo.core.standards import Standards

ENDS = ("a", "b")
"""The two places of an agreement; where none is signed, in order of their codes."""


def _no_partners() -> pd.DataFrame:
    written = dict.fromkeys(PARTNER_COLUMNS, "object")
    written |= dict.fromkeys(("agreement", "place_a", "place_b"), "str")
    of_ends = [f"{name}_{end}" for end in ENDS for name in ("ancestors", "places")]
    found = {"rank": "int64"} | dict.fromkeys(of_ends, "object")
    return no_rows(written | found | judged_dtypes(ENDS))


def _no_notices() -> pd.DataFrame:
    counts = dict.fromkeys(("sender", "receiver", "month"), "str") | dict.fromkeys(COUNTS, "Int64")
    found = ("agreement", "ancestors_sender", "ancestors_receiver", "answers")
    return no_rows(counts | dict.fromkeys(found, "object"))


@dataclass(frozen=True, eq=False)
class Dealings:
    """What places have agreed, and the notices between them.

    Parameters
    ----------
    partners
        An agreement a row, and a row for each two places that write without one:
        :data:`geo.analyses.corridors.methods.agreements.PARTNER_COLUMNS`, ``rank``; of each end
        (``a``, ``b``) ``places_*`` (all codes it goes by) and ``ancestors_*`` (of
        :func:`geo.regions.hierarchy.codes_of`); and the notices under it, those between parts of
        its places too: the columns of :func:`geo.analyses.corridors.methods.notices.judged`.
    notices
        Each notice once, by sender, receiver and month: the columns of
        :func:`geo.analyses.corridors.methods.notices.counted`, ``ancestors_sender``,
        ``ancestors_receiver``, ``agreement`` (the name of the row of ``partners`` they are under)
        and ``answers`` (the end of it that is to answer).
    agreed
        Whether there is a table of agreements.
    """

    partners: pd.DataFrame = field(default_factory=_no_partners)
    notices: pd.DataFrame = field(default_factory=_no_notices)
    agreed: bool = False


def reference_date(city: City) -> date:
    """Return the day by which agreements and notices are judged: that of the settings, or today."""
    said = city.settings.reference_date
    return date.fromisoformat(said) if said else datetime.now().astimezone().date()


def dealings_of_city(
    city: City, hierarchy: pd.DataFrame, day: date, standards: Standards
) -> Dealings:
    """Put a city's agreements and notices together."""
    agreements = city.agreements.usable(TableError) if city.agreements else None
    single = city.notices.usable(TableError) if city.notices else None
    if agreements is None and single is None:
        return Dealings()
    written = _written(agreements, single)
    places = _Places(hierarchy, Origins(abroad=city.abroad, listed=city.partner_places.codes))
    coded = None if agreements is None else _by_code(agreements)
    signed = places.beside(ranked(signed_on_day(coded, day, standards)))
    notices = _notices(single, day, standards)
    sides = (places.chains(notices["sender"]), places.chains(notices["receiver"]))
    notices["agreement"] = covering(notices, sides, signed)["partner"]
    notices = with_own_counts(notices, signed)

    alone = notices["agreement"] < 0
    ends = zip(notices["sender"], notices["receiver"], strict=True)
    pairs = [(min(pair), max(pair)) for pair in ends]
    new = sorted({pair for pair, is_alone in zip(pairs, alone, strict=True) if is_alone})
    partners = pd.concat([signed[list(PARTNER_COLUMNS)], unsigned(new)], ignore_index=True)
    partners = places.beside(ranked(partners))
    position = {pair: len(signed) + number for number, pair in enumerate(new)}
    notices["agreement"] = [
        position[pair] if is_alone else under
        for pair, under, is_alone in zip(pairs, notices["agreement"], alone, strict=True)
    ]
    for end in ("sender", "receiver"):
        notices[f"ancestors_{end}"] = places.ancestors(notices[end])
    notices["answers"] = places.answering(notices, partners)
    under = judged(notices, ["agreement"], ENDS, standards.answer_on_time_percent)
    partners = _as_written(partners.join(under), written)
    notices["agreement"] = partners["agreement"].reindex(notices["agreement"]).to_numpy()
    return Dealings(partners, notices, agreements is not None)


@dataclass(frozen=True)
class _Places:
    """Finds what places lie in."""

    hierarchy: pd.DataFrame
    origins: Origins

    def ancestors(self, codes: pd.Series) -> pd.Series:
        """Return the codes of each place and of the regions it lies in, by level."""
        by_code = {
            code: codes_of(code, self.hierarchy.index, self.origins) for code in codes.unique()
        }
        return pd.Series([by_code[code] for code in codes], codes.index, dtype="object")

    def chains(self, codes: pd.Series) -> pd.DataFrame:
        """Return the code of each place and of all it lies in, the smallest first."""
        by_code = {}
        for code, ancestors in zip(codes, self.ancestors(codes), strict=True):
            chain = self._chain(ancestors)
            by_code[code] = [*chain, *[None] * (len(LOCAL_CODES) + 1 - len(chain))]
        levels = range(len(LOCAL_CODES) + 1)
        return pd.DataFrame([by_code[code] for code in codes], codes.index, levels, dtype="str")

    def beside(self, partners: pd.DataFrame) -> pd.DataFrame:
        """Return agreements with what their places are called, and what these lie in."""
        added = {}
        for end in ENDS:
            ancestors = self.ancestors(partners[f"place_{end}"])
            added[f"ancestors_{end}"] = ancestors
            pairs = zip(ancestors, partners[f"place_{end}"], strict=True)
            codes = [tuple(dict.fromkeys((found["code"], place))) for found, place in pairs]
            added[f"places_{end}"] = pd.Series(codes, partners.index, dtype="object")
        return partners.assign(**added)

    def answering(self, notices: pd.DataFrame, partners: pd.DataFrame) -> list[str]:
        """Return which place of the agreement it is under is to answer each notice."""
        senders, receivers = (
            self.chains(notices[end]).to_numpy().tolist() for end in ("sender", "receiver")
        )
        rows = partners.iloc[notices["agreement"]]

        def to_a(a: tuple[str], b: tuple[str], sender: list[str], receiver: list[str]) -> bool:
            forth = _of(a, sender) and _of(b, receiver)
            return _of(b, sender) and _of(a, receiver) and not forth

        return [
            ENDS[0] if to_a(a, b, sender, receiver) else ENDS[1]
            for a, b, sender, receiver in zip(
                rows["places_a"], rows["places_b"], senders, receivers, strict=True
            )
        ]

    def _chain(self, ancestors: Mapping[str, str]) -> list[str]:
        code = ancestors["code"]
        if code in self.hierarchy.index:
            row = self.hierarchy.loc[[code], list(LOCAL_CODES[::-1])].iloc[0]
            return [*row.dropna(), self.hierarchy["city_code"].iloc[0][:2] + "0000"]
        regions = [ancestors[level] for level in REGION_LEVELS[::-1] if level in ancestors]
        return regions or [code]


def _of(codes: Iterable[str], chain: list[str]) -> bool:
    """Return whether a place is, or lies in, the one that has these codes."""
    return not set(codes).isdisjoint(chain)


def _notices(single: pd.DataFrame | None, day: date, standards: Standards) -> pd.DataFrame:
    """Count the notices that are listed one by one, sent by the day."""
    if single is None:
        nothing = {name: pd.Series(dtype="str") for name in ("sender", "receiver", "month")}
        return pd.DataFrame(nothing | {name: pd.Series(dtype="Int64") for name in COUNTS})
    by_day = pd.Series([sent <= day for sent in single["sent_on"]], single.index, dtype=bool)
    sent = _by_code(single)[by_day]
    return counted(sent.assign(outcome=outcomes(sent, day, standards)))


def _as_written(partners: pd.DataFrame, written: Mapping[str, str]) -> pd.DataFrame:
    """Call places, and what is agreed between them, as the tables do."""
    a, b = (partners[f"place_{end}"].map(written).astype("str") for end in ENDS)
    codes = partners["place_a"].astype("str") + "–" + partners["place_b"].astype("str")
    names = zip(partners["agreement"], codes, a + "–" + b, strict=True)
    agreements = [text + str(name).removeprefix(str(code)) for name, code, text in names]
    named = pd.Series(agreements, partners.index, dtype="str")
    return partners.assign(agreement=named, place_a=a, place_b=b)


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

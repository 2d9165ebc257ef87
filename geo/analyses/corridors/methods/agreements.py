"""Places that have signed or that write to one another, and which corridors that covers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.notices import COUNTS
from geo.core.agreement_terms import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.core.standards import Standards

AGREED, LAPSING, UNKNOWN_TERM, LAPSED, MISSING = AGREEMENT_STATES = (
    "agreed",
    "lapsing",
    "unknown_term",
    "lapsed",
    "missing",
)
"""In force; so for few days more; signed, but nobody knows until when; over; not signed."""

OWN_COUNTS: Final = (
    ("notices_sent", "notices_answered", "notices_answered_in_time"),
    ("notices_received", "notices_replied", "notices_replied_in_time"),
)
"""What a table of agreements counts: of the notices that its first place sent, and that it got."""

PARTNER_COLUMNS: Final = (
    *("agreement", "place_a", "place_b", "state", "signed_on", "term", "valid_until"),
)


def signed_on_day(agreements: pd.DataFrame | None, day: date, standards: Standards) -> pd.DataFrame:
    """Label agreements, and classify their state.

    Parameters
    ----------
    agreements
        As :func:`geo.city.datasets.agreements.read_agreements` gives them; None where there is no
        table.
    day
        The reference date.
    standards
        ``lapsing_days``.

    Returns
    -------
    pandas.DataFrame
        :data:`PARTNER_COLUMNS`, one row per agreement: ``agreement`` (its name), ``place_a``,
        ``place_b``, ``state`` (:data:`AGREEMENT_STATES`: ``missing`` where it is not signed yet on
        the day), ``signed_on``, ``term`` (of :data:`geo.core.agreement_terms.TERMS`),
        ``valid_until`` (datetime.date or None); and the counts of the table, :data:`OWN_COUNTS`
        (Int64).
    """
    if agreements is None or agreements.empty:
        nothing = {name: pd.Series(dtype="object") for name in PARTNER_COLUMNS}
        return pd.DataFrame(nothing | {name: pd.Series(dtype="Int64") for name in _own_names()})
    said = ["place_a", "place_b", "signed_on", "term", "valid_until"]
    signed_agreements = agreements[[*said, *_own_names()]].copy()
    signed_agreements["state"] = [
        state_on(signed, until, day, standards.lapsing_days, term_known=term != UNKNOWN)
        for _, _, signed, term, until in agreements[said].itertuples(index=False)
    ]
    # Of one table in any order of rows the same names.
    order = ["place_a", "place_b", "signed_on"]
    signed_agreements = signed_agreements.sort_values(order, kind="stable", ignore_index=True)
    again = signed_agreements.groupby(["place_a", "place_b"]).cumcount() + 1
    both = signed_agreements["place_a"] + "–" + signed_agreements["place_b"]
    signed_agreements["agreement"] = both.where(again == 1, both + " (" + again.astype("str") + ")")
    return signed_agreements[[*PARTNER_COLUMNS, *_own_names()]]


def state_on(
    signed: date, until: date | None, day: date, lapsing_days: int, *, term_known: bool = True
) -> str:
    """Return the state of an agreement on a day; its last day is still part of it.

    Examples
    --------
    >>> until = date(2026, 10, 31)
    >>> [state_on(date(2023, 1, 1), until, date(2026, *day), 90)
    ...  for day in ((8, 1), (8, 2), (8, 3), (10, 31), (11, 1))]
    ['agreed', 'lapsing', 'lapsing', 'lapsing', 'lapsed']
    >>> state_on(date(2027, 1, 1), None, date(2026, 1, 1), 90)
    'missing'
    >>> state_on(date(2024, 1, 1), None, date(2026, 1, 1), 90, term_known=False)
    'unknown_term'
    """
    if signed > day:
        return MISSING
    if not term_known:
        return UNKNOWN_TERM
    if until is None:
        return AGREED
    if until < day:
        return LAPSED
    return LAPSING if until <= day + timedelta(days=lapsing_days) else AGREED


def with_own_counts(single: pd.DataFrame, signed: pd.DataFrame) -> pd.DataFrame:
    """Add the notices that the table of agreements counts to those that are listed one by one.

    Parameters
    ----------
    single
        Of :func:`geo.analyses.corridors.methods.notices.counted`, with ``agreement`` (the position
        in ``signed`` of the one that covers them, -1 where none does).
    signed
        Of :func:`signed_on_day`.

    Returns
    -------
    pandas.DataFrame
        The columns of ``single``. The counts are of no month, and whether they were late is not
        known. Where single notices of the same two places are listed, these count and not the
        table's, so that none counts twice.
    """
    if signed.empty:
        return single.astype(dict.fromkeys(COUNTS, "Int64"))
    pairs = [frozenset(pair) for pair in zip(signed["place_a"], signed["place_b"], strict=True)]
    listed = {pairs[position] for position in single["agreement"] if position >= 0}
    is_listed = pd.Series([pair in listed for pair in pairs], signed.index, dtype=bool)
    parts = [single]
    for names, (sender, receiver) in zip(OWN_COUNTS, (("a", "b"), ("b", "a")), strict=True):
        counts = signed[list(names)].set_axis(list(COUNTS[: len(names)]), axis=1)
        own = counts.assign(
            sender=signed[f"place_{sender}"],
            receiver=signed[f"place_{receiver}"],
            month=None,
            agreement=np.arange(len(signed)),
        ).reindex(columns=single.columns)
        parts.append(own[counts.notna().any(axis=1) & ~is_listed].astype(single.dtypes))
    return pd.concat(parts, ignore_index=True).astype(dict.fromkeys(COUNTS, "Int64"))


def _own_names() -> list[str]:
    return [name for names in OWN_COUNTS for name in names]


def unsigned(pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return rows of :data:`PARTNER_COLUMNS` for places that write without an agreement."""
    rows = [
        {
            "agreement": "–".join(pair),
            "place_a": pair[0],
            "place_b": pair[1],
            "state": MISSING,
            "signed_on": None,
            "term": None,
            "valid_until": None,
        }
        for pair in pairs
    ]
    return pd.DataFrame(rows, columns=list(PARTNER_COLUMNS), dtype="object")


def priority(row: Mapping[str, Any]) -> tuple[int, int, int]:
    """Order agreements: in force before lapsed; then the one that holds longest; the newest."""
    until, signed = row["valid_until"], row["signed_on"]
    return (
        AGREEMENT_STATES.index(str(row["state"])),
        -(until.toordinal() if isinstance(until, date) else date.max.toordinal()),
        -(signed.toordinal() if isinstance(signed, date) else 0),
    )


def covering(
    pairs: pd.DataFrame, sides: tuple[pd.DataFrame, pd.DataFrame], agreements: pd.DataFrame
) -> pd.DataFrame:
    """Find the agreement that covers each pair of places.

    Parameters
    ----------
    pairs
        The pairs; their index is kept.
    sides
        Of the partner region and of the local unit, on the index of pairs: the codes of the unit
        and of all units it lies in, a column a level (missing where there is none), the smallest
        first.
    agreements
        Of :func:`ranked`, with ``places_a`` and ``places_b``: all codes a place goes by.

    Returns
    -------
    pandas.DataFrame
        On the index of ``pairs``: ``partner`` (position in ``agreements``, -1 where nothing covers
        the pair), ``partner_level``, ``local_level`` (names of the columns that the agreement is
        of, missing where nothing covers it). An agreement covers a pair if one of its places is, or
        holds, the one end, and the other place the other end. Of several the one in force which
        holds longest is taken.
    """
    codes, table = _by_places(agreements)
    best = np.full(len(pairs), len(agreements), dtype=np.int64)
    level = np.full(len(pairs), -1, dtype=np.int64)
    partner, local = (
        {name: codes.get_indexer(pd.Index(side[name])) for name in side} for side in sides
    )
    combos = [(f, n) for f in partner for n in local]
    for combo, (f, n) in enumerate(combos):
        both = (partner[f] >= 0) & (local[n] >= 0)
        numbers = np.where(both, partner[f] * len(codes) + local[n], -1)
        position_of_pair = table.index.get_indexer(pd.Index(numbers))
        rank = np.where(position_of_pair >= 0, table.to_numpy()[position_of_pair], len(agreements))
        better = rank < best
        best[better], level[better] = rank[better], combo
    position = np.full(len(agreements) + 1, -1)
    position[agreements["rank"].to_numpy(np.int64)] = np.arange(len(agreements))
    names = [*combos, (None, None)]
    return pd.DataFrame(
        {
            "partner": position[best],
            "partner_level": pd.Series(
                [names[combo][0] for combo in level], pairs.index, dtype="str"
            ),
            "local_level": pd.Series(
                [names[combo][1] for combo in level], pairs.index, dtype="str"
            ),
        },
        index=pairs.index,
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def ranked(agreements: pd.DataFrame) -> pd.DataFrame:
    """Rank agreements: which goes first where several cover a pair, as ``rank``."""
    rows = _records(agreements)
    order = sorted(
        range(len(rows)),
        key=lambda position: (*priority(rows[position]), str(rows[position]["agreement"])),
    )
    rank = np.empty(len(agreements), dtype=np.int64)
    rank[order] = np.arange(len(agreements))
    return agreements.assign(rank=rank)


def _by_places(agreements: pd.DataFrame) -> tuple[pd.Index[str], pd.Series[int]]:
    """Return all codes of places, and the best rank by the numbers of every two, both ways."""
    codes = pd.Index(
        sorted(
            {
                code
                for end in ("places_a", "places_b")
                for codes_of_place in agreements[end]
                for code in codes_of_place
            }
        ),
        dtype="str",
    )
    number = {code: position for position, code in enumerate(codes)}
    ranks: dict[int, int] = {}
    for row in _records(agreements):
        for a in row["places_a"]:
            for b in row["places_b"]:
                for first, second in ((a, b), (b, a)):
                    pair = number[first] * len(codes) + number[second]
                    ranks[pair] = min(ranks.get(pair, len(agreements)), int(row["rank"]))
    index = pd.Index(list(ranks) or [-2], dtype="int64")
    return codes, pd.Series(list(ranks.values()) or [0], index, dtype="int64")

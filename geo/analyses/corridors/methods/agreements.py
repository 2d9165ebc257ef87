"""Places that have signed or that write to one another, and which corridors that covers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.notices import OUTCOMES, PENDING, UNKNOWN_YEAR
from geo.core.agreement_terms import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.core.standards import Standards

AGREED, LAPSING, UNKNOWN_TERM, LAPSED, MISSING = AGREEMENT_STATES = (
    "agreed",
    "lapsing",
    "unknown_term",
    "lapsed",
    "missing",
)
"""In force; so for few days more; signed, but nobody knows until when; over; not signed."""

COUNTS: Final = (
    "notices_sent",
    "notices_answered",
    "notices_in_time",
    "notices_late",
    "notices_pending",
    "notices_unknown_year",
)
PARTNER_COLUMNS: Final = (
    *("agreement", "place_a", "place_b", "state", "signed_on", "term", "valid_until"),
)


def partners(
    agreements: pd.DataFrame | None,
    notices: pd.DataFrame | None,
    day: date,
    standards: Standards,
) -> pd.DataFrame:
    """Put agreements and notices of the same two places together.

    Parameters
    ----------
    agreements
        As :func:`geo.city.datasets.agreements.read_agreements` gives them; None where there is no
        table.
    notices
        ``place_a`` (who sent), ``place_b``, ``outcome``: one row per notice; None where there is no
        table.
    day
        The reference date.
    standards
        ``lapsing_days``.

    Returns
    -------
    pandas.DataFrame
        One row per agreement, and one row per pair of places with notices alone: ``agreement`` (its
        name), ``place_a``, ``place_b``, ``state`` (:data:`AGREEMENT_STATES`: ``missing`` where
        nothing is signed yet on the day), ``signed_on``, ``term`` (of
        :data:`geo.core.agreement_terms.TERMS`), ``valid_until`` (datetime.date or None),
        :data:`COUNTS` (Int64, missing where not known; both ways together) and the same of the way
        from ``place_a`` to ``place_b`` as ``sent_a`` and so on, back as ``sent_b`` and so on.
        Single notices go before the counts of the agreements' table.
    """
    signed = _signed(agreements, day, standards)
    if notices is None or notices.empty:
        return signed
    single = _summed(notices)
    return _together(signed, single)


def _signed(agreements: pd.DataFrame | None, day: date, standards: Standards) -> pd.DataFrame:
    if agreements is None or agreements.empty:
        nothing = {name: pd.Series(dtype="object") for name in PARTNER_COLUMNS}
        return pd.DataFrame(nothing | {name: pd.Series(dtype="Int64") for name in _all_counts()})
    said = ["place_a", "place_b", "signed_on", "term", "valid_until"]
    signed_agreements = agreements[said].copy()
    signed_agreements["state"] = [
        state_on(signed, until, day, standards.lapsing_days, term_known=term != UNKNOWN)
        for _, _, signed, term, until in signed_agreements.itertuples(index=False)
    ]
    counts = {
        "notices_sent": agreements["notices_sent"],
        "notices_answered": agreements["notices_answered"],
        "notices_in_time": agreements["notices_answered_in_time"],
    }
    for name in _all_counts():
        signed_agreements[name] = counts.get(name, counts.get(name.replace("_a_", "_"), pd.NA))
        signed_agreements[name] = signed_agreements[name].astype("Int64")
    # Of one table in any order of rows the same names.
    order = ["place_a", "place_b", "signed_on"]
    signed_agreements = signed_agreements.sort_values(order, kind="stable", ignore_index=True)
    again = signed_agreements.groupby(["place_a", "place_b"]).cumcount() + 1
    both = signed_agreements["place_a"] + "–" + signed_agreements["place_b"]
    signed_agreements["agreement"] = both.where(again == 1, both + " (" + again.astype("str") + ")")
    return signed_agreements[[*PARTNER_COLUMNS, *_all_counts()]]


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


def _summed(notices: pd.DataFrame) -> pd.DataFrame:
    """Count single notices by sender, receiver and what became of them."""
    counted = notices.groupby(["place_a", "place_b", "outcome"]).size()
    table = counted.unstack(fill_value=0)  # noqa: PD010  (of groups that are counted already)
    table = table.reindex(columns=list(OUTCOMES), fill_value=0)
    counts = pd.DataFrame(
        {
            "sent": table.sum(axis=1),
            "answered": table["in_time"] + table["late"],
            "in_time": table["in_time"],
            "late": table["late"] + table["overdue"],
            "pending": table[PENDING],
            "unknown_year": table[UNKNOWN_YEAR],
        }
    )
    return counts.astype("Int64")


def _together(signed: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Assign every agreement the notices of its places, and each pair without one a row."""
    pairs = {tuple(sorted(pair)) for pair in single.index}
    rows: list[dict[str, Any]] = _records(signed)
    newest: dict[tuple[str, ...], int] = {}
    for position, row in enumerate(rows):
        pair = tuple(sorted((row["place_a"], row["place_b"])))
        current = newest.get(pair)
        if current is None or priority(row) < priority(rows[current]):
            newest[pair] = position
    for pair in sorted(pairs):
        if pair not in newest:
            newest[pair] = len(rows)
            rows.append(_unsigned(pair))
        row = rows[newest[pair]]
        row |= _counts_of(single, (str(row["place_a"]), str(row["place_b"])))
    together = pd.DataFrame(rows, columns=[*PARTNER_COLUMNS, *_all_counts()])
    return together.astype(dict.fromkeys(_all_counts(), "Int64"))


def _unsigned(pair: Sequence[str]) -> dict[str, object]:
    named = {"agreement": "–".join(pair), "place_a": pair[0], "place_b": pair[1]}
    return named | {"state": MISSING, "signed_on": None, "term": None, "valid_until": None}


def _counts_of(single: pd.DataFrame, pair: tuple[str, str]) -> dict[str, int]:
    both: dict[str, int] = {}
    for name in _COUNTED:
        a, b = (int(single[name].get(direction, 0)) for direction in (pair, pair[::-1]))
        both |= {f"notices_{name}": a + b, f"notices_a_{name}": a, f"notices_b_{name}": b}
    return both


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
        Of :func:`partners`, with ``places_a`` and ``places_b``: all codes a place goes by.

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


_COUNTED: Final = tuple(name.removeprefix("notices_") for name in COUNTS)


def _all_counts() -> list[str]:
    return [f"notices_{direction}{name}" for direction in ("", "a_", "b_") for name in _COUNTED]

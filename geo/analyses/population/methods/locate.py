"""Locating records: each is assigned to a community, or rejected with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.core.categoricals import only_one
from geo.core.record_outcomes import NOTES, OUTCOMES, UNUSABLE
from geo.core.unit_marks import AMBIGUOUS_NAME, UNKNOWN_NAME
from geo.regions.origins import AMBIGUOUS, UNKNOWN, in_state
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.spatial.index.community_index import CommunityIndex


ORIGIN_NOTES: Final = ("origin_ambiguous", "origin_unknown")
"""What is worth knowing of an origin that was not resolved."""

ALL_NOTES: Final = NOTES + ORIGIN_NOTES

NO_CODE: Final = -2
"""In place of the position of the community a record states: it states none."""

# And there: it names a community that nobody has, or several.
_UNKNOWN_NAME, _AMBIGUOUS_NAME = -3, -4
_MARKED: Final = {UNKNOWN_NAME: _UNKNOWN_NAME, AMBIGUOUS_NAME: _AMBIGUOUS_NAME}


class Places(NamedTuple):
    """The communities of a batch of records, and how each was found.

    Parameters
    ----------
    found
        Position of the community, or :data:`geo.spatial.index.community_index.NOWHERE`.
    outcome
        Place in :data:`geo.core.record_outcomes.OUTCOMES`.
    notes
        A bit for each of :data:`ALL_NOTES`, the first the lowest.
    """

    found: NDArray[np.int64]
    outcome: NDArray[np.int8]
    notes: NDArray[np.int16]


def stated_positions(stated: pd.Index[str], communities: pd.Index[str]) -> NDArray[np.int64]:
    """Return the positions of the communities that codes or names lead to, or why to none.

    Parameters
    ----------
    stated
        Different codes; names that lead to none behind a mark of :mod:`geo.core.unit_marks`.
    communities
        The codes of the communities.
    """
    positions = np.asarray(communities.get_indexer(stated), np.int64)
    if (positions == NOWHERE).any():
        for mark, number in _MARKED.items():
            positions[stated.str.startswith(mark, na=False)] = number
    return positions


def note_bit(note: str) -> np.int16:
    """Return the bit of a note in :class:`geo.analyses.population.methods.locate.Places`."""
    return np.int16(1 << ALL_NOTES.index(note))


def place(
    points: tuple[NDArray[np.float64], NDArray[np.float64]],
    stated: NDArray[np.int64],
    issue: NDArray[np.int8],
    index: CommunityIndex,
    snap_m: float,
) -> Places:
    """Find the community of every record: by point, else by code, else by the nearest boundary.

    Parameters
    ----------
    points
        ``lon``, ``lat`` (WGS84 degrees, or missing).
    stated
        Position of the community whose code the record states;
        :data:`geo.spatial.index.community_index.NOWHERE` where nobody has the code, :data:`NO_CODE`
        where none is stated; see :func:`stated_positions`.
    issue
        0, or 1 + the place of the issue in :data:`geo.core.record_outcomes.UNUSABLE`: the record is
        not located.
    index
        The communities.
    snap_m
        Metres outside the boundary within which a point belongs to the nearest community.

    Notes
    -----
    A point on a shared edge belongs to the lowest code. Point and stated code that disagree are
    counted by point and noted.
    """
    lon, lat = points
    community = index.find(lon, lat)
    outcome = np.zeros(len(community), np.int8)
    notes = np.zeros(len(community), np.int16)
    if issue.any():
        wrong = np.flatnonzero(issue)
        community[wrong] = NOWHERE
        outcome[wrong] = _OF_ISSUE[issue[wrong]]
    if (stated != NO_CODE).any():
        by_point = community != NOWHERE
        notes[by_point & (stated >= 0) & (stated != community)] |= note_bit("disagree")
        notes[by_point & (stated < 0) & (stated != NO_CODE)] |= note_bit("code_unknown")
    if community.min(initial=0) != NOWHERE:  # all are in a community, as usual
        return Places(community, outcome, notes)
    rest = np.flatnonzero((community == NOWHERE) & (issue == 0))
    if rest.size:
        _place_rest(
            (lon[rest], lat[rest]), stated[rest], index, snap_m, (community, outcome, notes), rest
        )
    return Places(community, outcome, notes)


def _place_rest(
    points: tuple[NDArray[np.float64], NDArray[np.float64]],
    stated: NDArray[np.int64],
    index: CommunityIndex,
    snap_m: float,
    result: tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int16]],
    rows: NDArray[np.int64],
) -> None:
    """Locate the records whose point is in no community, and write their outcomes and notes."""
    lon, lat = points
    has_point = np.isfinite(lon) & np.isfinite(lat)
    swapped = index.find(lat, lon) != NOWHERE
    community = np.where(stated >= 0, stated, NOWHERE)
    outcome = np.where(stated >= 0, _OUTCOME["code"], -1)
    lost = np.flatnonzero(community == NOWHERE)
    community[lost] = index.find_near(lon[lost], lat[lost], snap_m)
    outcome[(outcome < 0) & (community != NOWHERE)] = _OUTCOME["snap"]
    lost = community == NOWHERE
    no_point = _OF_STATED[-np.minimum(stated, NOWHERE)]
    no_match = np.where(swapped, _OUTCOME["swapped"], _OUTCOME["outside"])
    outcome[lost] = np.where(has_point, no_match, no_point)[lost]
    notes = np.zeros(len(rows), np.int16)
    notes[~lost & (stated < 0) & (stated != NO_CODE)] |= note_bit("code_unknown")
    notes[~lost & swapped] |= note_bit("point_swapped")
    notes[~lost & has_point & ~swapped] |= note_bit("point_outside")
    result[0][rows], result[1][rows], result[2][rows] = community, outcome, notes


_OUTCOME: Final = {name: number for number, name in enumerate(OUTCOMES)}
_OF_STATED: Final = np.zeros(5, np.int8)
_OF_STATED[[-NOWHERE, -NO_CODE, -_UNKNOWN_NAME, -_AMBIGUOUS_NAME]] = [
    _OUTCOME[name] for name in ("unknown_code", "no_place", "unknown_name", "ambiguous_name")
]
_OF_ISSUE: Final = np.array([0, *(_OUTCOME[name] for name in UNUSABLE)], np.int8)


def locate(records: pd.DataFrame, index: CommunityIndex, snap_m: float) -> pd.DataFrame:
    """Find the community of every record of a frame; see :func:`place`.

    Parameters
    ----------
    records
        One row per record: ``lon``, ``lat`` (WGS84 degrees or missing), ``community_code`` (as the
        record states it, or missing), ``count`` (persons), ``origin``, ``issue`` (one of
        :data:`geo.core.record_outcomes.UNUSABLE`, or empty), ``moved`` (not needed: whether the
        code was an old one), and ``file``, ``row``, ``period`` which go along.
    index, snap_m
        See :func:`place`.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order: ``file``, ``row``, ``period``, ``count``, ``lon``, ``lat``,
        ``community_code`` (found, or missing), ``outcome`` (one of
        :data:`geo.core.record_outcomes.OUTCOMES`) and a bool column for each of
        :data:`geo.core.record_outcomes.NOTES`.
    """
    codes = pd.Index(index.communities["community_code"])
    stated = stated_positions(pd.Index(records["community_code"], dtype="str"), codes)
    stated[records["community_code"].isna()] = NO_CODE
    issue = 1 + pd.Index(UNUSABLE).get_indexer(pd.Index(records["issue"]))
    points = records["lon"].to_numpy(), records["lat"].to_numpy()
    places = place(points, stated, issue.astype(np.int8), index, snap_m)
    located = places.found != NOWHERE
    columns: dict[str, Any] = {
        name: records[name] for name in ("file", "row", "period", "count", "lon", "lat")
    }
    columns["community_code"] = codes.take(np.maximum(places.found, 0)).where(located)
    columns["outcome"] = pd.Categorical.from_codes(
        places.outcome.astype(np.int64), dtype=pd.CategoricalDtype([*OUTCOMES])
    )
    noted = {name: (places.notes & note_bit(name)) != 0 for name in NOTES}
    noted["code_moved"] = (columns["outcome"] == "code") & np.asarray(
        records.get("moved", default=False)
    )
    noted["no_origin"] = located & records["origin"].isna().to_numpy()
    return pd.DataFrame(columns | noted, index=records.index)


def note_more(
    places: Places, stated: pd.Categorical, origin: pd.Categorical, moved: NDArray[np.bool_] | None
) -> None:
    """Note old codes, and origins that are missing or not resolved.

    Parameters
    ----------
    places
        How the records found their communities; the notes are written there.
    given, origin
        Origins as the records have them, and as resolved.
    moved
        Which records state an old code; None = none does.
    """
    rows = slice(1) if only_one(stated.codes) else slice(None)
    missing = stated.codes[rows] < 0
    states = {f"origin_{state}": in_state(origin[rows], state) for state in (AMBIGUOUS, UNKNOWN)}
    for note, noted in {"no_origin": missing, **states}.items():
        if noted.any():
            located = (places.found != NOWHERE) & noted
            np.bitwise_or(places.notes, note_bit(note), out=places.notes, where=located)
    if moved is not None:
        by_code = places.outcome == OUTCOMES.index("code")
        places.notes[by_code & moved] |= note_bit("code_moved")

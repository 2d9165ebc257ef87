"""What is worth knowing of a record that found its community, a bit for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.core.categoricals import only_one
from geo.core.record_outcomes import NOTES, OUTCOMES
from geo.regions.origins import AMBIGUOUS, UNKNOWN, in_state
from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.analyses.population.methods.locate import Places

ORIGIN_NOTES: Final = ("origin_ambiguous", "origin_unknown")
"""What is worth knowing of an origin that was not resolved."""

ALL_NOTES: Final = NOTES + ORIGIN_NOTES


def note_bit(note: str) -> np.int16:
    """Return the bit of a note in :class:`geo.analyses.population.methods.locate.Places`."""
    return np.int16(1 << ALL_NOTES.index(note))


def note_more(
    places: Places, given: pd.Categorical, origin: pd.Categorical, moved: NDArray[np.bool_] | None
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
    rows = slice(1) if only_one(given.codes) else slice(None)
    missing = given.codes[rows] < 0
    states = {f"origin_{state}": in_state(origin[rows], state) for state in (AMBIGUOUS, UNKNOWN)}
    for note, of in {"no_origin": missing, **states}.items():
        if of.any():
            located = (places.found != NOWHERE) & of
            np.bitwise_or(places.notes, note_bit(note), out=places.notes, where=located)
    if moved is not None:
        by_code = places.outcome == OUTCOMES.index("code")
        places.notes[by_code & moved] |= note_bit("code_moved")

"""Staff lent to neighbours, kept from one run to the next: what staff are lent is slow to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.sharing.methods.lending import Need, lend
from geo.core.artifacts import ArtifactStore, key_of
from geo.core.digests import array_digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

LENDING: Final = "lending"
_DTYPES: Final = {"lent": np.int64}


def kept_lending(store: ArtifactStore, need: Need) -> Whole:
    """Load the staff who go each way, or find and keep them.

    Parameters
    ----------
    store
        Where they are kept, by the hash of the need.
    need
        As :func:`geo.analyses.sharing.methods.lending.lend` takes it.
    """
    arrays = (part for part in need if isinstance(part, np.ndarray))
    rest = repr((need.weight, need.people_per_unit))
    key = key_of(LENDING, *map(array_digest, arrays), rest)
    loaded = store.load(LENDING, key, _DTYPES)
    if loaded is not None:
        lent = loaded[0]["lent"]
        if len(lent) == 2 * len(need.source) and _can_be_lent(need, lent.reshape(-1, 2)):
            return lent.reshape(-1, 2)
    lent = lend(need)
    store.save(LENDING, key, {"lent": lent.reshape(-1)})
    return lent


def _can_be_lent(need: Need, lent: Whole) -> bool:
    """Return whether nobody lends more persons than it has, or more units than are too many."""
    by_lender = np.zeros_like(need.persons)
    np.add.at(by_lender, need.source, lent)
    enough = (by_lender <= need.persons).all() and (by_lender @ need.weight <= need.posts).all()
    return bool((lent >= 0).all() and enough)

"""Of which level is the code that a record states: community, subdistrict or district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.spatial.index.community_index import CommunityIndex

LEVELS: Final = ("community_code", "subdistrict_code", "district_code")
"""What a record may state, the finest first."""


def code_level(stated: pd.Series[str], index: CommunityIndex) -> NDArray[np.int64]:
    """Find the level of each stated code, as a place in :data:`LEVELS`; −1 if nobody has it."""
    level = np.full(len(stated), NOWHERE, dtype=np.int64)
    for position, name in reversed(list(enumerate(LEVELS))):
        level[stated.isin(index.communities[name].dropna()).to_numpy()] = position
    return level

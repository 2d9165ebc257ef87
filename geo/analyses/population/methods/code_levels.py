"""Of which level is the code that a record states: community, subdistrict or district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.spatial.index.community_index import NOWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.spatial.index.community_index import CommunityIndex

CODE_COLUMNS: Final = ("community_code", "subdistrict_code", "district_code")
"""What a record may state, the finest first."""


def code_level(stated: pd.Series[str], index: CommunityIndex) -> NDArray[np.int64]:
    """Find the level of each stated code, a position in :data:`CODE_COLUMNS`; −1 if none has it."""
    level, codes = np.full(len(stated), NOWHERE, dtype=np.int64), pd.Index(stated)
    for position, name in reversed(list(enumerate(CODE_COLUMNS))):
        level[index.codes(name).get_indexer(codes) >= 0] = position
    return level

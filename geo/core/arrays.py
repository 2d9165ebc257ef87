"""Arrays as compiled code likes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_only(values: NDArray[Any]) -> NDArray[Any]:
    """Return a view that can't be written: for compiled code an array is of another type then.

    Columns of pandas are read-only, those of numpy are not: so all are made the same, and the code
    is compiled once.
    """
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view

"""Digests of the contents of files and arrays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def array_digest(values: NDArray[Any]) -> str:
    """Return the SHA-256 of an array of numbers, its dtype and its shape."""
    hashed = hashlib.sha256(f"{values.dtype.str} {values.shape} ".encode())
    hashed.update(np.ascontiguousarray(values).data)
    return hashed.hexdigest()

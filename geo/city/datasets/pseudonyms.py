"""Pseudonymous keys: whether two records are of one person, and nothing about the person.

A key is a keyed hash (SipHash-2-4, Aumasson & Bernstein 2012) of what ``match`` under ``[records]``
names, made while a batch is read: of ten million persons, one in 370,000 runs would take two for
one. The secret is drawn anew for every reading, stays in memory and is never written, so that keys
of two runs cannot be compared and no key can be tried against a list of numbers.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NoReturn

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from geo.formats.values import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NO_KEY: Final = np.uint64(0)
_SHORTEST: Final = 6
_NUMBER: Final = r"^[0-9]{6,}X?$"
_SEPARATORS: Final = r"[\s\v\pZ\x1c-\x1f\x{85}\-–—_./·]+"


@dataclass(frozen=True)
class Secret:
    """What the keys of one run are made with, for the processes that share its records.

    It goes from process to process in memory and shows itself nowhere.
    """

    value: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)


class Pseudonyms:
    """A maker of keys.

    Parameters
    ----------
    secret
        The secret of the run; without it, one of its own.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: Secret | None = None) -> None:
        self._secret = (secret or Secret()).value

    def __repr__(self) -> str:
        return "Pseudonyms()"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        raise TypeError("the secret of a run is never written")

    def keys(self, columns: Sequence[pd.Series]) -> NDArray[np.uint64]:
        """Make the keys of records.

        Parameters
        ----------
        columns
            What identifies a person, in columns of one length.

        Returns
        -------
        numpy.ndarray
            Keys of 64 bits; :data:`NO_KEY` where any cell is empty or holds what cannot identify
            anybody: fewer than six characters, no digit, or one character only. Width, case, spaces
            and separators do not matter.
        """
        cells = [_plain(column) for column in columns]
        joined = cells[0]
        for next_column in cells[1:]:
            joined = joined + "\x1f" + next_column
        keys = np.full(len(joined), NO_KEY)
        filled = np.flatnonzero(joined.notna())
        secret = bytes(byte & 0x7F for byte in self._secret).decode("ascii")
        values = joined.iloc[filled].to_numpy(object)
        hashed = pd.util.hash_array(values, hash_key=secret, categorize=False)
        keys[filled] = np.maximum(hashed, 1)
        return keys


def _plain(column: pd.Series) -> pd.Series[str]:
    """Write identifiers alike; what identifies nobody is missing."""
    text = to_text(column)
    if not text.dropna().str.isascii().all():
        text = text.str.normalize("NFKC")
    bare = pa.array(text, pa.string())
    if compute.all(compute.match_substring_regex(bare, _NUMBER)).as_py():  # as nearly all are
        filler = _flags(bare.is_null())
    else:
        bare = compute.replace_substring_regex(bare, _SEPARATORS, "")
        bare = compute.utf8_upper(bare)
        short = compute.less(compute.utf8_length(bare), _SHORTEST)
        without_digit = compute.invert(compute.match_substring_regex(bare, r"\d"))
        filler = _flags(compute.or_(short, without_digit).fill_null(fill_value=True))
    first, second, last = (
        compute.utf8_slice_codeunits(bare, *at) for at in ((0, 1), (1, 2), (-1, 2**31 - 1))
    )
    alike = _flags(compute.equal(first, last).fill_null(fill_value=False))
    alike &= _flags(compute.equal(first, second).fill_null(fill_value=False))
    rows = np.flatnonzero(alike & ~filler)
    filler[rows] = [len(set(cell)) == 1 for cell in bare.take(pa.array(rows)).to_pylist()]
    return pd.Series(bare.to_pandas(), dtype="str").set_axis(text.index).mask(filler)


def _flags(found: pa.Array) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False).copy()
    return flags

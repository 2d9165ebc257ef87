"""People registered here who live elsewhere, as their home villages list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.core.issues import TableError
from geo.formats.checked import Checked, merged, row_faults
from geo.formats.tables import open_table
from geo.formats.values import to_codes, to_counts, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.city.settings import OutflowSettings
    from geo.core.issues import Fault
    from geo.formats.checked import Dropped
    from geo.formats.source import Source

_KEYS: Final = ["community_code", "destination"]


def read_outflow(sources: Iterable[Source], settings: OutflowSettings) -> Checked[pd.DataFrame]:
    """Read lists of those who left, summed as they are read.

    Parameters
    ----------
    sources
        The files.
    settings
        ``[outflow]`` of ``city.toml``.

    Returns
    -------
    Checked
        ``community_code`` (the home village; missing where not given), ``destination`` (where they
        live now, code or name as given; missing where not given), ``people`` (int64): each pair
        once, in order. A row without a ``count`` column is one person; rows whose count is no whole
        number from 0 up are left out and told.
    """
    parts = [pd.DataFrame({name: pd.Series(dtype="str") for name in _KEYS} | {"people": []})]
    faults: list[Fault] = []
    dropped: dict[Dropped, None] = {}
    for source in sources:
        try:
            table = open_table(source, TABLES["outflow"], settings.columns)
            dropped |= dict.fromkeys(table.match.dropped)
            faults += table.match.faults
            if table.match.faults:
                continue
            names = {place: name for name, place in table.match.heads.items()}
            for part, told in _summed(table.batches(), names, source):
                parts.append(part)
                faults += told
            faults += table.faults
        except TableError as error:
            faults += error.faults
    together = pd.concat(parts, ignore_index=True).astype({"people": "int64"})
    return Checked(_sums(together), merged(faults), tuple(dropped))


def _summed(
    batches: Iterable[pd.DataFrame], names: dict[int, str], source: Source
) -> Iterator[tuple[pd.DataFrame, list[Fault]]]:
    """Sum each batch up, with what is wrong with it."""
    for batch in batches:
        read = batch.rename(columns=names).assign(**{FILE: source.name})
        rows, faults = read[ROW], []
        codes, mangled = to_codes(read["community_code"])
        fault = source.fault("fault.code_mangled", "community_code")
        faults += row_faults(fault, mangled, rows, read["community_code"])
        count, wrong = np.ones(len(read), dtype=np.int64), np.zeros(len(read), dtype=bool)
        if "count" in read:
            count, wrong = to_counts(read["count"])
            told = source.warning("fault.outflow_count", "count")
            faults += row_faults(told, wrong, rows, read["count"])
        frame = pd.DataFrame(
            {"community_code": codes, "destination": to_text(read["destination"]), "people": count}
        )
        yield _sums(frame[~wrong]), faults


def _sums(frame: pd.DataFrame) -> pd.DataFrame:
    summed = frame.groupby(_KEYS, dropna=False, sort=True)["people"].sum()
    return summed.reset_index().astype(dict.fromkeys(_KEYS, "str"))

"""Which community, subdistrict or district a row is of: by its code, else by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.city.settings import CITY_FILE, NAMED
from geo.core.categoricals import filled_from, of_few, read_each
from geo.core.columns import ROW
from geo.core.issues import Issue
from geo.formats.checked import row_issues
from geo.formats.values import to_codes
from geo.regions.unit_names import LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames


def unit_codes(
    read: pd.DataFrame, level: str, names: UnitNames | None, source: Source
) -> tuple[pd.Series[Any], NDArray[np.bool_], list[Issue]]:
    """Return the code of the unit that each row of a table is of.

    Parameters
    ----------
    read
        The cells, with ``row``; of the columns of codes and names any may be missing.
    level
        One of :data:`geo.regions.unit_names.LEVELS`.
    names
        The city's; None: names stay as they are.
    source
        The file.

    Returns
    -------
    codes
        str, missing = NA; a name that leads to no code is marked, see :mod:`geo.core.unit_marks`.
    mangled
        The rows whose code a spreadsheet has made a number of.
    issues
        Which tell of those.
    """
    column = f"{level}_code"
    codes, mangled = _given(read, level)
    cells = read.get(column, pd.Series(np.nan, read.index, dtype="str"))
    issues = row_issues(source.issue("issue.code_mangled", column), mangled, read[ROW], cells)
    resolved = resolved_units(read, level, codes, names)
    return pd.Series(resolved, read.index).astype("str"), mangled, issues


def resolved_units(
    read: pd.DataFrame, level: str, codes: pd.Categorical, names: UnitNames | None
) -> pd.Categorical:
    """Turn names into codes where the rows say, too, what the units lie in."""
    if names is None:
        return codes
    above = LEVELS[LEVELS.index(level) + 1 :]
    present = [upper for upper in above if {f"{upper}_code", f"{upper}_name"} & set(read)]
    return names.each(level, codes, {upper: _given(read, upper)[0] for upper in present})


def _given(read: pd.DataFrame, level: str) -> tuple[pd.Categorical, NDArray[np.bool_]]:
    """Read codes of a level, and names where there is no code; return which codes are mangled."""
    wrong = np.zeros(len(read), dtype=bool)
    codes = None
    for column in (f"{level}_code", f"{level}_name"):
        if column in read:
            texts, mangled = read_each(of_few(read[column]), to_codes)
            if codes is None:
                codes = texts
                wrong = mangled if mangled.size and column.endswith("_code") else wrong
            else:
                codes = filled_from(codes, texts, ~wrong)
    if codes is None:
        codes = pd.Categorical(
            np.full(len(read), None, object), categories=pd.Index([], dtype="str")
        )
    return codes, wrong


def chosen_name_issues(names: UnitNames) -> tuple[Issue, ...]:
    """List issues of names that ``city.toml`` matches to codes that do not exist."""
    return tuple(
        Issue(
            "issue.name_chosen",
            severity="warning",
            file=CITY_FILE,
            column=f"names.{NAMED[level]}",
            value=name,
            more={"code": code},
        )
        for level, name, code in names.astray
    )

"""The title of a table or workbook of a city, and the name of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.i18n import say
from geo.core.periods import period_name
from geo.formats.filenames import safe_name
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from geo.core.results import Results

_LONGEST_NAME: Final = 60


def title(results: Results, language: str, key: str = "book.title") -> str:
    """Compose place, matter and period: 沙洲市流动人口服务人员配备缺口表（2026年10月）."""
    heading = say(key, language, city=place_name(results, language))
    if not results.period:
        return heading
    period = one_line(period_name(results.period, language), _LONGEST_NAME)
    return say("book.title_period", language, title=heading, period=period)


def place_name(results: Results, language: str) -> str:
    """Return the name of the city, with that of the district where the results are of one."""
    city = one_line(results.city.name, _LONGEST_NAME)
    if not results.district:
        return city
    name = results.units.districts["district_name"].iloc[0]
    district = results.district if pd.isna(name) else one_line(str(name), _LONGEST_NAME)
    return say("book.district_of", language, city=city, district=district)


def file_name(results: Results, table: str, suffix: str, language: str) -> str:
    """Compose the name of a file from place, period and table, as people read it.

    Parameters
    ----------
    results
        Whose place and period.
    table
        The message that names the table.
    suffix
        Such as ``".xlsx"``.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        A name that every system takes: ``沙洲市_2026年10月_人员配备缺口表.xlsx``.
    """
    parts = [
        place_name(results, language),
        period_name(results.period, language),
        say(table, language),
    ]
    # A point or a slash in a name would be taken for a suffix or a folder.
    points = str.maketrans("./\\", "___")
    return safe_name("_".join(safe_name(part.translate(points)) for part in parts if part) + suffix)

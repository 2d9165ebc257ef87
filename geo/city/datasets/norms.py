"""Norms of staff: who counts, which role, how many posts for how many people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.city.datasets.row_checks import RowChecks
from geo.city.schemas import TABLES
from geo.core.columns import FILE, ROW
from geo.formats.checked import Checked
from geo.formats.tables import read_matched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.table_settings import TableSettings
    from geo.formats.source import Source


def _meanings(**words: str) -> dict[str, str]:
    return {word: meaning for meaning, listed in words.items() for word in listed.split()}


COUNTS: Final[Mapping[str, str]] = _meanings(
    floating_population="流动人口 流动人口数 外来人口 floating floatingpopulation",
    registered="户籍人口 户籍人口数 registered registeredpopulation registeredresidents",
    residents="常住人口 常住人口数 居民 residents usualresidents residentpopulation",
    all_people="实有人口 全部人口 总人口 人口 户籍加流动 allpeople total everybody totalpopulation",
    households="户数 家庭户 户 家庭 households household",
)
"""Who is counted, by the words for it."""
LEVELS: Final[Mapping[str, str]] = _meanings(
    community="社区 村 社区级 村级 村居 community village",
    subdistrict="街道 乡镇 街道级 乡镇级 镇 乡 街镇 subdistrict town township street",
    district="区县 区 县 区县级 县区 district county",
    city="市 全市 市级 city",
)
ROUNDING: Final[Mapping[str, str]] = _meanings(
    up="进一 向上 向上取整 进位 up ceiling",
    nearest="四舍五入 nearest round",
    none="不取整 不进位 保留小数 none no",
)
_MOST_POSTS: Final = 1e6
_MOST_PEOPLE: Final = 1e9
_LEAST: Final = 0.001


def read_norms(source: Source, settings: TableSettings) -> Checked[pd.DataFrame]:
    """Read the norms of a city.

    Parameters
    ----------
    source
        The table.
    settings
        ``[norms]`` of ``city.toml``.

    Returns
    -------
    Checked
        A row a norm: ``norm`` (str), ``counts`` (a meaning of :data:`COUNTS`, the floating
        population where empty), ``role`` (str, missing = every post), ``posts`` (float64, 1 where
        empty), ``per_people`` (float64, NaN: so many posts whatever the number of people),
        ``rounding`` (of :data:`ROUNDING`, up where empty), ``level`` (of :data:`LEVELS`, community
        where empty), ``staff_level`` (``community`` or ``subdistrict``, missing = posts of both),
        ``dedicated`` (bool), ``min_people`` (float64, 0 where empty), ``document`` (str, missing
        = NA), ``in_force_from`` (datetime.date or None), ``file``, ``row``. Rows that make no
        sense, and later ones of one name, are left out and told.
    """
    table = read_matched(source, TABLES["norms"], settings.columns)
    read = table.frame
    checks = RowChecks(read, source)
    staff_levels = {word: level for word, level in LEVELS.items() if level in _STAFF_LEVELS}
    norms = pd.DataFrame(
        {
            "norm": checks.text("norm", needed=True),
            "counts": checks.word("counts", COUNTS, "floating_population"),
            "role": checks.text("role"),
            "posts": checks.number("posts", _LEAST, _MOST_POSTS).fillna(1.0),
            "per_people": checks.number("per_people", _LEAST, _MOST_PEOPLE),
            "rounding": checks.word("rounding", ROUNDING, "up"),
            "level": checks.word("level", LEVELS, "community"),
            "staff_level": checks.word("staff_level", staff_levels),
            "dedicated": checks.flag("dedicated"),
            "min_people": checks.number("min_people", 0, _MOST_PEOPLE).fillna(0.0),
            "document": checks.text("document"),
            "in_force_from": checks.day("in_force_from"),
        },
        index=read.index,
    )
    checks.unique(norms["norm"], name="norm")
    norms[FILE], norms[ROW] = read[FILE], read[ROW]
    kept = norms[~checks.broken].reset_index(drop=True)
    return Checked(kept, (*table.issues, *checks.issues), table.dropped, table.rows)


_STAFF_LEVELS: Final = ("community", "subdistrict")

"""Every word a user sees, in Chinese and in English.

Keys are ``section.name``. Each section has a home: keep its words together, and the sections in the
order of the way the data goes.
"""

from __future__ import annotations

import string
from typing import Final

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)


def say(key: str, language: str, **values: object) -> str:
    """Say something in a language.

    Parameters
    ----------
    key
        Key of :data:`WORDS`.
    language
        ``"zh"`` or ``"en"``.
    values
        What the sentence has in braces. A value that is itself a key (``"rule.positive"``) is said
        in the same language.

    Raises
    ------
    KeyError
        If there is no such key or language: a mistake of ours, not of a user.

    Examples
    --------
    >>> say("status.met", "zh"), say("status.met", "en")
    ('达标', 'met')
    """
    sentence = WORDS[key][LANGUAGES.index(language)]
    said = {
        name: say(value, language) if isinstance(value, str) and value in WORDS else value
        for name, value in values.items()
    }
    return sentence.format(**said)


def blanks(sentence: str) -> set[str]:
    """Name the blanks a sentence has to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


WORDS: Final[dict[str, tuple[str, str]]] = {
    # --- the product ---------------------------------------------------------------------------
    "app.name": ("一盘", "Yipan"),
    # --- states and reasons ---------------------------------------------------------------------
    "status.met": ("达标", "met"),
    "status.short": ("不足", "short"),
    "status.unstaffed": ("未配备", "unstaffed"),
    "status.no_demand": ("无需求", "no demand"),
    "status.no_data": ("无数据", "no data"),
    "kind.gated_estate": ("封闭式物业小区", "gated estate"),
    "kind.mixed": ("杂居居民小区", "mixed neighbourhood"),
    "kind.urban_village": ("都市村庄", "urban village"),
    "kind.market": ("商（市）场", "market"),
    "kind.employer": ("经济组织和社会组织", "employer"),
    "kind.home_village": ("流出地村庄", "home village"),
    "outcome.point": ("按坐标定位", "by point"),
    "outcome.code": ("按社区代码定位", "by community code"),
    "outcome.snap": ("坐标在边界外，归入最近社区", "by the nearest boundary"),
    "outcome.duplicate": ("记录编号重复", "record number given twice"),
    "outcome.bad_count": ("人数不是非负整数", "count is not a whole number from 0 up"),
    "outcome.no_place": ("既无坐标也无社区代码", "neither point nor community code"),
    "outcome.unknown_code": ("社区代码不存在，且无坐标", "community code does not exist, and no point"),
    "outcome.swapped": ("经纬度颠倒", "longitude and latitude swapped"),
    "outcome.outside": ("坐标在全部社区之外", "point outside every community"),
    "note.disagree": ("坐标与社区代码不一致（按坐标计）", "point and code disagree (counted by point)"),
    "note.code_unknown": ("社区代码不存在（按坐标计）", "code does not exist (counted by point)"),
    "note.no_origin": ("无户籍地", "no origin given"),
    "note.identical": ("内容完全相同的行（仍计入）", "rows alike in every column (still counted)"),
    # --- norms and where they come from ---------------------------------------------------------
    "source.zhengzhou_2010_43_3_2": ("郑政办〔2010〕43号 三（二）", "Zhengzhou notice 2010 No. 43, III(2)"),
    "source.tianjin_2009_3_1": ("天津市2009年通知 三（一）", "Tianjin notice 2009, III(1)"),
    "source.setting": ("本系统设置", "a setting of this program"),
    "rule.positive": ("须为不小于1的整数", "must be a whole number of at least 1"),
    "rule.share": ("须大于0且不大于1", "must be more than 0 and at most 1"),
    "rule.percent": ("须为0至99的整数", "must be a whole number from 0 to 99"),
    "rule.snap_m": ("须为0至5000米", "must be from 0 to 5000 metres"),
    # --- faults of inputs: what is wrong, and what to do ----------------------------------------
    "fault.row": ("第{row}行", "row {row}"),
    "fault.rows": ("同类共{rows}行", "{rows} rows alike"),
    "fault.place": ("{place}：", "{place}: "),
    "fault.standard": (
        "标准 {column} 的值是 {value}，{rule}。请修改 city.toml 的 [standards]。",
        "{column} is {value}, but {rule}. Mend it under [standards] in city.toml.",
    ),
    # --- stages of work -------------------------------------------------------------------------
    "stage.boundaries": ("读取社区边界", "reading boundaries"),
    "stage.records": ("读取并定位记录", "reading and locating records"),
    "stage.staffing": ("核算人员配备", "checking staffing"),
    "stage.write": ("写出结果", "writing results"),
    # --- the command ----------------------------------------------------------------------------
    # --- tables, workbook and layers ------------------------------------------------------------
    # --- pages ----------------------------------------------------------------------------------
}

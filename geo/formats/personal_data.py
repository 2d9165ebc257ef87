"""Detection of columns with personal data, by their headers and by their cells.

Headers are no proof: a list of identity numbers is one under "number" too. Only a sample is
looked at, and nothing of it is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.masks import KEPT, without_numbers
from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable


ID_NUMBER, PHONE, EMAIL, NAME, TEXT = (
    "personal.id_number",
    "personal.phone",
    "personal.email",
    "personal.name",
    "personal.text",
)

# District, date of birth, a number. Codes of grid cells and buildings are as long: community (12
# digits), cell (3), building (3); read as a date, that is seldom a day on which somebody was born.
_DAY: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18: Final = re.compile(rf"[1-9]\d{{5}}(?:19|20)\d\d{_DAY}\d{{3}}[\dXx]")
_ID_15: Final = re.compile(rf"[1-9]\d{{5}}(?:1[5-9]|[2-9]\d){_DAY}\d{{3}}")
_OLD_DIGITS: Final = 15
# Of identity numbers of 15 digits, so many have a date; a few are mistyped.
_BIRTHS: Final = 0.8
_MONTH_OF_BIRTH: Final = slice(6, 10)
# Codes of communities that have as many digits as a phone number (census tracts of the United
# States) share the beginning of few counties; numbers of phones begin in many ways.
_BEGINNING, _ALIKE = 5, 3
_PHONE: Final = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s]{1,63}")
_NAME: Final = re.compile(r"[\u4e00-\u9fff]{2,4}")
_PLACE_OR_OFFICE: Final = re.compile(
    r"[省市州盟区县旗乡镇村街道里巷园城庄屯寨湾沟坪坊堡局委会办所站院店场厦]$|人口|人数|户数"
    r"|万达|万科|万象|王府井|龙湖|金鹰|金茂"  # houses that shopping centres are called after
)
# Numbers with fewer digits than one of a phone are of nobody.
_SHORT_NUMBER: Final = re.compile(r"[\d.+-]{1,10}", re.ASCII)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_WORD: Final = re.compile(r"[\u4e00-\u9fff·]+")
# Where somebody lives, down to the door; and text of so many characters says more than a code.
_DOOR: Final = re.compile(r"(?:\d|[一二三四五六七八九十]) *(?:号|室|栋|幢|弄|单元|楼|层)")
_LONG_WORDS: Final = 12
# GB 11643-1999: each digit has a weight, and the last is what the sum leaves of 11.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"

# The hundred commonest surnames, which 85 in a hundred people have, and the commonest of two.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任"
    "卢姚沈钟姜崔谭陆汪范廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙陶黎贺毛郝顾龚邵万钱严赖覃洪武"
    "莫孔汤常欧司上诸"
)
# Shares of the values that must look alike before a column is taken for personal. Numbers of other
# kinds seldom have a valid check digit (one in eleven), so a few of them are enough.
_SHARE: Final = {ID_NUMBER: 0.3, PHONE: 0.8, EMAIL: 0.5, NAME: 0.8}
_FEWEST: Final = 3
# Names of people differ from row to row; those of offices and districts come again and again.
_NAMES_DIFFERENT: Final = 0.3
# Free text: long, different in nearly every row.
_TEXT_LENGTH, _TEXT_DIFFERENT, _TEXT_FEWEST = 16, 0.8, 10

# Heads that are never read, whatever the table; in a table of places
# or sites a name, an address or a phone number is the place's own.
_TOGETHER: Final = (
    "姓名 名字 户主 户主姓名 户主名称 身份证 身份证号 身份证号码 公民身份号码 "
    "证件号 证件号码 护照号 联系人 联系电话 电话 电话号码 手机 手机号 手机号码 "
    "微信 照片 备注 工作单位 登记人 经办人 "
    "住址 现住址 居住地址 现居住地址 户籍地址 户籍详址 地址 详细地址 "
    "性别 出生日期 出生年月 生日 年龄 民族 婚姻状况 文化程度 "
    "name fullname surname givenname idnumber idno idcard identitynumber phone "
    "phonenumber mobile tel telephone address homeaddress sex gender birthday birthdate "
    "dateofbirth age remark "
    "remarks photo wechat email contact"
)
_HEADERS: Final = frozenset(_TOGETHER.split())
# Words that make any longer header one about persons: 监护人姓名, 本人手机号码1.
_WORDS: Final = re.compile("姓名|身份证|证件号|手机|联系方式|护照|银行卡|idcard|phonenumber")


def kind_of_person(
    values: Iterable[str], allowed: frozenset[str] = frozenset(), *, coded: bool = False
) -> str:
    """Classify what about a person a column holds.

    Parameters
    ----------
    values
        A sample of its cells; empty ones do not matter.
    allowed
        What it may hold: :attr:`geo.formats.schema.Column.may_hold`.
    coded
        Whether the column is one of codes of places: see :func:`is_coded`.

    Returns
    -------
    str
        One of the keys ``personal.*`` of :mod:`geo.core.i18n`, or "" if nothing is found.

    Examples
    --------
    >>> kind_of_person(["11010519491231002X"] * 3), kind_of_person(["990101001001"] * 3)
    ('personal.id_number', '')
    >>> kind_of_person(["13800138000", "13900139000", "15912345678"])
    'personal.phone'
    >>> kind_of_person(["王小明", "李雷", "张丽华"]), kind_of_person(["公安", "卫健", "社区"])
    ('personal.name', '')
    """
    cells = [text for value in values if (text := value.strip())]
    if len(cells) < _FEWEST:
        return ""
    if coded and _are_tracts(cells):
        allowed |= {PHONE}
    tests = {ID_NUMBER: is_id_number, PHONE: _is_phone, EMAIL: _is_email, NAME: _is_name}
    different = {cell for cell in set(cells) if not _SHORT_NUMBER.fullmatch(cell)}
    if not different:
        return ""
    for kind in [kind for kind in tests if kind not in allowed]:
        personal = set(filter(tests[kind], different))
        alike = [cell for cell in cells if cell in personal] if personal else []
        if alike and len(alike) >= _SHARE[kind] * len(cells) and _are_several(alike, cells, kind):
            return kind
    return TEXT if TEXT not in allowed and _is_free_text(cells) else ""


def kind_in_column(column: pd.Series, allowed: frozenset[str], *, coded: bool) -> str:
    """Classify what about a person a column that is read on holds and may not; "" = nothing.

    Parameters
    ----------
    column
        Its cells, of which a sample is looked at. Numbers with a fraction are about nobody.
    allowed, coded
        As in :func:`kind_of_person`.
    """
    if column.dtype.kind == "f":
        return ""
    step = max(len(column) // LIMITS.sampled_of_batch, 1)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.array.codes[::step]
        sample = column.array.categories.astype("str").to_numpy(object)[codes[codes >= 0]]
    else:
        sample = column.iloc[::step].dropna().astype("str").to_numpy(object)
    return kind_of_person(sample, allowed, coded=coded)


def is_coded(column: str) -> bool:
    """Return whether a column of a table holds codes of places."""
    return column.endswith("_code")


def masked(text: str) -> str:
    """Return a cell as it may be shown; of what looks like a person's, only how it begins.

    Examples
    --------
    >>> masked("12O"), masked("王小明"), masked("王小明 13800138000"), masked("花园路12号501室")
    ('12O', '王…', '王… 13…', '花园…')
    >>> masked("990101001001"), masked("金水区"), masked("二〇二六年十月"), masked("万达")
    ('990101001001', '金水区', '二〇二六年十月', '万达')
    """
    long = sum(map(len, _CHINESE.findall(text))) >= _LONG_WORDS
    if _DOOR.search(text) or (long and not _PLACE_OR_OFFICE.search(text)):
        return without_numbers(text)[:KEPT] + "…"
    return without_names(text)


def without_names(text: str) -> str:
    """Mask what looks like a name or a number of a person; other words stay, however many.

    Examples
    --------
    >>> without_names("2026年10月  填表人：王小明 13800138000")
    '2026年10月  填表人:王… 13…'
    """
    bare = without_numbers(text)
    return _WORD.sub(lambda match: match[0][0] + "…" if _is_name(match[0]) else match[0], bare)


def is_id_number(text: str) -> bool:
    """Return whether a text is an identity number of a Chinese resident: 18 digits, or 15.

    Examples
    --------
    >>> is_id_number("11010519491231002X"), is_id_number("110105194912310021")
    (True, False)
    >>> is_id_number("110105491231002"), is_id_number("410102001001001")
    (True, False)
    """
    if _ID_15.fullmatch(text):
        return True
    if not _ID_18.fullmatch(text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:17], strict=True))
    return _CHECK_DIGITS[total % 11] == text[17].upper()


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None


def _are_tracts(cells: list[str]) -> bool:
    """Distinguish codes of 11 digits from phone numbers: many begin with the same county."""
    numbers = {cell for cell in cells if cell.isdecimal()}
    beginnings = {cell[:_BEGINNING] for cell in numbers}
    return len(numbers) >= _ALIKE * len(beginnings)


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_name(text: str) -> bool:
    return (
        _NAME.fullmatch(text) is not None
        and text[0] in _SURNAMES
        and not _PLACE_OR_OFFICE.search(text)
    )


def _are_several(alike: list[str], cells: list[str], kind: str) -> bool:
    """Recognise a list of people from a setting: one value over and over, or a few of them."""
    different = len(set(alike))
    if kind == ID_NUMBER:
        return any(len(cell) != _OLD_DIGITS for cell in alike) or _are_births(cells)
    if kind == NAME:
        return different > 1 and different >= _NAMES_DIFFERENT * len(alike)
    return different > 1


def _are_births(cells: list[str]) -> bool:
    """Distinguish old identity numbers from codes of grid cells, some of which contain a date.

    Of one subdistrict's cells, all were "born" in the same month; of several, most on no day.
    """
    long = {cell for cell in cells if len(cell) == _OLD_DIGITS and cell.isdecimal()}
    born = [cell for cell in long if _ID_15.fullmatch(cell)]
    months = {cell[_MONTH_OF_BIRTH] for cell in born}
    return len(born) >= _BIRTHS * len(long) and 2 * len(months) > len(born)


def _is_free_text(cells: list[str]) -> bool:
    """Recognise text that people wrote, such as remarks or where exactly somebody lives."""
    written = [cell for cell in cells if _CHINESE.search(cell) or " " in cell]
    if len(written) < _TEXT_FEWEST or len(written) < len(cells) / 2:
        return False
    lengths = sorted(len(cell) for cell in written)
    different = len(set(written)) / len(written)
    return lengths[len(lengths) // 2] >= _TEXT_LENGTH and different >= _TEXT_DIFFERENT


def is_personal(header: str) -> bool:
    """Return whether a header is about a person.

    The header is as :func:`geo.formats.header_matching.plain` leaves it.

    Examples
    --------
    >>> is_personal("姓名"), is_personal("监护人姓名"), is_personal("站点名称")
    (True, True, False)
    """
    return header in _HEADERS or _WORDS.search(header) is not None

"""Heads of columns about a person."""

from __future__ import annotations

import re
from typing import Final

# They are never read, whatever the table; in a table of places
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
_HEADS: Final = frozenset(_TOGETHER.split())

# Words that make any longer head one about persons: 监护人姓名, 本人手机号码1.
_WORDS: Final = re.compile("姓名|身份证|证件号|手机|联系方式|护照|银行卡|idcard|phonenumber")


def is_personal(head: str) -> bool:
    """Tell whether a head is about a person.

    The head is as :func:`geo.formats.header_matching.plain` leaves it.

    Examples
    --------
    >>> is_personal("姓名"), is_personal("监护人姓名"), is_personal("站点名称")
    (True, True, False)
    """
    return head in _HEADS or _WORDS.search(head) is not None

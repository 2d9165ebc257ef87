"""Masks for personal identifiers: only their beginning is shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

KEPT: Final = 2
_OPEN: Final = r"(?<![\d.])"
# Of residents (18 digits, or 15), of passes and bank cards; phones; e-mail. Parts of a number with
# many decimals are none, nor are two days of eight digits each.
_NUMBERS: Final = re.compile(
    rf"{_OPEN}(?:\d{{17}}[\dXx]|\d{{15,19}}|\d{{6}}[ -]\d{{8}}[ -]\d{{3}}[\dXx]"
    r"|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{1,3})?)(?!\d)"
    rf"|{_OPEN}(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}(?!\d)"
    rf"|{_OPEN}0\d{{2,3}}[ -]\d{{7,8}}(?!\d)"
    # An address is never longer (RFC 5321), and a long text is not looked through anew from each of
    # its letters.
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
)


def without_numbers(text: str) -> str:
    """Mask identity numbers, phone numbers and e-mail addresses in a text.

    Examples
    --------
    >>> without_numbers("11010519491231002X"), without_numbers("tel. 138-0013-8000")
    ('11…', 'tel. 13…')
    >>> without_numbers("12O"), without_numbers("103.50512345678901")
    ('12O', '103.50512345678901')
    """
    narrow = unicodedata.normalize("NFKC", text)
    masked = _NUMBERS.sub(lambda match: match[0][:KEPT] + "…", narrow)
    return text if masked == narrow else masked

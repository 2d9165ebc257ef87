"""Codes of places as tables write them."""

from __future__ import annotations

import unicodedata


def bare_code(place: str) -> str:
    """Strip the trailing zeros of a 12-digit code of a region or subdistrict.

    Examples
    --------
    >>> bare_code("621227000000"), bare_code("621200"), bare_code("990101001000")
    ('621227', '621200', '990101001')
    """
    if len(place) == 12 and place.isdecimal():
        return place[:6] if place[6:] == "000000" else place.removesuffix("000")
    return place


def narrowed(text: str) -> str:
    """Return a text without space around it and with narrow digits and letters.

    Examples
    --------
    >>> narrowed(" ４１０９２２ ")
    '410922'
    """
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()

"""Text on a colour: dark or white, whichever is read better."""

from __future__ import annotations

from typing import Final

DARK, WHITE = "#1f2937", "#ffffff"
AA: Final = 4.5
"""The least contrast of text with its ground (WCAG 2.2, success criterion 1.4.3, level AA)."""


def ink_on(colour: str) -> str:
    """Return the colour of text on a colour, both ``#rrggbb``.

    Examples
    --------
    >>> ink_on("#eba122"), ink_on("#b5420a")
    ('#1f2937', '#ffffff')
    """
    return max((DARK, WHITE), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour of sRGB."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

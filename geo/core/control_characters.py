"""Control characters in printed text: escaped, so that no text controls the terminal."""

from __future__ import annotations

import re
from typing import Final

# Escape sequences rename the window, hide lines or answer for the user; marks of the direction of
# reading and the line ends of Unicode let one text look like another.
_STEERING: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


def visible(text: str) -> str:
    r"""Escape the control characters of a text, but for line ends.

    What is JSON stays so, and means the same.

    Examples
    --------
    >>> print(visible("a\x1b[31m"), visible("沙洲社区"))
    a\u001b[31m 沙洲社区
    """
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

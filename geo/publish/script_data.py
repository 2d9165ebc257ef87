"""Data as an expression of JavaScript, safe on its way into a page."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_UNSAFE: Final = re.compile(r"[{}<>&'`$]")


def script_data(data: Any) -> str:
    r"""Write data as an expression of JavaScript that nothing on the way can misread.

    branca puts the script that a template has made through the template engine once more: ``{{ }}``
    in the name of a community would be run on the server. So the expression has no braces, nothing
    of HTML and only ASCII.

    Examples
    --------
    >>> print(script_data(["{{x}}<b>"]))
    JSON.parse("[\"\u007b\u007bx\u007d\u007d\u003cb\u003e\"]")
    """
    literal = json.dumps(json.dumps(data, allow_nan=False))
    escaped = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)
    return f"JSON.parse({escaped})"

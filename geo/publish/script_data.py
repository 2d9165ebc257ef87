"""Data as an expression of JavaScript, safe on its way into a page."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_HTML: Final = re.compile(r"[<>&]")


def script_data(data: Any) -> str:
    r"""Write data as an expression of JavaScript, in ASCII and without anything of HTML.

    Examples
    --------
    >>> print(script_data(["</script>"]))
    JSON.parse("[\"\u003c/script\u003e\"]")
    """
    literal = json.dumps(json.dumps(data, allow_nan=False))
    escaped = _HTML.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)
    return f"JSON.parse({escaped})"

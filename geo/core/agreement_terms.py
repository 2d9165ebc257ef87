"""How agreements end, as readers of tables and analyses call it."""

from __future__ import annotations

UNTIL, OPEN, UNKNOWN = TERMS = ("until", "open", "unknown")
"""An agreement ends on a day; has no end; or its term is not given, or not understood."""

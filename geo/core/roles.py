"""When two ways of writing a role of staff mean the same."""

from __future__ import annotations

import unicodedata


def role_key(role: str) -> str:
    """Return what a role is compared by: no width, case or spaces.

    Examples
    --------
    >>> role_key("Community Worker") == role_key(" community  worker")
    True
    >>> role_key("协 管 员")
    '协管员'
    """
    return "".join(unicodedata.normalize("NFKC", role).casefold().split())

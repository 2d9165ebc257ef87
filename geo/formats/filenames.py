"""Names of uploaded files, made harmless."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Collection

_KEPT: Final = re.compile(r"[^\w-]+")
_SUFFIX: Final = re.compile(r"\.([A-Za-z0-9]{1,10})$")
# Names that Windows keeps for devices, whatever follows the point.
DEVICES: Final = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{at}" for port in ("com", "lpt") for at in range(10)),
    ]
)


def safe_name(name: str, existing: Collection[str] = ()) -> str:
    r"""Make the name of an uploaded file one that can only be a file of the folder it is put in.

    Parameters
    ----------
    name
        The name the uploader gives: any text, paths too.
    existing
        Names already there; the new one differs from all of them, whatever the case.

    Returns
    -------
    str
        Letters of any script, digits, ``-`` and ``_``, then the suffix in small letters. Never
        empty, never hidden, no path, no device, at most :attr:`Limits.name_characters` long.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("C:\\数据\\记录 2026-10.CSV")
    ('passwd', '记录_2026-10.csv')
    >>> safe_name("con.csv"), safe_name(".csv"), safe_name("记录.csv", ["记录.CSV"])
    ('file_con.csv', 'csv', '记录_2.csv')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    suffix_match = _SUFFIX.search(last) if not last.startswith(".") else None
    suffix = f".{suffix_match[1].lower()}" if suffix_match else ""
    stem = _KEPT.sub("_", last[: suffix_match.start()] if suffix_match else last).strip("_-")
    if not stem or stem.casefold() in DEVICES:
        stem = f"file_{stem}".rstrip("_")
    folded = {other.casefold() for other in existing}
    number, tail = 1, ""
    while True:
        shortened = stem[: LIMITS.name_characters - len(suffix) - len(tail)]
        candidate = f"{shortened}{tail}{suffix}"
        if candidate.casefold() not in folded:
            return candidate
        number += 1
        tail = f"_{number}"

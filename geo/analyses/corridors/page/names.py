"""Names of the ends of corridors, each a link that opens its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.ui import components as parts
from geo.ui.places import COMMUNITY, DISTRICT, PARTNER, SUBDISTRICT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.analyses.corridors.model import Corridors


def partner_link(corridors: Corridors, row: Mapping[Any, Any]) -> parts.Html:
    """Return the name of a partner region as a link to it, where it is one of those shown."""
    shown = row["partner_code"] in set(corridors.frame["partner_code"])
    code = row["partner_code"] if shown and not corridors.between else None
    return parts.place_link(PARTNER, code, row["partner_name"], "corridors")


def local_link(unit: str, row: Mapping[Any, Any], end: str = "local") -> parts.Html:
    """Return the name of a unit of the city as a link; plain where it is the city itself.

    Parameters
    ----------
    unit
        Of which level it is.
    row
        ``<end>_code`` and ``<end>_name``.
    """
    code = row[f"{end}_code"] if unit in (DISTRICT, SUBDISTRICT, COMMUNITY) else None
    return parts.place_link(unit, code, row[f"{end}_name"])

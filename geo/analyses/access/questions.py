"""What an export is asked for in the way of services, modes and limits, held to what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.access.origin_destination import ORIGINS
from geo.analyses.access.services import ANY
from geo.core.issues import Issue, OutputError

if TYPE_CHECKING:
    from geo.analyses.access.model import AccessModel
    from geo.core.analysis import ExportOptions


def service_and_mode(access: AccessModel, options: ExportOptions) -> tuple[str, str]:
    """Return the service and the mode that are asked for.

    Raises
    ------
    OutputError
        For one that is not known, with those that are; so for the origins.
    """
    known = {
        "service": (options.service, access.services),
        "mode": (options.mode, access.modes),
        "origins": (options.origins, ORIGINS),
    }
    issues = [
        Issue(f"issue.export_{what}", severity="error", value=asked, more={"known": ", ".join(of)})
        for what, (asked, of) in known.items()
        if asked and asked not in of
    ]
    if issues:
        raise OutputError(*issues)
    return options.service or ANY, access.mode_of(options.mode or None)

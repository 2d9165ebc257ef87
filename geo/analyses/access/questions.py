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
    asked = [
        ("issue.export_service", options.service, access.services),
        ("issue.export_mode", options.mode, access.modes),
        ("issue.export_origins", options.origins, ORIGINS),
    ]
    issues = [
        Issue(key, severity="error", value=word, more={"known": ", ".join(known)})
        for key, word, known in asked
        if word and word not in known
    ]
    if issues:
        raise OutputError(*issues)
    return options.service or ANY, access.mode_of(options.mode or None)

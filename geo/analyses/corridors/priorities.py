"""What cooperation has to be decided next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.corridors.agreement_drafts import drafts
from geo.analyses.corridors.inputs import Flows
from geo.core.analysis import Priority
from geo.core.i18n import Term

if TYPE_CHECKING:
    from geo.core.results import Results

PAGE: Final = "corridors"


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return the agreements to sign, renew or clarify next."""
    if results.get(Flows) is None:
        return ()
    due = drafts(results).frame
    if due.empty:
        return ()
    values = {
        "agreements": len(due),
        "people": int(due["flow"].sum()),
        "name": str(due["partner_name"].iloc[0]),
        "action": Term(f"corridor_action.{due['action'].iloc[0]}"),
    }
    return (Priority("priority.corridors.agreements_due", values, PAGE),)

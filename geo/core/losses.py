"""The limit on losses: one rule for persons, posts, flows and sites that cannot be located."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.core.i18n import Term
from geo.core.issues import Issue

if TYPE_CHECKING:
    from geo.core.issues import Severity


@dataclass(frozen=True)
class LossLimit:
    """The share of a file that may be lost before a run stops.

    Parameters
    ----------
    most_percent
        More than this share of its persons, posts or sites stops a run.
    accepted
        Whether a run goes on all the same.

    Examples
    --------
    >>> limit = LossLimit(5)
    >>> limit.exceeded(5, 100), limit.exceeded(6, 100), LossLimit(0).exceeded(0, 100)
    (False, True, False)
    """

    most_percent: int
    accepted: bool = False

    def exceeded(self, lost: float, total: float) -> bool:
        """Return whether the share lost is above the limit."""
        return lost > 0 and 100 * lost > self.most_percent * total

    def issue(self, key: str, lost: float, total: float, **where: object) -> Issue:
        """Make the issue of a file of which too much is lost.

        Parameters
        ----------
        key
            Key of the sentence, ``issue.loss_…``.
        lost, total
            How much, and of how much.
        where
            ``file``, ``row``, ``rows``, ``column``, ``value`` of the issue; all else is said by
            its sentence.
        """
        placeholders = {
            "lost": f"{lost:,.12g}",
            "all": f"{total:,.12g}",
            "percent": f"{100 * lost / total:.3g}",
            "most": self.most_percent,
            "then": Term("loss.accepted" if self.accepted else "loss.stops"),
        }
        severity: Severity = "warning" if self.accepted else "error"
        row, rows = where.pop("row", None), where.pop("rows", 1)
        named = {name: str(where.pop(name, "")) for name in ("file", "column", "value", "header")}
        return Issue(
            key,
            severity=severity,
            row=row if row is None else int(str(row)),
            rows=int(str(rows)),
            more=placeholders | where,
            **named,
        )


def is_loss(issue: Issue) -> bool:
    """Return whether a run may go on in spite of an issue, if the loss is accepted."""
    named = issue.what.removeprefix("issue.")
    return named.startswith("loss_") or named == "records_exchanged"

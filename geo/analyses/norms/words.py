"""Norms in words: those of policy are said in the language that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.analyses.norms.model import norms_here
from geo.analyses.norms.policy import POLICY_NORMS
from geo.core.i18n import say
from geo.core.number_format import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.core.results import Results


def worded_norms(results: Results, language: str) -> pd.DataFrame:
    """Return the norms of a run; names, roles and sources of policy in a language.

    Returns
    -------
    pandas.DataFrame
        The columns of :class:`geo.analyses.norms.model.Norms`, with ``title`` (str), what to call
        the norm; ``norm`` stays what its units call it.
    """
    norms = norms_here(results).norms
    titles = norms["norm"].astype(object)
    roles, documents = norms["role"].astype(object), norms["document"].astype(object)
    for norm in POLICY_NORMS:
        own = norms["policy"].eq(norm.name)
        titles = titles.mask(own, say(f"policy_norm.{norm.name}", language))
        documents = documents.mask(own, say(norm.source, language))
        if norm.has_role:
            roles = roles.mask(own, say(f"policy_role.{norm.name}", language))
    return norms.assign(title=titles, role=roles, document=documents)


def ratio_words(norm: Mapping[str, Any], language: str) -> str:
    """Write what a norm requires.

    Parameters
    ----------
    norm
        ``posts``, ``per_people``, ``min_people``.
    language
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> ratio_words({"posts": 18.0, "per_people": 10_000.0, "min_people": 0.0}, "en")
    '18 per 10,000'
    >>> ratio_words({"posts": 1.0, "per_people": float("nan"), "min_people": 20_000.0}, "en")
    '1 per unit, from 20,000'
    """
    posts = number(norm["posts"], 3)
    if pd.isna(norm["per_people"]):
        ratio = say("norms.ratio.unit", language, posts=posts)
    else:
        ratio = say("norms.ratio.people", language, posts=posts, people=number(norm["per_people"]))
    if pd.isna(norm["min_people"]) or not norm["min_people"]:
        return ratio
    return say("norms.ratio.from", language, ratio=ratio, people=number(norm["min_people"]))


def state_words(norm: Mapping[str, Any], language: str) -> str:
    """Write whether a norm is in force, from when, or why it cannot be checked."""
    state = say(f"norm_state.{norm['state']}", language)
    if not norm["reason"]:
        return state
    reason = say(f"norm_reason.{norm['reason']}", language)
    return say("norms.because", language, state=state, reason=reason)

"""What neighbours could share, as a table and in sentences."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from geo.analyses.access.modes import said_mode
from geo.analyses.sharing.methods.exchanges import SITE
from geo.analyses.sharing.model import Sharing
from geo.core.i18n import Term, say

if TYPE_CHECKING:
    import pandas as pd

    from geo.core.results import Results


PROVIDER_LOSSES: Final = ("provider_losing_site", "provider_farther")


def sharing_table(results: Results) -> pd.DataFrame:
    """Return what the neighbours of a city could share."""
    return results[Sharing].exchanges


def manifest_of(results: Results) -> dict[str, Any]:
    """Return what sharing of sites rests on, for the manifest; None without accessibility."""
    rules = results[Sharing].rules
    return {"sharing": asdict(rules) if rules else None}


def sharing_told(sharing: Sharing, kind: str, language: str) -> list[str]:
    """Return sentences on what neighbours could share of a kind: who gains, and who loses."""
    shared = sharing.exchanges[sharing.exchanges["kind"] == kind]
    if shared.empty:
        return []
    apart = shared[shared["from_code"] != shared["to_code"]]
    ends = zip(apart["from_code"], apart["to_code"], strict=True)
    pairs = _number(len({frozenset(pair) for pair in ends}))
    if kind == SITE:
        return [say("sharing.told_site", language, pairs=pairs), *_sites_told(sharing, language)]
    posts, people = (_number(shared[name].sum()) for name in ("staff", "floating_population"))
    return [say("sharing.told_staff", language, pairs=pairs, posts=posts, people=people)]


def losers_of_providers(shared: pd.DataFrame) -> pd.DataFrame:
    """Return who loses at home in the district that provides sites, for each exchange.

    Parameters
    ----------
    shared
        Exchanges of sites, see :data:`geo.analyses.sharing.methods.exchanges.SHARING`.

    Returns
    -------
    pandas.DataFrame
        On the index of ``shared`` (Int64): ``provider_losing_site``, ``provider_farther``; of a
        district that provides to several the same people beside each.
    """
    at_home = shared[shared["from_code"] == shared["to_code"]].set_index("from_code")
    columns = ["population_losing_site", "population_farther"]
    losers = at_home[columns].reindex(shared["from_code"], fill_value=0)
    return losers.set_axis(shared.index).set_axis(list(PROVIDER_LOSSES), axis=1)


def rules_told(sharing: Sharing, language: str) -> list[str]:
    """Return sentences on what sharing of sites rests on."""
    rules = sharing.rules
    if rules is None:
        return []
    told = say(
        "sharing.rules",
        language,
        limit=_number(rules.minutes),
        mode=said_mode(rules.mode, language),
        supply=Term(f"sharing_supply.{rules.supply}"),
        cost=_number(rules.no_site_minutes),
    )
    return [told, say("sharing.losses_allowed", language)] if rules.allow_losses else [told]


def _sites_told(sharing: Sharing, language: str) -> list[str]:
    everybody = sharing.sites.iloc[0]
    limit = _number(sharing.rules.minutes) if sharing.rules else ""

    def tell(key: str, people: str, minutes: str = "") -> list[str]:
        if not everybody[people]:
            return []
        mean = _number(everybody[minutes]) if minutes else ""
        return [say(key, language, people=_number(everybody[people]), minutes=mean, limit=limit)]

    losers = tell("sharing.losing_site", "population_losing_site")
    losers += tell("sharing.farther", "population_farther", "minutes_added")
    return [
        *tell("sharing.first_site", "population_first_site", "minutes_first_site"),
        *tell("sharing.nearer", "population_nearer", "minutes_saved"),
        *(losers or [say("sharing.nobody_loses", language)]),
    ]


def _number(value: Any) -> str:
    return f"{round(float(value), 1):,}".removesuffix(".0")

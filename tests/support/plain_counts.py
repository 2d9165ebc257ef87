"""Counts of located records as one would write them down: what the compiled sums must come to."""

import numpy as np
import pandas as pd

from geo.analyses.population.methods.locate import ORIGIN_NOTES
from geo.core.record_outcomes import NOTES, UNUSABLE
from geo.spatial.grid_cells import add_up, cell_centres


def count(located):
    """Count the people of each community in each period."""
    found = located[located["community_code"].notna()]
    return add_up(
        [found.rename(columns={"count": "floating_population"})], ["community_code", "period"]
    )


def count_by(located, what):
    """Count the people of each community in each period by one column more."""
    keys = ["community_code", "period", what]
    found = located.loc[located["community_code"].notna(), [*keys, "count"]]
    counted = add_up([found.rename(columns={"count": "floating_population"})], keys)
    return counted.astype({what: "str"})


def count_cells(located, middle_lat):
    """Count people by map cell of about 500 m: all that is kept of a point."""
    placed = located[np.isfinite(located["lon"]) & np.isfinite(located["lat"])]
    cells = pd.DataFrame(
        {
            **dict(
                zip(
                    ("lon", "lat"),
                    cell_centres(placed["lon"].to_numpy(), placed["lat"].to_numpy(), middle_lat),
                    strict=True,
                )
            ),
            "period": placed["period"],
            "outcome": placed["outcome"].astype("str"),
            "floating_population": placed["count"],
            "rows": 1,
        }
    )
    return add_up([cells], ["lon", "lat", "period", "outcome"])


def take_account(located):
    """Account for every row and person of a batch, stage by stage."""
    faulty = located["outcome"].isin(UNUSABLE)
    kept = located[~faulty]
    outcome = located["outcome"].astype("str")
    return add_up(
        [
            _account_of(located, "read", outcome.where(faulty, "kept")),
            _account_of(kept, "locate", outcome[~faulty]),
        ],
        ["file", "stage", "period", "outcome"],
    )


def take_notes(located):
    """Count what is worth knowing of records that were counted."""
    noted = [(note, located[located[note]]) for note in NOTES + ORIGIN_NOTES if note in located]
    return add_up(
        [
            pd.DataFrame({"file": of["file"], "note": note, "rows": 1, "persons": of["count"]})
            for note, of in noted
        ],
        ["file", "note"],
    )


def rejected_records(located):
    """List the rows rejected: ``file``, ``row``, ``reason``; nothing else of them."""
    lost = located[located["community_code"].isna()]
    return pd.DataFrame(
        {"file": lost["file"], "row": lost["row"], "reason": lost["outcome"].astype("str")}
    ).reset_index(drop=True)


def _account_of(rows, stage, outcome):
    return pd.DataFrame(
        {
            "file": rows["file"],
            "stage": stage,
            "period": rows["period"],
            "outcome": outcome,
            "rows": 1,
            "persons": rows["count"],
        }
    )

"""Which agreement covers a corridor, and the state it is in."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.analyses.corridors.methods.agreements import OWN_COUNTS, covering, ranked, signed_on_day
from geo.core.standards import Standards

DAY = date(2026, 10, 31)
HEADERS = ["place_a", "place_b", "signed_on", "valid_until"]
UNSAID = "?"  # a term that nobody knows


def agreements(*rows):
    frame = pd.DataFrame(rows, columns=HEADERS)
    unsaid = frame["valid_until"] == UNSAID
    frame["valid_until"] = frame["valid_until"].astype("object").where(~unsaid, None)
    frame["term"] = np.select([unsaid, frame["valid_until"].isna()], ["unknown", "open"], "until")
    counts = {name: pd.array([pd.NA] * len(rows), dtype="Int64") for name in sum(OWN_COUNTS, ())}
    return frame.assign(**counts)


def known(*rows, day=DAY):
    told = ranked(signed_on_day(agreements(*rows) if rows else None, day, Standards()))
    return told.assign(
        places_a=[(place,) for place in told["place_a"]],
        places_b=[(place,) for place in told["place_b"]],
    )


def covered(told, partner=("621227", "621200", "620000"), local=("990101", "990100", "990000")):
    partner = pd.DataFrame([partner], columns=["county", "prefecture", "province"])
    local = pd.DataFrame([local], columns=["district", "city", "province"])
    found = covering(partner, (partner, local), told).iloc[0]
    if found["partner"] < 0:
        return None
    return told["agreement"].iloc[found["partner"]], found["local_level"], found["partner_level"]


@pytest.mark.parametrize(
    ("pair", "levels"),
    [
        (("990101", "621227"), ("district", "county")),
        (("990100", "621200"), ("city", "prefecture")),
        (("621200", "990100"), ("city", "prefecture")),  # whoever comes first
        (("990000", "620000"), ("province", "province")),
        (("990102", "621200"), None),  # another district
        (("990100", "621100"), None),
        (("990101001", "621200"), None),  # only a street of it
        (("990100", "990101"), None),
    ],
)
def test_an_agreement_covers_all_that_its_places_hold(pair, levels):
    found = covered(known((*pair, date(2024, 1, 1), None)))
    assert (found and found[1:]) == levels


def test_the_one_in_force_goes_before_the_nearer_one_that_has_lapsed():
    lapsed = ("990101", "621227", date(2020, 1, 1), date(2022, 1, 1))
    agreed = ("990000", "620000", date(2020, 1, 1), date(2030, 1, 1))
    told = known(lapsed, agreed)
    assert covered(told)[0] == "990000–620000"
    assert covered(told.iloc[::-1].reset_index(drop=True))[0] == "990000–620000"
    longer = ("990100", "621200", date(2021, 1, 1), None)
    assert covered(known(lapsed, agreed, longer))[0] == "990100–621200"


def test_states_on_the_day():
    told = known(
        ("a", "b", date(2024, 1, 1), date(2026, 10, 31)),
        ("a", "c", date(2024, 1, 1), date(2026, 10, 30)),
        ("a", "d", date(2024, 1, 1), date(2027, 1, 29)),
        ("a", "e", date(2024, 1, 1), date(2027, 1, 30)),
        ("a", "f", date(2024, 1, 1), None),
        ("a", "g", date(2026, 11, 1), None),
        ("a", "h", date(2024, 1, 1), UNSAID),
        ("a", "i", date(2026, 11, 1), UNSAID),
    )
    states = ["lapsing", "lapsed", "lapsing", "agreed", "agreed", "missing"]
    assert told["state"].tolist() == [*states, "unknown_term", "missing"]


def test_one_in_force_goes_before_one_of_which_the_term_is_not_known_and_that_before_one_over():
    over = ("990101", "621227", date(2020, 1, 1), date(2022, 1, 1))
    unsaid = ("990100", "621200", date(2020, 1, 1), UNSAID)
    agreed = ("990000", "620000", date(2020, 1, 1), date(2030, 1, 1))
    assert covered(known(over, unsaid))[0] == "990100–621200"
    assert covered(known(over, unsaid, agreed))[0] == "990000–620000"


def test_nothing_covers_where_there_are_no_agreements():
    assert covered(known()) is None

"""Working days of China: public holidays are free, make-up days are not, unknown years are told."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.corridors.methods.notices import OUTCOMES, outcomes, working_days
from geo.core.standards import Standards

DAY = date(2024, 10, 31)


@pytest.mark.parametrize(
    ("start", "stop", "days"),
    [
        (date(2024, 3, 4), date(2024, 3, 11), 5),  # Monday to Monday
        (date(2024, 3, 8), date(2024, 3, 10), 0),  # a weekend
        (date(2024, 9, 27), date(2024, 10, 8), 3),  # the 29th made up; free from the 1st to the 7th
        (date(2024, 10, 11), date(2024, 10, 12), 1),  # a Saturday made up
        (date(2024, 3, 4), date(2024, 3, 4), 0),
        (date(2024, 3, 4), date(2025, 3, 4), 6),  # no further than one more than is asked
    ],
)
def test_days_between(start, stop, days):
    assert working_days(start, stop, 5) == days


def test_a_year_whose_holidays_are_not_known_is_not_guessed():
    assert working_days(date(2003, 5, 5), date(2003, 5, 6), 5) is None
    assert working_days(date(2090, 5, 5), date(2090, 5, 6), 5) is None


def told(sent, answered, day=DAY):
    notices = pd.DataFrame({"sent_on": [sent], "answered_on": [answered]}, dtype="object")
    return outcomes(notices, day, Standards())[0]


@pytest.mark.parametrize(
    ("sent", "answered", "outcome"),
    [
        (date(2024, 9, 27), date(2024, 10, 10), "in_time"),  # 29, 30, 8, 9, 10: the fifth day
        (date(2024, 9, 27), date(2024, 10, 11), "late"),
        (date(2024, 9, 27), date(2024, 9, 27), "in_time"),
        (date(2024, 9, 27), None, "overdue"),
        (date(2024, 10, 24), None, "pending"),  # the fifth day is the reference date
        (date(2024, 10, 23), None, "overdue"),
        (date(2024, 10, 30), date(2024, 11, 1), "pending"),  # answered, but after that day
        (date(1999, 10, 8), date(1999, 10, 9), "unknown_year"),
    ],
)
def test_what_became_of_a_notice(sent, answered, outcome):
    assert told(sent, answered) == outcome


@given(st.dates(date(2004, 1, 1), date(2024, 10, 30)), st.integers(0, 40))
def test_the_later_the_answer_the_worse(sent, days):
    answered = min(sent + timedelta(days=days), DAY)
    later = min(answered + timedelta(days=1), DAY)
    first, second = (told(sent, when) for when in (answered, later))
    assert OUTCOMES.index(first) <= OUTCOMES.index(second)

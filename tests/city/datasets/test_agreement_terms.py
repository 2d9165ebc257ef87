"""Terms of agreements, as offices write them."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city.datasets.agreement_terms import last_day, term_of
from geo.core.agreement_terms import OPEN, UNKNOWN, UNTIL

SIGNED = date(2024, 6, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("2027-05-31", "2027.5.31", "2027/5/31", "20270531", "2027年5月31日", "46538"),
        *("２０２７年５月３１日", "2027-05-31 00:00:00", "至2027-05-31", "有效期至2027年5月31日止"),
        *("until 2027-05-31", "Valid until 2027-05-31.", "2027年5月", "2027-05", "至2027年5月底"),
        *(
            "三年",
            "3年",
            "３年",
            "叁年",
            "三周年",
            "36个月",
            "2年12个月",
            "有效期：三年",
            "期限为3年",
        ),
        *("3 years", "three years", "3-year", "36 months", "for 3 years"),
        *("自签订之日起三年", "自双方签字盖章之日起3年内有效", "3 years from signing"),
        *("2024-06-01起三年", "自2024年6月1日起，有效期3年", "3 years from 2024-06-01"),
        *("2024.6.1-2027.5.31", "2024年6月1日至2027年5月31日", "20240601～20270531"),
        *("2024-06-01 to 2027-05-31", "三年（2024.6.1—2027.5.31）", "2024年6月-2027年5月"),
    ],
)
def test_the_last_day(text):
    assert term_of(text, SIGNED) == (UNTIL, date(2027, 5, 31))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024-05-31起三年", "2027-05-30"),  # counted from its own day, not from signing
        ("自签订之日起五年", "2029-05-31"),
        ("两年", "2026-05-31"),
        ("十二年", "2036-05-31"),
        ("半年", "2024-11-30"),
        ("一年半", "2025-11-30"),
        ("90天", "2024-08-29"),  # the first of June is the first of the ninety
        ("至2027年底", "2027-12-31"),
        ("2023.1.1-2025.12.31", "2025-12-31"),
    ],
)
def test_other_last_days(text, last):
    assert term_of(text, SIGNED) == (UNTIL, date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        *("长期", "长期有效", "永久", "无固定期限", "有效期：长期", "indefinite", "Open-ended"),
        *("permanent", "no fixed term", "until further notice"),
    ],
)
def test_without_end(text):
    assert term_of(text, SIGNED) == (OPEN, None)


@pytest.mark.parametrize(
    "text",
    [
        *("?", "待定", "3", "2027", "2026-02-30", "0年", "三年，期满自动续签", "自生效之日起三年"),
        *("三年（2024.6.1-2029.5.31）", "2025.12.31-2023.1.1", "2027年5月31日前", "约三年"),
        *("2024-06-01、2027-05-31", "5/31/2027", "民国116年5月31日"),
    ],
)
def test_what_is_not_understood_as_a_whole_is_not_known(text):
    assert term_of(text, SIGNED) == (UNKNOWN, None)


@pytest.mark.parametrize(
    ("begun", "years", "last"),
    [
        ("2024-02-29", 3, "2027-02-28"),  # 2027 has no 29th: the whole of February
        ("2024-02-29", 4, "2028-02-28"),  # 2028 has one, and begins anew on it
        ("2023-03-01", 1, "2024-02-29"),
        ("2023-01-01", 3, "2025-12-31"),
    ],
)
def test_years_by_the_calendar(begun, years, last):
    assert term_of(f"{years}年", date.fromisoformat(begun)).last == date.fromisoformat(last)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 120))
def test_months_follow_one_another_without_a_gap(begun, months):
    """The day after the last has the same number, or is the first where the month is shorter."""
    last = last_day(begun, months)
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    _, length = calendar.monthrange(year, month + 1)
    following = last + timedelta(days=1)
    if begun.day <= length:
        assert following == date(year, month + 1, begun.day)
    else:
        assert last == date(year, month + 1, length)

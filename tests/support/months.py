"""A city of which three months are known."""

import pandas as pd

MONTHS = {"2026-08": 1, "2026-09": 2, "2026-10": 5}
"""The months, and how many times the records of the first each has."""


def of_months(folder):
    """Give the records of a city a month, each with more people than the one before."""
    path = folder / "records" / "records.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    months = [
        rows.assign(统计月份=month, 人数=rows["人数"].astype(int) * times)
        for month, times in MONTHS.items()
    ]
    pd.concat(months).to_csv(path, index=False)
    return folder

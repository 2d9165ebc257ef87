"""What the hostile tests share: a city folder with one file exchanged, and its account."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import make

import geo
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError

CITY = """name = "小城"
[boundaries]
communities = "{layer}"
coordinates = "wgs84"
[records]
files = ["{records}"]
coordinates = "wgs84"
"""


class City:
    """A city folder that can be given other files."""

    def __init__(self, folder):
        self.folder = folder
        self.layer = make.write_layer(folder / "communities.gpkg").name
        self.records = make.write_csv(folder / "records.csv").name
        self.columns = ""

    def path(self, name):
        return self.folder / name

    def run(self):
        """Run it: the plan, or None, and all faults."""
        text = CITY.format(layer=self.layer, records=self.records) + self.columns
        (self.folder / "city.toml").write_text(text, "utf-8")
        try:
            plan = geo.run(geo.City.open(self.folder))
        except YipanError as error:
            return None, error.faults
        return plan, plan.faults


@pytest.fixture
def city(tmp_path):
    return City(tmp_path)


@pytest.fixture
def sentences():
    """Tell a fault's sentence in both languages; none has an empty blank or a traceback in it."""

    def told(faults, what):
        found = [fault for fault in faults if fault.what == what]
        assert found, [(fault.what, fault.sentence("en")) for fault in faults]
        for fault in faults:
            for language in LANGUAGES:
                sentence = fault.sentence(language)
                assert sentence
                assert not {"{", "Traceback"} & set(sentence.split())
        return [found[0].sentence(language) for language in LANGUAGES]

    return told


def persons(plan, *outcomes):
    """Add up the persons of an outcome in the account; of all rows read, without one."""
    account = plan.account
    chosen = account["outcome"].isin(outcomes) if outcomes else account["stage"] == "read"
    return int(account.loc[chosen, "persons"].sum())


def rows(plan):
    return int(plan.account.loc[plan.account["stage"] == "read", "rows"].sum())


@pytest.fixture
def whole():
    """Nobody is lost and nobody is made up: rows and persons in are those counted and set aside."""
    from geo.analyses.population.methods.account import close_account

    def checked(plan, rows_in=3, persons_in=make.PERSONS):
        closed = close_account(plan.account, plan.set_aside)
        assert closed["closes"].all()
        assert (rows(plan), persons(plan)) == (rows_in, persons_in)
        return plan

    return checked

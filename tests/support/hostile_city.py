"""A city folder with one file exchanged, and the rows and persons of its account."""

from hostile import make

import geo
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


def persons(plan, *outcomes):
    """Add up the persons of an outcome in the account; of all rows read, without one."""
    account = plan.account
    chosen = account["outcome"].isin(outcomes) if outcomes else account["stage"] == "read"
    return int(account.loc[chosen, "persons"].sum())


def rows(plan):
    return int(plan.account.loc[plan.account["stage"] == "read", "rows"].sum())

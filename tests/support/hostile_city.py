"""A city folder with one file exchanged, and the rows and persons of its account."""

from hostile import make

import geo
from geo.analyses import population, validation
from geo.analyses.population.model import Population
from geo.core.issues import UnexpectedError, YipanError
from geo.pipeline import run

# What reads a file: the analyses after these work with checked frames alone.
COUNTING = (population.ANALYSIS, validation.ANALYSIS)
CANARY = "金丝雀7291"
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

    def run(self, analyses=COUNTING, *, accept_loss=False):
        """Run it: the results, or None, and all issues."""
        text = CITY.format(layer=self.layer, records=self.records) + self.columns
        (self.folder / "city.toml").write_text(text, "utf-8")
        try:
            city = geo.City.open(self.folder, accept_loss=accept_loss)
            results = run(city, analyses=analyses)
        except UnexpectedError:  # an error of ours is no issue of a file
            raise
        except YipanError as error:
            return None, error.issues
        return results, results.issues


def persons(results, *outcomes):
    """Add up the persons of an outcome in the account; of all rows read, without one."""
    record_account = results[Population].record_account
    chosen = (
        record_account["outcome"].isin(outcomes) if outcomes else record_account["stage"] == "read"
    )
    return int(record_account.loc[chosen, "persons"].sum())


def rows(results):
    return int(
        results[Population]
        .record_account.loc[results[Population].record_account["stage"] == "read", "rows"]
        .sum()
    )


def refused(city, sentences, what, *shown):
    """Check that a city is refused in sentences that name its records and all that is shown."""
    results, issues = city.run()
    assert results is None
    for sentence in sentences(issues, what):
        assert city.records in sentence
        for text in shown:
            assert text in sentence

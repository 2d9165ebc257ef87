"""Files as offices elsewhere hand them in, and who lives where by them.

Each is written as its office would; the people it means stand beside it, in the order of the
units of its city. Where nobody can tell what a file means, ``told`` names the doubt.
"""

import datetime as dt

from hostile.office_files import CITIES, OCTOBER, Office, book, middles, pairs, text

TRACTS, TRACT_NAMES = CITIES["chicago"][:2]
FOUR = (1234, 87, 2050, 310)


def foreign():
    """List the files of offices elsewhere by what is peculiar about each."""
    of = {"city": "chicago", "settings": OCTOBER}
    yield (
        "tracts, thousands, a total and a source",
        Office(
            name="tracts.csv",
            content=text(
                [
                    ["Persons by census tract, October 2026", "", ""],
                    ["Community code", "Tract", "Persons"],
                    *zip(TRACTS, TRACT_NAMES, ["1,234", "87", "2,050", "310"], strict=True),
                    ["Total", "", "3,681"],
                    ["Source: American Community Survey", "", ""],
                ]
            ),
            people=FOUR,
            **of,
        ),
    )
    yield (
        "GEO_ID as the bureau downloads it",
        Office(
            name="acs.csv",
            content=text(
                [["code", "persons"], *pairs([f"1400000US{code}" for code in TRACTS], FOUR)]
            ),
            told=("issue.loss_codes",),
            **of,
        ),
    )
    yield (
        "codes whose zero Excel ate",
        Office(
            city="alabama",
            name="fips.xlsx",
            content=book(
                [["code", "persons"], *pairs([int(c) for c in CITIES["alabama"][0]], FOUR)]
            ),
            told=("issue.loss_zeros",),
            settings=OCTOBER,
        ),
    )
    yield (
        "Latin-1, semicolons, a narrow space in thousands",
        Office(
            city="isere",
            name="communes.csv",
            content=text(
                [
                    ["Commune", "Effectif"],
                    *zip(CITIES["isere"][1], ["1 234", "87,0", "2\xa0050", "310"], strict=True),
                    ["Ensemble", "3 681"],
                    ["Source : Insee, recensement de la population", ""],
                ],
                "latin-1",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "Commune", count = "Effectif" }\n',
        ),
    )
    yield (
        "a header nobody knows over the people",
        Office(
            city="isere",
            name="effectif.csv",
            content=text(
                [["community code", "Effectif"], *pairs(CITIES["isere"][0], FOUR)], "cp1252", ";"
            ),
            told=("issue.count_asked",),
            settings=OCTOBER,
        ),
    )
    yield (
        "a dot in thousands beside semicolons",
        Office(
            city="zurich",
            name="personen.csv",
            content=text(
                [["code", "persons"], *pairs(CITIES["zurich"][0], ["1.234", "87", "2.050", "310"])],
                "cp1252",
                ";",
            ),
            people=(None, 87, None, 310),
            told=("issue.people_unread",),
            settings=OCTOBER,
        ),
    )
    yield (
        "an apostrophe in thousands",
        Office(
            city="zurich",
            name="gemeinden.csv",
            content=text(
                [
                    ["name", "persons"],
                    *pairs(CITIES["zurich"][1], ["1'234", "87", "2\u2019050", "310"]),
                ],
                "cp1252",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "name" }\n',
        ),
    )
    yield (
        "LSOA with title, notes and three headers of people",
        Office(
            city="lambeth",
            name="lsoa.xlsx",
            content=book(
                [
                    ["Usual residents born elsewhere"],
                    [],
                    ["LSOA code", "LSOA name", "Male", "Female", "Total"],
                    *(
                        [c, m, n // 2, n - n // 2, n]
                        for c, m, n in zip(*CITIES["lambeth"][:2], FOUR, strict=True)
                    ),
                    [],
                    ["Source: Office for National Statistics"],
                    ["Note: figures are rounded."],
                ]
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_code = "LSOA code", count = "Total" }\n',
        ),
    )
    yield (
        "setores as numbers, semicolons, a mark of byte order",
        Office(
            city="rio",
            name="setores.csv",
            content=text(
                [["code", "persons"], *pairs(CITIES["rio"][0], FOUR), ["TOTAL", sum(FOUR)]],
                "utf-8-sig",
                ";",
            ),
            people=FOUR,
            settings=OCTOBER,
        ),
    )
    yield (
        "codes that Excel took for dates",
        Office(
            city="suva",
            name="tikina.csv",
            content=text(
                [["code", "persons"], *pairs(["Jan-01", "Jan-02", "Feb-01", "Feb-02"], FOUR)]
            ),
            told=("issue.loss_codes",),
            settings=OCTOBER,
        ),
    )
    yield (
        "wards by name, and a row that begins with Source",
        Office(
            city="suva",
            name="wards.csv",
            content=text(
                [
                    ["community", "persons"],
                    *pairs(CITIES["suva"][1], FOUR),
                    ["Source: Bureau of Statistics", ""],
                ]
            ),
            people=FOUR,
            settings=OCTOBER + 'columns = { community_name = "community" }\n',
        ),
    )
    yield (
        "codes that look like numbers",
        Office(
            city="letters",
            name="codes.csv",
            content=text([["code", "persons"], *pairs(CITIES["letters"][0], FOUR)]),
            people=FOUR,
            settings=OCTOBER,
        ),
    )
    yield (
        "American dates",
        Office(
            city="chicago",
            name="us.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *([c, "10/31/2026", n] for c, n in pairs(TRACTS, FOUR)),
                    *([c, "09/30/2026", 1] for c in TRACTS),
                ]
            ),
            people=FOUR,
        ),
    )
    yield (
        "British dates",
        Office(
            city="lambeth",
            name="uk.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *zip(
                        CITIES["lambeth"][0],
                        ["31/10/2026", "01/10/2026", "5/10/2026", "09/10/2026"],
                        FOUR,
                        strict=True,
                    ),
                ]
            ),
            people=FOUR,
        ),
    )
    yield (
        "dates that may be either",
        Office(
            city="lambeth",
            name="either.csv",
            content=text(
                [
                    ["code", "month", "persons"],
                    *([c, "09/10/2026", n] for c, n in pairs(CITIES["lambeth"][0], FOUR)),
                ]
            ),
            people=FOUR,
            told=("issue.period_ambiguous",),
        ),
    )
    yield (
        "months in words, Unicode text",
        Office(
            city="chicago",
            name="words.txt",
            content=text(
                [
                    ["code", "month", "persons"],
                    *zip(
                        TRACTS,
                        ["Oct-26", "October 2026", "Oct 2026", "31 Oct 2026"],
                        FOUR,
                        strict=True,
                    ),
                ],
                "utf-16",
                "\t",
            ),
            people=FOUR,
        ),
    )
    yield (
        "Men, Women, Total",
        Office(
            name="sex.csv",
            content=text(
                [
                    ["code", "Men", "Women", "Total"],
                    *([c, n // 2, n - n // 2, n] for c, n in pairs(TRACTS, FOUR)),
                ]
            ),
            told=("issue.count_asked",),
            **of,
        ),
    )
    yield (
        "a hidden column and true dates",
        Office(
            city="chicago",
            name="dates.xlsx",
            content=book(
                [
                    ["code", "month", "persons"],
                    *([c, dt.date(2026, 10, 31), n] for c, n in pairs(TRACTS, FOUR)),
                ],
                hidden_columns=("B",),
            ),
            people=FOUR,
        ),
    )
    yield (
        "small numbers that are suppressed",
        Office(
            name="suppressed.csv",
            content=text([["code", "persons"], *pairs(TRACTS, [1234, "<5", "*", 310])]),
            people=(1234, None, None, 310),
            told=("issue.people_unread",),
            **of,
        ),
    )
    yield (
        "latitude and longitude exchanged",
        Office(
            name="swapped.csv",
            content=text(
                [
                    ["longitude", "latitude", "persons"],
                    *(
                        [lat, lon, n]
                        for (lon, lat), n in zip(middles("chicago", 4), FOUR, strict=True)
                    ),
                ]
            ),
            told=("issue.loss_swapped",),
            city="chicago",
            settings=OCTOBER + 'coordinates = "wgs84"\n',
        ),
    )
    yield (
        "metres under longitude and latitude",
        Office(
            name="utm.csv",
            content=text(
                [["longitude", "latitude", "persons"], *([442000 + n, 4633000, n] for n in FOUR)]
            ),
            told=("issue.loss_not_degrees",),
            city="chicago",
            settings=OCTOBER + 'coordinates = "wgs84"\n',
        ),
    )
    yield (
        "persons in thousands",
        Office(
            name="thousands.csv",
            content=text(
                [["code", "Persons (thousands)"], *pairs(TRACTS, [1.234, 0.087, 2.05, 0.31])]
            ),
            people=(None, *FOUR[1:]),  # 1.234 thousands may be 1,234 thousands
            told=("issue.people_unread", "issue.unit_read"),
            **of,
        ),
    )
    yield (
        "a year a column",
        Office(
            name="years.csv",
            content=text(
                [
                    ["code", "2024", "2025", "2026"],
                    *([c, n - 7, n - 3, n] for c, n in pairs(TRACTS, FOUR)),
                ]
            ),
            told=("issue.count_asked",),
            **of,
        ),
    )

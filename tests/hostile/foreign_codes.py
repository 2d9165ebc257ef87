"""Codes of units as other countries write them, in files of every kind."""

from hostile.office_files import CITIES, OCTOBER, Office, book, middles, pairs, text

FOUR = (1234, 87, 2050, 310)
COUNTRIES = (
    *("paris", "chiyoda", "saxony", "bihar", "mexico", "manila", "hanoi"),
    *("taveuni", "ulaanbaatar", "georgia", "chicago", "lambeth", "zurich", "rio"),
)


def foreign_codes():
    """List files of codes by country and by what is peculiar about each."""
    for city in COUNTRIES:
        codes, names = CITIES[city][:2]
        yield f"{city}: codes as text", _office(city, "codes.csv", pairs(codes, FOUR))
        yield (
            f"{city}: names",
            _office(city, "names.csv", pairs(names, FOUR), header="community name"),
        )
        points = [
            [(lon + 180) % 360 - 180, lat, people]
            for (lon, lat), people in zip(middles(city, 4), FOUR, strict=True)
        ]
        yield (
            f"{city}: points",
            Office(
                city=city,
                name="points.csv",
                content=text([["lon", "lat", "persons"], *points]),
                people=FOUR,
                settings=OCTOBER + 'coordinates = "wgs84"\n',
            ),
        )
    for city, numbers in (("hanoi", [1, 4, 6, 7]), ("mexico", [900300010013, 900300010032])):
        rows = pairs(numbers, FOUR[: len(numbers)])
        yield (
            f"{city}: codes whose zero Excel ate",
            Office(
                city=city,
                name="numbers.xlsx",
                content=book([["code", "persons"], *rows]),
                told=("issue.loss_zeros",),
                settings=OCTOBER,
            ),
        )
    wrong = {
        "of blocks, parts of tracts": (
            "chicago",
            [f"{c}1003" for c in CITIES["chicago"][0]],
            "finer",
        ),
        "of the county": ("chicago", ["17031"] * 4, "level"),
        "of another county": ("chicago", [f"17043{c[5:]}" for c in CITIES["chicago"][0]], "codes"),
        "of another country": ("lambeth", [f"W{c[1:]}" for c in CITIES["lambeth"][0]], "codes"),
        "of districts of Delhi": ("bihar", ["70701", "70702", "70703", "70704"], "codes"),
    }
    for told, (city, codes, cause) in wrong.items():
        yield (
            f"{city}: codes {told}",
            Office(
                city=city,
                name="wrong.csv",
                content=text([["community code", "persons"], *pairs(codes, FOUR)]),
                told=(f"issue.loss_{cause}",),
                settings=OCTOBER,
            ),
        )


def _office(city, name, rows, header="community code"):
    content = text([[header, "persons"], *rows])
    return Office(city=city, name=name, content=content, people=FOUR, settings=OCTOBER)

"""A small city with corridors, sharing and awkward names, as the command leaves it."""

from support.corridor_worlds import (
    CODES,
    FUYANG,
    LEFT,
    LONGNAN,
    WEST,
    ZHUMADIAN,
    write_corridor_city,
)

STAFF = [(CODES[0], 1), (CODES[1], 3), (CODES[2], 1), (CODES[3], 1)]
CAME = [
    (CODES[0], ZHUMADIAN, 700), (CODES[1], "411722", 200), (CODES[2], ZHUMADIAN, 900),
    (CODES[1], LONGNAN, 50), (CODES[3], "621227", 50), (CODES[0], FUYANG, 30),
    (CODES[0], "", 7), (CODES[2], "朝阳区", 3), (CODES[2], "陕西省", 2),
]  # fmt: skip
AGREEMENTS = [
    ("990100", "620000", "2024-01-01", "2026-12-01"),
    (WEST, ZHUMADIAN, "2020-01-01", "2025-01-01"),
]
FLOW = sum(volume for *_, volume in [*CAME, *LEFT])


def write(folder):
    tables = {"staff": STAFF, "out_migrants": LEFT, "agreements": AGREEMENTS}
    return write_corridor_city(folder, came=CAME, **tables)

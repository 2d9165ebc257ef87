"""The app on a small city, without a browser."""

from support.pages import (  # noqa: F401  # fixtures
    city,
    figures,
    folder,
    html,
    may_fail,
    painted,
    read_map,
    results,
    shared,
    start,
    worked_out,
    write_folder,
)

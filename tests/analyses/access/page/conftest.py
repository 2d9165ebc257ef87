"""The app on a small city, without a browser."""

from support.pages import figures, folder, html, results, start  # noqa: F401  # fixtures

"""The app on a small city, without a browser."""

from support.pages import *  # noqa: F403  # fixtures

"""The names under which a browser on this machine reaches the app."""

from __future__ import annotations

from typing import Final

LOOPBACK: Final = "127.0.0.1"
ALLOWED: Final = ("localhost", LOOPBACK, "::1")

"""Build the site in both languages and refuse it if it loads anything from outside: `make docs`."""

from __future__ import annotations

import logging
import shutil
import sys
from typing import Final

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from tooling.outside import outside_assets
from tooling.pages import DOCS

SITE: Final = DOCS.parent / "site"
_START: Final = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>一盘 Yipan</title>
<p><a href="zh/index.html">中文</a> · <a href="en/index.html">English</a>
"""


def main() -> int:
    """Build; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    shutil.rmtree(SITE, ignore_errors=True)
    for language in ("zh", "en"):
        config = load_config(str(DOCS / f"{language}.yml"))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        except Abort as issue:
            print(f"docs/{language}: {issue}", file=sys.stderr)
            return 1
        finally:
            config.plugins.on_shutdown()
    (SITE / "index.html").write_text(_START, encoding="utf-8")
    found = outside_assets(SITE)
    print("\n".join(found or [f"{SITE}: built, and nothing in it is loaded from outside"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

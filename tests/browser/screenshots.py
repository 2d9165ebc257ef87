"""Take the pictures of README and docs: `make screenshots`, or with a folder and widths behind it."""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.paths import ROOT, SAMPLE
from support.server import CHROMIUM, PATIENCE_S, SWITCHES, serving

SHOWN = ("overview", "staffing", "accessibility", "corridors", "data")
"""The pages in README and docs."""
PAGES = (*SHOWN, "norms", "planning")
DRAWN_MS = 6000  # until a map is certainly drawn


def take(address, folder, widths, pages):
    """Photograph pages in both languages."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for width in widths:
            for name in pages:
                for language in ("zh", "en"):
                    page = browser.new_page(viewport={"width": width, "height": 1000})
                    path = "" if name == "overview" else name  # the first page is at the root
                    page.goto(f"{address}/{path}?lang={language}")
                    page.locator(".yipan-map canvas").first.wait_for(timeout=PATIENCE_S * 1000)
                    page.wait_for_timeout(DRAWN_MS)
                    suffix = "" if width == 1440 else f".{width}"
                    picture = folder / f"{name}{suffix}.{language}.png"
                    page.screenshot(path=picture)
                    shrink(picture)
                    page.close()
        browser.close()


def shrink(picture):
    """Keep 256 colours, so that the repository stays small."""
    with Image.open(picture) as colours:
        few = colours.convert("RGB").quantize(256)
    few.save(picture, optimize=True)


def main():
    """Serve the sample city and photograph the pages shown, for another folder all."""
    folder, pages = ROOT / "docs", SHOWN
    if len(sys.argv) > 1:
        folder, pages = Path(sys.argv[1]), PAGES
    widths = [int(width) for width in sys.argv[2:]] or [1440]
    with tempfile.TemporaryDirectory() as logs, serving(SAMPLE, Path(logs) / "log.txt") as address:
        take(address, folder, widths, pages)


if __name__ == "__main__":
    main()

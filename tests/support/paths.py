"""Where things lie, whatever folder a test stands in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT / "geo"
SAMPLE = ROOT / "data"
SHARED = ROOT.parent / "shared"
REAL = SHARED / "real"

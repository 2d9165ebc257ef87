"""Who reaches which service in how many minutes, and where people are underserved."""

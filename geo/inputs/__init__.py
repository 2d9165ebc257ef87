"""From files to checked frames: read, check, normalise."""

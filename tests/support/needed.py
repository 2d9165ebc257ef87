"""Only what a test looks at is worked out: some analyses, and those they need."""

from geo.analyses import ANALYSES


def needed(*names):
    """Return the analyses of these names and all they need, to be run."""
    listed = {analysis.name: analysis for analysis in ANALYSES}
    wanted = set(names)
    while more := {need for name in wanted for need in listed[name].needs} - wanted:
        wanted |= more
    return [analysis for analysis in ANALYSES if analysis.name in wanted]

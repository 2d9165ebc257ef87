"""Clusters of places are the partition of greatest modularity, where all partitions can be tried."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from geo.analyses.corridors.methods.clusters import flow_clusters

FLOWS = pd.DataFrame(
    [
        ("a", "x", 50), ("b", "x", 40), ("c", "y", 60), ("b", "y", 3), ("a", "y", 2),
        ("x", "a", 20), ("y", "d", 9), ("x", "d", 4),
    ],
    columns=["origin_code", "destination_code", "flow"],
)  # fmt: skip


def partitions(items):
    """Yield every partition of a list."""
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for at, group in enumerate(smaller):
            yield [*smaller[:at], [first, *group], *smaller[at + 1 :]]


def modularity(groups, flows):
    """Return Newman's modularity, by its definition on the matrix of weights."""
    codes = sorted({*flows["origin_code"], *flows["destination_code"]})
    weights = np.zeros((len(codes), len(codes)))
    for origin, destination, flow in flows.itertuples(index=False):
        a, b = codes.index(origin), codes.index(destination)
        weights[a, b] += flow
        weights[b, a] += flow
    strength, whole = weights.sum(axis=1), weights.sum()
    gain = weights / whole - np.outer(strength, strength) / whole**2
    return sum(
        gain[codes.index(a), codes.index(b)] for group in groups for a in group for b in group
    )


def test_no_other_partition_has_a_greater_modularity():
    found = flow_clusters(FLOWS)
    groups = [list(codes) for codes in found.groupby(found).groups.values()]
    best = max(partitions(sorted(found.index)), key=lambda groups: modularity(groups, FLOWS))
    assert modularity(groups, FLOWS) == pytest.approx(modularity(best, FLOWS))
    assert (
        sorted(map(sorted, groups))
        == sorted(map(sorted, best))
        == [["a", "b", "x"], ["c", "d", "y"]]
    )


def test_the_cluster_of_most_people_is_the_first():
    assert flow_clusters(FLOWS)["x"] == 1
    more = pd.concat([FLOWS, pd.DataFrame([("e", "y", 500)], columns=FLOWS.columns)])
    assert flow_clusters(more)["y"] == 1


def test_the_same_flows_have_the_same_clusters_in_every_process():
    code = (
        "import pandas as pd; from geo.analyses.corridors.methods.clusters import flow_clusters;"
        "f = pd.DataFrame([(f'a{i}', f'b{i * 7 % 11}', 1 + i * i % 13) for i in range(60)],"
        "columns=['origin_code', 'destination_code', 'flow']); print(flow_clusters(f).to_dict())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1

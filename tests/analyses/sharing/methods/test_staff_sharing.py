"""Staff lent to neighbours, by hand and against every way to lend them."""

import itertools

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.sharing.methods.exchanges import SHARING
from geo.analyses.sharing.methods.lending import lend
from geo.analyses.sharing.methods.staff_sharing import persons_of, share_staff
from geo.analyses.staffing.methods.staffing_ratio import staffing
from geo.core.standards import Standards

NORM = Standards()


def places(rows, norm=NORM):
    """Communities from code -> (people, posts); the first two letters are district and street."""
    codes = pd.Index(list(rows), dtype="str")
    population = pd.Series([population for population, _ in rows.values()], codes, dtype="Int64")
    posts = pd.Series([float(posts) for _, posts in rows.values()], codes)
    checked = staffing(population, posts, norm).rename_axis("community_code").reset_index()
    return checked.assign(
        community_name=checked["community_code"] + "社区",
        district_code=checked["community_code"].str[0],
        subdistrict_code=checked["community_code"].str[:2],
    )


def full_time(world):
    """Return the persons of communities where all staff are full-time."""
    posts = {code: int(posts) for code, (_, posts) in world.items()}
    return pd.DataFrame({"full_time": posts, "part_time": 0}, dtype="int64")


def share(world, ways):
    return share_staff(places(world), full_time(world), ways, NORM, lend)


def sides(*pairs):
    both = [(a, b, m) for a, b, m in pairs] + [(b, a, m) for a, b, m in pairs]
    return pd.DataFrame(both, columns=["community_code", "neighbour_code", "distance_m"])


def lent(told):
    return {(r.from_code, r.to_code): (r.staff, r.floating_population) for r in told.itertuples()}


def test_spare_posts_go_where_most_population_are_left_without():
    told = share(
        {"aaa": (400, 2), "aab": (1400, 2), "aac": (510, 1)},
        sides(("aaa", "aab", 500.0), ("aaa", "aac", 100.0)),
    )
    assert lent(told) == {("aaa", "aab"): (1.0, 400)}  # not the ten of the nearer one
    assert told["crosses"].tolist() == ["community"]


def test_a_greedy_rule_would_help_fewer():
    world = {"aaa": (100, 2), "aba": (100, 2), "baa": (1000, 1), "bab": (900, 1)}
    ways = sides(("aaa", "baa", 10.0), ("aaa", "bab", 10.0), ("aba", "baa", 10.0))
    told = share(world, ways)
    assert lent(told) == {("aba", "baa"): (1.0, 500), ("aaa", "bab"): (1.0, 400)}
    assert told["crosses"].tolist() == ["district", "district"]


def test_of_equals_the_nearer_lends_and_nobody_lends_to_those_who_are_no_neighbours():
    world = {"aaa": (100, 2), "aab": (100, 2), "aac": (1000, 1), "aad": (9000, 0)}
    told = share(world, sides(("aaa", "aac", 900.0), ("aab", "aac", 300.0)))
    assert lent(told) == {("aab", "aac"): (1.0, 500)}


def test_a_way_without_a_length_counts_as_none():
    """Of points so far from the others that they have no place in their projection."""
    world = {"aaa": (100, 2), "aab": (100, 2), "aac": (900, 1)}
    told = share(world, sides(("aaa", "aac", 500.0), ("aab", "aac", float("nan"))))
    assert lent(told) == {("aab", "aac"): (1.0, 400)}


def test_no_neighbours_no_sharing():
    told = share({"aaa": (100, 2), "aab": (1000, 1)}, sides())
    assert told.empty
    assert list(told.columns) == list(SHARING)


HALVES = Standards(part_time_weight=0.5)


def halves(world, ways, part_time):
    """Share where some of the staff are part-time and count half: code -> how many they are."""
    posts = {code: posts for code, (_, posts) in world.items()}
    persons = pd.DataFrame(
        {
            "full_time": {code: int(posts[code] - part_time.get(code, 0) / 2) for code in world},
            "part_time": {code: part_time.get(code, 0) for code in world},
        }
    )
    return share_staff(places(world, HALVES), persons, ways, HALVES, lend)


def test_two_lent_staff_answer_for_all_of_850_people():
    # 1,100 people and one part-time post, which answers for 250.
    world = {"aaa": (100, 3), "aab": (1100, 0.5)}
    told = halves(world, sides(("aaa", "aab", 100.0)), {"aab": 1})
    assert lent(told) == {("aaa", "aab"): (2.0, 850)}


def test_nobody_who_works_full_time_is_cut_in_half():
    # A post too many: one full-time person in aaa, two part-time ones in aab.
    world = {"aaa": (400, 2), "aac": (250, 0), "aad": (200, 0)}
    ways = sides(("aaa", "aac", 100.0), ("aaa", "aad", 100.0))
    assert lent(halves(world, ways, {})) == {("aaa", "aac"): (1.0, 250)}
    told = halves(world, ways, {"aaa": 2})
    assert lent(told) == {("aaa", "aac"): (0.5, 250), ("aaa", "aad"): (0.5, 200)}


def test_a_billionth_is_neither_lent_nor_lacking():
    tenths = Standards(part_time_weight=0.1)
    world = {"aaa": (100, 1 + 1e-10), "aab": (500, sum([0.1] * 10))}
    assert sum([0.1] * 10) < 1
    persons = pd.DataFrame({"full_time": {"aaa": 1}, "part_time": {"aab": 10}}).fillna(0)
    ways = sides(("aaa", "aab", 100.0))
    assert share_staff(places(world, tenths), persons, ways, tenths, lend).empty
    assert (places(world, tenths)[["staff_shortfall", "staff_surplus"]] == 0).all(axis=None)


def test_whole_persons_of_a_roster():
    roster = pd.DataFrame(
        {
            "community_code": ["a", "a", "a", "b", "c"],
            "posts": [1.5, 0.5, 2.0, None, 3.0],
            "part_time": pd.array([False, False, True, False, False], dtype="boolean"),
            "level": ["community"] * 4 + ["subdistrict"],
        }
    )
    assert persons_of(roster).to_dict("index") == {"a": {"full_time": 2, "part_time": 2}}


WORLD = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 5)), min_size=2, max_size=7).map(
    lambda rows: {f"a{'ab'[at % 2]}{at}": row for at, row in enumerate(rows)}
)


@settings(max_examples=12, deadline=None)
@given(WORLD, st.randoms(use_true_random=False))
def test_nobody_lends_or_borrows_more_than_there_is_and_order_does_not_matter(world, random):
    codes = list(world)
    ways = sides(*((a, b, 100.0) for a, b in itertools.pairwise(codes)))
    frame = places(world)
    told = share_staff(frame, full_time(world), ways, NORM, lend)
    by_code = frame.set_index("community_code")
    for end, most in (("from_code", "staff_surplus"), ("to_code", "staff_shortfall")):
        posts = told.groupby(end)["staff"].sum()
        assert (posts <= by_code[most].reindex(posts.index)).all()
    helped = told.groupby("to_code")["floating_population"].sum()
    lacking = (by_code["floating_population"] - 500 * by_code["staff"]).reindex(helped.index)
    assert (helped <= lacking).all()
    order = random.sample(range(len(frame)), len(frame))
    shuffled = ways.sample(frac=1, random_state=1)
    again = share_staff(frame.iloc[order], full_time(world), shuffled, NORM, lend)
    pd.testing.assert_frame_equal(told, again)


def most_helped(world, ways):
    """Try every way to lend whole posts to neighbours, and count whom they can answer for."""
    spare = {
        code: posts - max(-(-population // 500), population > 0)
        for code, (population, posts) in world.items()
    }
    lacking = {code: population - 500 * posts for code, (population, posts) in world.items()}
    arcs = [(a, b) for a, b in ways if spare[a] > 0 and spare[b] < 0]
    most = 0
    for amounts in itertools.product(*(range(min(spare[a], -spare[b]) + 1) for a, b in arcs)):
        out = {
            a: sum(n for (x, _), n in zip(arcs, amounts, strict=True) if x == a) for a, _ in arcs
        }
        into = {
            b: sum(n for (_, y), n in zip(arcs, amounts, strict=True) if y == b) for _, b in arcs
        }
        if all(out[a] <= spare[a] for a in out):
            most = max(most, sum(min(500 * n, lacking[b]) for b, n in into.items()))
    return most


@settings(max_examples=25, deadline=None)
@given(WORLD)
def test_as_many_are_helped_as_by_any_way_to_lend(world):
    codes = list(world)
    near = [*itertools.pairwise(codes), *zip(codes, codes[2:], strict=False)]
    told = share(world, sides(*((a, b, 100.0) for a, b in near)))
    ways = [*near, *((b, a) for a, b in near)]
    assert told["floating_population"].sum() == most_helped(world, ways)


def most_answered(world, part_time):
    """Try every way in which a and b lend whole persons to c and d."""
    spare = {}
    for code, (population, posts) in world.items():
        halves_needed = 2 * -(-population // 500)
        spare[code] = int(2 * posts) - halves_needed
    lacking = {code: max(people - int(500 * posts), 0) for code, (people, posts) in world.items()}
    options = []
    for lender in ("aaa", "aab"):
        full = int(world[lender][1] - part_time[lender] / 2)
        options.append(
            [
                (2 * f1 + p1, 2 * f2 + p2)
                for f1, f2 in itertools.product(range(full + 1), repeat=2)
                for p1, p2 in itertools.product(range(part_time[lender] + 1), repeat=2)
                if f1 + f2 <= full and p1 + p2 <= part_time[lender]
                and 2 * (f1 + f2) + p1 + p2 <= max(spare[lender], 0)
            ]
        )  # fmt: skip
    return max(
        sum(
            min(250 * (one[at] + other[at]), lacking[code])
            for at, code in enumerate(("aac", "aad"))
        )
        for one, other in itertools.product(*options)
    )


LENDER = st.tuples(st.integers(0, 400), st.integers(0, 3), st.integers(0, 2))
LACKER = st.tuples(st.integers(0, 2200), st.integers(0, 1), st.integers(0, 1))


@settings(max_examples=25, deadline=None)
@given(st.tuples(LENDER, LENDER, LACKER, LACKER))
def test_as_many_are_answered_for_as_by_any_lending_of_full_and_part_time_staff(rows):
    codes = ("aaa", "aab", "aac", "aad")
    world = {
        code: (people, full + part / 2)
        for code, (people, full, part) in zip(codes, rows, strict=True)
    }
    part_time = {code: part for code, (*_, part) in zip(codes, rows, strict=True)}
    pairs = [(a, b, 100.0) for a in codes[:2] for b in codes[2:]]
    ways = sides(*pairs).query("community_code < neighbour_code")
    told = halves(world, ways, part_time)
    assert told["floating_population"].sum() == most_answered(world, part_time)
    assert (told["staff"] * 2 % 1 == 0).all()

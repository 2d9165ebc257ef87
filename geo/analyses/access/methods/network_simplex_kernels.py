"""The network simplex method for people, sites and capacity at sites, compiled.

W. H. Cunningham, A network simplex method, Mathematical Programming 11, 1976, whose strongly
feasible trees keep the method from going round for ever; entering arcs are looked for by blocks
(P. Kovács, Minimum-cost flow algorithms: an experimental evaluation, Optimization Methods and
Software 30 (1), 2015). All numbers are whole, so the answer is exact.

Nodes are demand points, then sites, then the root; arcs are ways from demand points to sites, then
an arc from each demand point to the root (left over), then one from each site to the root, which
takes no more than the site has capacity for. A spanning tree hangs on the root; an arc outside it
has no flow, or is full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.core.jit import compiled, compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

NO_LIMIT: Final = 2**62
NONE: Final = -1


class Ways(NamedTuple):
    """From demand point ``tail`` to site ``head`` (a number from 0) at ``cost``.

    ``unserved_cost`` is that of a person left over, ``capacity`` what each site can take.
    """

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost: Whole
    capacity: Whole
    unserved_cost: int


class Tree(NamedTuple):
    """A spanning tree: of each node its parent, the arc between, the flow on it, its potential.

    ``child``, ``after`` and ``before`` list the children of each node; ``full`` is of each site
    whose arc to the root is outside the tree and full.
    """

    parent: NDArray[np.int32]
    arc: Whole
    flow: Whole
    potential: Whole
    depth: NDArray[np.int32]
    child: NDArray[np.int32]
    after: NDArray[np.int32]
    before: NDArray[np.int32]
    full: NDArray[np.bool_]


def _ends(ways: Ways, points: int, arc: int) -> tuple[int, int, int]:
    """Return the tail, the head and the cost of an arc."""
    count, root = len(ways.tail), points + len(ways.capacity)
    if arc < count:
        return ways.tail[arc], points + ways.head[arc], ways.cost[arc]
    if arc < count + points:
        return arc - count, root, ways.unserved_cost
    return arc - count, root, 0


ends: Any = compiled_plain(_ends)


def _hang(tree: Tree, node: int, parent: int) -> None:
    """Make a node the first child of another."""
    first = tree.child[parent]
    tree.parent[node] = parent
    tree.before[node] = NONE
    tree.after[node] = first
    if first != NONE:
        tree.before[first] = node
    tree.child[parent] = node


hang: Any = compiled_plain(_hang)


def _cut(tree: Tree, node: int) -> None:
    """Take a node from among its parent's children."""
    before, after = tree.before[node], tree.after[node]
    if before == NONE:
        tree.child[tree.parent[node]] = after
    else:
        tree.after[before] = after
    if after != NONE:
        tree.before[after] = before


cut: Any = compiled_plain(_cut)


def _entering(ways: Ways, tree: Tree, points: int, start: int, block: int) -> tuple[int, int]:
    """Return the arc of a block that saves most, -1 if none does, and where to look next."""
    arcs = len(ways.tail) + points + len(ways.capacity)
    first_capacity = arcs - len(ways.capacity)
    arc, best, most = start, NONE, 0
    for looked in range(1, arcs + 1):
        tail, head, cost = ends(ways, points, arc)
        saved = tree.potential[tail] - tree.potential[head] - cost
        if arc >= first_capacity and tree.full[arc - first_capacity]:
            saved = -saved
        if saved > most:
            best, most = arc, saved
        arc = arc + 1 if arc + 1 < arcs else 0
        if looked % block == 0 and best != NONE:
            break
    return best, arc


entering: Any = compiled_plain(_entering)


def _meeting(tree: Tree, one: int, other: int) -> int:
    """Return the node at which the ways of two nodes to the root meet."""
    while one != other:
        if tree.depth[one] > tree.depth[other]:
            one = tree.parent[one]
        elif tree.depth[one] < tree.depth[other]:
            other = tree.parent[other]
        else:
            one, other = tree.parent[one], tree.parent[other]
    return one


meeting: Any = compiled_plain(_meeting)


def _leaving(
    ways: Ways, tree: Tree, points: int, circle: tuple[int, int, int], limit: int
) -> tuple[int, int, bool]:
    """Find the arc that stops flow round a circle: of several the last from where it begins.

    Parameters
    ----------
    circle
        The end that flow comes to first, that which it comes to then, and where their ways meet.
    limit
        What the entering arc can take.

    Returns
    -------
    tuple
        The node below the arc (-1: the entering arc itself), how much can flow, and whether the
        node is on the first side.
    """
    first, then, meet = circle
    node, amount, on_first, at = NONE, limit, False, first
    while at != meet:
        rising = ends(ways, points, tree.arc[at])[0] == at
        if rising and (tree.flow[at] < amount):
            node, amount, on_first = at, tree.flow[at], True
        at = tree.parent[at]
    if limit <= amount:
        node, amount, on_first = NONE, limit, False
    at = then
    while at != meet:
        left = NO_LIMIT
        if ends(ways, points, tree.arc[at])[0] != at:
            left = tree.flow[at]
        elif at >= points and tree.parent[at] == points + len(ways.capacity):
            left = ways.capacity[at - points] - tree.flow[at]
        if left <= amount:
            node, amount, on_first = at, left, False
        at = tree.parent[at]
    return node, amount, on_first


leaving: Any = compiled_plain(_leaving)


def _push(ways: Ways, tree: Tree, points: int, circle: tuple[int, int, int], amount: int) -> None:
    """Let an amount flow round a circle, but for its entering arc."""
    first, then, meet = circle
    for side in range(2):
        at = first if side == 0 else then
        while at != meet:
            rising = ends(ways, points, tree.arc[at])[0] == at
            tree.flow[at] += amount if rising == (side == 1) else -amount
            at = tree.parent[at]


push: Any = compiled_plain(_push)


def _turn(tree: Tree, top: int, last: int, arc: int, flow: int, parent: int) -> None:
    """Hang the part of the tree below ``last`` on ``parent`` by its node ``top``."""
    at = top
    while True:
        old_parent, old_arc, old_flow = tree.parent[at], tree.arc[at], tree.flow[at]
        cut(tree, at)
        hang(tree, at, parent)
        tree.arc[at], tree.flow[at] = arc, flow
        if at == last:
            return
        parent, arc, flow, at = at, old_arc, old_flow, old_parent


turn: Any = compiled_plain(_turn)


def _shift(tree: Tree, top: int, by: int) -> None:
    """Add to the potentials of a node and all below it, and count their depth anew."""
    at = top
    while True:
        tree.potential[at] += by
        tree.depth[at] = tree.depth[tree.parent[at]] + 1
        if tree.child[at] != NONE:
            at = tree.child[at]
            continue
        while at != top and tree.after[at] == NONE:
            at = tree.parent[at]
        if at == top:
            return
        at = tree.after[at]


shift: Any = compiled_plain(_shift)


def _pivot(ways: Ways, tree: Tree, points: int, arc: int) -> None:
    """Let an arc enter the tree, and the one that stops its flow leave it."""
    first_capacity = len(ways.tail) + points
    tail, head, cost = ends(ways, points, arc)
    reduced = cost - tree.potential[tail] + tree.potential[head]
    limit, was_full = NO_LIMIT, False
    if arc >= first_capacity:
        limit, was_full = ways.capacity[arc - first_capacity], tree.full[arc - first_capacity]
    first, then = (head, tail) if was_full else (tail, head)
    circle = first, then, meeting(tree, first, then)
    node, amount, on_first = leaving(ways, tree, points, circle, limit)
    push(ways, tree, points, circle, amount)
    if node == NONE:
        tree.full[arc - first_capacity] = not was_full
        return
    gone = tree.arc[node]
    if gone >= first_capacity:
        tree.full[gone - first_capacity] = tree.flow[node] > 0
    if arc >= first_capacity:
        tree.full[arc - first_capacity] = False
    top, parent = (first, then) if on_first else (then, first)
    turn(tree, top, node, arc, limit - amount if was_full else amount, parent)
    shift(tree, top, reduced if top == tail else -reduced)


pivot: Any = compiled_plain(_pivot)


def _nearest_first(ways: Ways, tree: Tree, left: Whole, free: Whole, order: Whole) -> None:
    """Build a tree in which everyone goes to the nearest site not full when their turn comes.

    Each way that is taken leaves nobody at its point, or no capacity at its site: that node hangs
    on the other, which stays. From every node flow can rise to the root, so the tree is strongly
    feasible: a site that is full hangs on a point that comes to it.

    Parameters
    ----------
    left, free
        People of each point and capacity of each site; changed to what is left.
    order
        The ways, in the order of their turns.
    """
    points, root, first = len(left), len(left) + len(free), len(ways.tail)
    for way in order:
        point, site = ways.tail[way], ways.head[way]
        amount = min(left[point], free[site])
        if amount == 0:
            continue
        left[point] -= amount
        free[site] -= amount
        node, parent = point, points + site
        if free[site] == 0:
            node, parent = parent, node
            tree.full[site] = True
        hang(tree, node, parent)
        tree.arc[node], tree.flow[node] = way, amount
    tree.parent[root] = NONE
    for node in range(root):
        if tree.parent[node] == NONE:
            hang(tree, node, root)
            tree.arc[node] = first + node
            of_site = node >= points
            tree.flow[node] = (
                ways.capacity[node - points] - free[node - points] if of_site else left[node]
            )


nearest_first: Any = compiled_plain(_nearest_first)


def _set_potentials(ways: Ways, tree: Tree, points: int) -> None:
    """Work out the potentials and the depth of all nodes, from the root downwards."""
    root = points + len(ways.capacity)
    at = root
    while True:
        if at != root:
            parent = tree.parent[at]
            tail, _, cost = ends(ways, points, tree.arc[at])
            tree.potential[at] = tree.potential[parent] + (cost if tail == at else -cost)
            tree.depth[at] = tree.depth[parent] + 1
        if tree.child[at] != NONE:
            at = tree.child[at]
            continue
        while at != root and tree.after[at] == NONE:
            at = tree.parent[at]
        if at == root:
            return
        at = tree.after[at]


set_potentials: Any = compiled_plain(_set_potentials)


def _solve(ways: Ways, tree: Tree, people: Whole, order: Whole, block: int) -> int:
    """Find the flow of least cost, from a tree in which the nearest come first.

    Parameters
    ----------
    people
        Of each demand point.
    order
        The ways in order of their cost.

    Returns
    -------
    int
        How many arcs entered.
    """
    points = len(people)
    nearest_first(ways, tree, people.copy(), ways.capacity.copy(), order)
    set_potentials(ways, tree, points)
    pivots, start = 0, 0
    arc, start = entering(ways, tree, points, start, block)
    while arc != NONE:
        pivot(ways, tree, points, arc)
        pivots += 1
        arc, start = entering(ways, tree, points, start, block)
    return pivots


solve: Any = compiled(_solve)

"""The same question put to two exact, compiled solvers: the smallest-cost flow of OR-tools, and HiGHS as SciPy has it.

Each call builds its model from the affinities, as ours does; only turning them into an array happened before.
"""

from typing import Any

from wip.domain.matching import Readings

_MUST = 10**9
"""What a unit of a least load is worth, so that a flow brings it before all else."""

_held: dict[int, Any] = {}


def _arcs(readings: Readings) -> Any:
    """Papers, reviewers and affinities of the allowed pairs, as three arrays; made once for each instance."""
    import numpy as np

    key = id(readings)
    if key not in _held:
        _held.clear()
        triples = [
            (i, k, value)
            for i, row in enumerate(readings.affinities)
            for k, value in enumerate(row)
            if value is not None
        ]
        _held[key] = np.array(triples, dtype=np.int64).T
    return _held[key]


def by_flow(readings: Readings) -> int:
    """OR-tools: a unit of flow is a paper's reading, from the paper through a reviewer to the end."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    papers, reviewers, values = _arcs(readings)
    n, m = len(readings.wanted), len(readings.most)
    least, most = np.array(readings.least), np.array(readings.most)
    people, end = np.arange(n, n + m), np.full(m, n + m)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(papers, reviewers + n, np.ones_like(papers), -values)
    flow.add_arcs_with_capacity_and_unit_cost(people, end, most - least, np.zeros(m, dtype=np.int64))
    if least.any():
        flow.add_arcs_with_capacity_and_unit_cost(people, end, least, np.full(m, -_MUST))
    flow.set_nodes_supplies(np.arange(n), np.array(readings.wanted))
    flow.set_node_supply(n + m, -sum(readings.wanted))
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("OR-tools found no flow")
    return -int(flow.optimal_cost()) - _MUST * int(least.sum())


def by_program(readings: Readings) -> int:
    """HiGHS: the linear programme, whose corners are whole."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    papers, reviewers, values = _arcs(readings)
    n, m, pairs = len(readings.wanted), len(readings.most), len(values)
    ones, place = np.ones(pairs), np.arange(pairs)
    loads = coo_array((ones, (reviewers, place)), shape=(m, pairs)).tocsr()
    least, most = np.array(readings.least), np.array(readings.most)
    found = linprog(
        -values,
        A_ub=coo_array(
            (
                np.concatenate([ones, -ones]),
                (np.concatenate([reviewers, reviewers + m]), np.concatenate([place, place])),
            )
        ).tocsr()
        if least.any()
        else loads,
        b_ub=np.concatenate([most, -least]) if least.any() else most,
        A_eq=coo_array((ones, (papers, place)), shape=(n, pairs)).tocsr(),
        b_eq=np.array(readings.wanted),
        bounds=(0, 1),
        method="highs",
    )
    if found.status:
        raise ArithmeticError(found.message)
    return round(float(-found.fun))

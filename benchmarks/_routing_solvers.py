"""Plans by routing solvers: the visits of a plan as clients with prizes, and the people left.

Neither solver divides the people of a venue among crews: each has the visits of the plan to
combine anew, and the people that the plan leaves as further visits that can be made.
"""

from __future__ import annotations

from importlib import import_module
from itertools import groupby
from typing import Any, NamedTuple

from dukcapil.outreach import Plan, Workday

__all__ = ["by_ortools", "by_pyvrp"]

UNITS = 2  # of a minute: people take two and a half


class Task(NamedTuple):
    """The visits that can be made, each with venue and people, and the minutes between them."""

    visits: list[tuple[int, int]]
    made: list[list[int]]
    ways: list[int]
    legs: list[list[int]]
    service: list[int]
    workday: Workday
    crew_days: int


def task_of(plan: Plan) -> Task:
    """Return the visits of a plan of full days on which all venues are open."""
    workday = plan.workday
    if workday is None or workday.office is None:
        raise ValueError("expected a plan with an office")
    number = {venue.id: at for at, venue in enumerate(plan.venues)}
    visits = [(number[visit.venue], visit.people) for visit in plan.planned]
    in_order = groupby(
        range(len(visits)), key=lambda at: (plan.planned[at].on, plan.planned[at].crew)
    )
    made = [list(group) for _, group in in_order]
    for row in plan.by_venue:
        ways = workday.travelled([row.venue.region])
        most = workday.people_within(workday.minutes - workday.setup_minutes - ways)
        left = row.venue.reachable_people - row.people
        visits += [(number[row.venue.id], min(most, left - met)) for met in range(0, left, most)]
    regions = [venue.region for venue in plan.venues]
    travel, office = workday.travel, workday.office
    return Task(
        visits,
        made,
        [travel.minutes(office, region) * UNITS for region in regions],
        [[travel.minutes(one, other) * UNITS for other in regions] for one in regions],
        [
            int((workday.setup_minutes + people * workday.minutes_per_person) * UNITS)
            for _, people in visits
        ],
        workday,
        sum(day.crews for day in plan.days),
    )


def by_pyvrp(plan: Plan, seconds: float, *, is_warm: bool) -> int:
    """Return the people recorded by PyVRP, from nothing or from the plan; any number of stops."""
    vrp: Any = import_module("pyvrp")
    stop: Any = import_module("pyvrp.stop")
    task = task_of(plan)
    model = vrp.Model()
    office = model.add_location(0, 0)
    places = [model.add_location(0, 0) for _ in task.ways]
    model.add_depot(office)
    for (venue, people), service in zip(task.visits, task.service, strict=True):
        model.add_client(places[venue], service_duration=service, prize=people, required=False)
    model.add_vehicle_type(
        task.crew_days,
        shift_duration=task.workday.minutes * UNITS,
        unit_distance_cost=0,
    )
    for at, place in enumerate(places):
        for ends in ((office, place), (place, office)):
            model.add_edge(*ends, distance=task.ways[at], duration=task.ways[at])
        for to, other in enumerate(places):
            if at != to:
                leg = task.legs[at][to]
                model.add_edge(place, other, distance=leg, duration=leg)
    start = vrp.Solution(model.data(), task.made) if is_warm else None
    found = model.solve(stop.MaxRuntime(seconds), seed=1, display=False, initial_solution=start)
    return int(found.best.prizes())


def by_ortools(plan: Plan, seconds: float, *, is_warm: bool) -> int:
    """Return the people recorded by the routing library of OR-Tools, from nothing or the plan."""
    solver: Any = import_module("ortools.constraint_solver.pywrapcp")
    enums: Any = import_module("ortools.constraint_solver.routing_enums_pb2")
    task = task_of(plan)
    count = len(task.visits) + 1
    places = [venue for venue, _ in task.visits]
    to_visit = [0, *(task.ways[venue] for venue in places)]
    between = [[task.legs[one][other] for other in places] for one in places]
    minutes = [to_visit] + [
        [task.service[at] + leg for leg in (task.ways[places[at]], *between[at])]
        for at in range(count - 1)
    ]
    manager = solver.RoutingIndexManager(count, task.crew_days, 0)
    model = solver.RoutingModel(manager)
    time = model.RegisterTransitMatrix(minutes)
    model.AddDimension(time, 0, task.workday.minutes * UNITS, True, "minutes")  # noqa: FBT003
    stops = model.RegisterUnaryTransitVector([0] + [1] * (count - 1))
    model.AddDimension(stops, 0, task.workday.most_stops, True, "stops")  # noqa: FBT003
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterUnaryTransitVector([0] * count))
    for at, (_, people) in enumerate(task.visits, start=1):
        model.AddDisjunction([manager.NodeToIndex(at)], people)
    options = solver.DefaultRoutingSearchParameters()
    options.local_search_metaheuristic = enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    options.time_limit.FromMilliseconds(int(seconds * 1_000))
    if is_warm:
        model.CloseModelWithParameters(options)
        routes = [[at + 1 for at in route] for route in task.made]
        start = model.ReadAssignmentFromRoutes(routes, True)  # noqa: FBT003
        found = model.SolveFromAssignmentWithParameters(start, options)
    else:
        found = model.SolveWithParameters(options)
    return sum(people for _, people in task.visits) - int(found.ObjectiveValue())

"""Solving: `task` chooses the way; `one_stop` and `limits` are for one stop a day."""

from dukcapil.outreach._solving.limits import quality
from dukcapil.outreach._solving.nights import faults_of_nights
from dukcapil.outreach._solving.several_stops import routes_for, with_routes
from dukcapil.outreach._solving.slots import crew_slots, demands_of, places_of, slots_of
from dukcapil.outreach._solving.task import solve, solve_again

__all__ = [
    "crew_slots",
    "demands_of",
    "faults_of_nights",
    "places_of",
    "quality",
    "routes_for",
    "slots_of",
    "solve",
    "solve_again",
    "with_routes",
]

"""Solving: `task` chooses the way; `one_stop` and `limits` are for one stop a day."""

from dukcapil.outreach._solving.slots import demands_of
from dukcapil.outreach._solving.task import solve, solve_again, with_routes

__all__ = ["demands_of", "solve", "solve_again", "with_routes"]

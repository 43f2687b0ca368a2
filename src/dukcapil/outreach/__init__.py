"""Outreach (*jemput bola*, *Jebol*): the plan of visits by which the most people are recorded.

`plan` takes a `Venue` for each place with people not yet recorded, the crews and the days, and
returns a `Plan`. With one stop a crew-day the plan is optimal and carries its proof; with several
it carries a bound that no plan can exceed. When schools close or a crew falls ill, `replan` keeps
the visits already made and plans the rest again.

Where a change goes: a kind of venue `_venues`; opening days `_open_days`; hours and breaks
`_clock`; the working day of a crew `_workday`; crews that differ, floors and budgets `_rules`; the
tables of a plan `_plan_tables`; its proof `_certificate`, `_proof` and `_bound`; the search
`_solver`, called by `_solving` alone; calendar files `_icalendar`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.outreach._clock import Hours
from dukcapil.outreach._from_register import venues_from_register
from dukcapil.outreach._improvement import improve
from dukcapil.outreach._open_days import DayRule, OpenDays
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._plan_tables import CrewSheet, VenueRow, VenueTable
from dukcapil.outreach._planning import DayShares, cost_of_promise, plan, with_more_crews
from dukcapil.outreach._replanning import Replan, replan
from dukcapil.outreach._rules.crews import Crew
from dukcapil.outreach._rules.limits import Budget, Floor
from dukcapil.outreach._timetable import TimedVisit, Timetable
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import Night, PlannedDay, Promise, Sent, Visit
from dukcapil.outreach._workday import TravelTimes, Workday

__all__ = [
    "Budget",
    "Crew",
    "CrewSheet",
    "DayRule",
    "DayShares",
    "Floor",
    "Hours",
    "Night",
    "OpenDays",
    "Plan",
    "PlannedDay",
    "Promise",
    "Replan",
    "Sent",
    "TimedVisit",
    "Timetable",
    "TravelTimes",
    "Venue",
    "VenueKind",
    "VenueRow",
    "VenueTable",
    "Visit",
    "Workday",
    "cost_of_promise",
    "improve",
    "plan",
    "replan",
    "venues_from_register",
    "with_more_crews",
]

publish(__name__)

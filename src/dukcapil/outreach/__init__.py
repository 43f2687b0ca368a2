"""Where the teams go (*jemput bola*, *Jebol*): the plan by which the most people are recorded.

Given are venues with the people not yet recorded there, crews, and days. Where a crew visits one
venue a day, the plan is the best there is, and it carries its proof. Where it makes several stops,
the plan carries a bound that no plan can exceed. When the schools close, or a crew falls ill, what
was done stays and the rest is planned anew.
"""

from __future__ import annotations

from dukcapil.outreach._from_register import venues_from_register
from dukcapil.outreach._improvement import improve
from dukcapil.outreach._open_days import DayRule, OpenDays
from dukcapil.outreach._plan import Plan
from dukcapil.outreach._plan_tables import CrewSheet, VenueRow, VenueTable
from dukcapil.outreach._planning import plan, with_more_crews
from dukcapil.outreach._replanning import Replan, Sent, replan
from dukcapil.outreach._venues import Venue, VenueKind
from dukcapil.outreach._visits import PlannedDay, Visit
from dukcapil.outreach._workday import TravelTimes, Workday

__all__ = [
    "CrewSheet",
    "DayRule",
    "OpenDays",
    "Plan",
    "PlannedDay",
    "Replan",
    "Sent",
    "TravelTimes",
    "Venue",
    "VenueKind",
    "VenueRow",
    "VenueTable",
    "Visit",
    "Workday",
    "improve",
    "plan",
    "replan",
    "venues_from_register",
    "with_more_crews",
]

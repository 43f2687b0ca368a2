# %% [markdown]
# # Jebol: where do the teams go?
#
# In December 2020 Kota Bekasi had 44,529 residents who must hold a KTP-el and were not recorded,
# and schools had not been visited since March (republika.co.id, 3 December 2020). Take these people
# back to January, put them on the lists of 56 kelurahan offices and 250 schools, and plan a half
# year of visits; then close the schools on 16 March.
#
# The 56 kelurahan are those of the city; how many are on which list, and when a school lets a
# crew in, is made up. A crew with one set recorded 123 pupils in a day at a school in Surabaya
# (jpnn.com, 28 September 2013) and a crew of five 130 at the office in Ngawi
# (dukcapil.ngawikab.go.id, 17 May 2025): say 125. These are recordings made, not capacity: a crew
# can do at least as many on such a day, and its capacity is not in print. In Mojokerto 20 % of
# those on the lists did not come (suaramojokerto.com, November 2017).

# %%
from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from dukcapil import Month, Scenario, project
from dukcapil.outreach import (
    OpenDays,
    TravelTimes,
    Venue,
    VenueKind,
    Workday,
    plan,
    replan,
    with_more_crews,
)
from dukcapil.regions import Level
from dukcapil.testing import kelurahan

PEOPLE, SCHOOLS, CREWS, A_DAY = 44_529, 250, 3, 125
TERM = (date(2020, 1, 6), date(2020, 6, 20))
HOLIDAYS = [
    date(2020, 3, 25),  # Nyepi
    date(2020, 4, 10),  # Wafat Isa Almasih
    date(2020, 5, 1),
    date(2020, 5, 7),  # Waisak
    date(2020, 5, 21),  # Kenaikan Isa Almasih
    date(2020, 5, 25),  # Idulfitri
    date(2020, 6, 1),
]

# %% [markdown]
# ## The venues
#
# About three in four are pupils. Each school lets a crew in during two weeks of the term; an
# office is open whenever the crews work.

# %%
rng = Random(2020)  # noqa: S311  the same lists in every run
mondays = OpenDays(weekdays=[0]).between(*TERM)[:-2]


def two_weeks() -> OpenDays:
    """Return two weeks of the term, as a school offers them."""
    monday = rng.choice(mondays)
    return OpenDays(terms=[(monday, monday + timedelta(days=14))])


places = kelurahan()
regions = [place.code for place in places]
weights = [rng.lognormvariate(0, 0.6) for _ in range(len(regions) + SCHOOLS)]
shares = [weight / sum(weights) for weight in weights]
venues = [
    Venue(
        id=place.name,
        kind=VenueKind.KELURAHAN_OFFICE,
        region=place.code,
        expected_people=round(PEOPLE * share),
    )
    for place, share in zip(places, shares, strict=False)
]
venues += [
    Venue(
        id=f"School {number}",
        kind=VenueKind.SCHOOL,
        region=rng.choice(regions),
        expected_people=round(PEOPLE * share),
        open_on=two_weeks(),
    )
    for number, share in enumerate(shares[len(regions) :], start=1)
]
days = OpenDays(holidays=HOLIDAYS).between(*TERM)
print(f"{len(venues)} venues, {len(days)} days, {sum(v.expected_people for v in venues):,} people")

# %% [markdown]
# ## The best plan
#
# No plan of one venue a crew-day can record more, and the plan proves it: it reaches the bound that
# follows from its prices.

# %%
best = plan(venues, crews=CREWS, days=days, per_crew_day=A_DAY, attendance=Fraction(4, 5))
best.verify()
print(
    f"\n{best.recorded:,} recorded of {best.reachable:,} who can be met; bound {best.upper_bound:,}"
)
prices = sorted({int(day.price) for day in best.days})
print(f"One more crew on a single day would record {' or '.join(map(str, prices))} more.")
print(f"One more crew on all days: {with_more_crews(best).recorded - best.recorded:,} more.")

# %% [markdown]
# Two rules of planning by hand: from the biggest venue down, each as soon as it is open; and day by
# day, at the venues where most can be recorded.

# %%


def biggest_first() -> int:
    """Fill the spreadsheet from the biggest venue down, each as soon as it is open."""
    free = dict.fromkeys(days, CREWS)
    recorded = 0
    for row in sorted(best.by_venue, key=lambda row: -row.venue.reachable_people):
        left = row.venue.reachable_people
        for day in row.open_on:
            if left and free[day]:
                free[day] -= 1
                recorded += min(left, A_DAY)
                left -= min(left, A_DAY)
    return recorded


def day_by_day() -> int:
    """Every morning, send the crews where they record most."""
    left = {row.venue.id: row.venue.reachable_people for row in best.by_venue}
    open_on = {row.venue.id: set(row.open_on) for row in best.by_venue}
    recorded = 0
    for day in days:
        here = [name for name in left if day in open_on[name]]
        for name in sorted(here, key=lambda name: -min(left[name], A_DAY))[:CREWS]:
            recorded += min(left[name], A_DAY)
            left[name] -= min(left[name], A_DAY)
    return recorded


for name, recorded in (("biggest first", biggest_first()), ("day by day", day_by_day())):
    print(f"{name}: {recorded:,}, {1 - recorded / best.recorded:.1%} fewer than the best")

# %% [markdown]
# The first two weeks, as the crews see them:

# %%
print(best.by_crew.between(date(2020, 1, 6), date(2020, 1, 18)))

# %% [markdown]
# The board of the half year, and who is reached in each kecamatan:

# %% tags=["active-ipynb"]
# from dukcapil import plots
#
# best.plot();

# %% tags=["active-ipynb"]
# plots.plan_map(best);

# %% [markdown]
# ## 16 March: the schools close
#
# The visits already made are kept. Of the pupils who are left, say that half come to the office of
# their kelurahan.

# %%
closed = replan(
    best, from_day=date(2020, 3, 16), closed=VenueKind.SCHOOL, sent_share=Fraction(1, 2)
)
closed.plan.verify()
print("\nSchools closed on 16 March:")
print(closed)
print(f"The closure costs {closed.cost_people:,} people.")
print(f"{sum(sent.people for sent in closed.sent):,} are sent to offices and come.")
more = with_more_crews(closed.plan).recorded - closed.plan.recorded
print(f"One more crew from then on would record {more:,} more.")
fewer = replan(
    best,
    from_day=date(2020, 3, 16),
    closed=VenueKind.SCHOOL,
    sent_share=Fraction(1, 2),
    crews=CREWS - 1,
)
print(f"With one crew fewer the closure would cost {fewer.cost_people:,}.")

# %% [markdown]
# Crews are no longer the constraint: everybody who comes to an office is met. Bringing in the other
# half would help.
#
# ## Consequences for the backlog
#
# The monthly numbers of a plan, beside what the counters can do, are the recording capacity of a
# forecast. 3,368 become obliged a month (202,084 people of 15 to 19, census of September 2020);
# that the counters can record 2,500 is made up.

# %%
MONTHS = Month.range(Month(2020, 1), Month(2020, 7))
print("\nNot recorded at the end of each month:")
for title, term in (("schools open", best), ("schools closed", closed.plan)):
    capacity = [2_500 + people for people in term.expected_by_month(MONTHS)]
    trajectory = project(
        Scenario(
            start=MONTHS[0],
            months=len(MONTHS),
            not_recorded_people=PEOPLE,
            newly_obliged_people=3_368,
            recording_capacity_people=capacity,
            allocation_cards=10_000,
        )
    )
    ends = trajectory.month_ends
    print(f"{title:15}" + "".join(f"{end.not_recorded_people:9,}" for end in ends))

# %% [markdown]
# ## Several stops a day
#
# A remainder of forty pupils takes a whole crew-day above. Let a crew make up to three stops: seven
# hours, 45 minutes to set up and take down, three minutes a person, and minutes of travel between
# kecamatan, which are made up. The plan is no longer certain to be optimal, but its distance from
# the optimum is bounded.

# %%
kecamatan = sorted({code.at(Level.KECAMATAN) for code in regions})
travel = TravelTimes(
    between={
        (one, other): 15 + 5 * abs(at - to)
        for at, one in enumerate(kecamatan)
        for to, other in enumerate(kecamatan)
    },
    same_region=10,
)
workday = Workday(minutes=420, setup_minutes=45, minutes_per_person=3, most_stops=3, travel=travel)
stops = plan(venues, crews=CREWS, days=days, per_crew_day=workday, attendance=Fraction(4, 5))
stops.verify()
print(f"\nWith one stop a day {best.recorded:,}, with up to three {stops.recorded:,};")
print(f"no plan can record more than {stops.upper_bound:,}: within {float(stops.gap):.1%}.")

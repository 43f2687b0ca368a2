# %% [markdown]
# # The shortage of 2019
#
# In August and September 2019 Kota Bekasi received 500 blank cards a month and was asked for about
# 21,000 (15 service points with 50 requests a day or more: beritabekasi.co.id, September 2019). On
# 26 September 85,000 people had no card: not recorded, with an interim certificate, or with a lost
# one (wartakota.tribunnews.com). In November 2020 the city got 15,000 to 20,000 a month
# (daerah.sindonews.com, 23 November 2020).

# %%
from __future__ import annotations

import builtins
from fractions import Fraction

import attrs

from dukcapil import Month, Scenario, project
from dukcapil.demand import DemandHistory
from dukcapil.distributions import Empirical, Mixture, Pmf, Regimes, Uniform
from dukcapil.forecast import month_reached, outlook, required_allocation
from dukcapil.inventory import StockLevels, average_monthly_cards, months_of_stock

show = getattr(builtins, "display", print)  # a notebook draws tables, a terminal prints them

# %% [markdown]
# ## A year of 500 a month
#
# All 21,000 are taken to be recorded people, none of whom gives up; that is an assumption. A few
# more blanks would not clear this queue.

# %%
shortage = Scenario(
    start=Month(2019, 10),
    months=12,
    not_recorded_people=0,
    waiting_people=85_000,
    allocation_cards=500,
    replacement_cards=21_000,
)
trajectory = project(shortage)
show(trajectory)
print(f"After a year {trajectory.month_ends[-1].outstanding_people:,} people wait.")

# %% [markdown]
# ## Demand that was not observed
#
# Cards printed are not cards demanded. With 500 blanks a month against about 1,000 requests a day,
# there were blanks for half a day. A table that takes 500 for the demand says that 2,000 blanks are
# four months of stock. The days without blanks have to be excluded.

# %%
seen = DemandHistory(
    start=Month(2019, 6), cards=[20_400, 21_300, 500, 500], out_of_stock_days=[0, 0, 30, 29]
)
show(seen)
naive = Fraction(sum(seen.cards[-2:]), 2)
corrected = average_monthly_cards(
    sum(seen.cards), months=len(seen), out_of_stock_days=sum(seen.out_of_stock_days)
)
assert corrected is not None  # noqa: S101  # there was stock on some day
for name, monthly in (("printed", naive), ("asked for", corrected)):
    stock = months_of_stock(2_000, monthly)
    print(f"{name}: {float(monthly):,.0f} a month; 2,000 blanks are {float(stock or 0):.1f} months")
levels = StockLevels(monthly_cards=corrected, lead_time_months=Fraction(1, 4), review_months=1)
print(levels)

# %% [markdown]
# ## When blanks come again
#
# From January 2020, say, as in November 2020: 15,000 to 20,000 a month, all equally likely. Against
# 21,000 requests that is not enough. How many blanks a month would have cleared the queue by the
# end of the year, with 95 %? And what if requests fall to 12,000 a month, which is a guess?

# %%
back = attrs.evolve(
    shortage,
    start=Month(2020, 1),
    months=36,
    waiting_people=trajectory.month_ends[2].waiting_people,
    allocation_cards=Uniform(15_000, 20_000),
)
enough = required_allocation(back, target=0, by=Month(2020, 12))
print(f"With 21,000 requests a month it takes {enough}.")
calmer = attrs.evolve(back, replacement_cards=Empirical([11_000, 12_000, 12_500]))
gone = month_reached(calmer, target=0, max_points=500_000)
print(f"With about 12,000 requests and these deliveries the queue is gone in {gone}, with 95 %.")

# %% [markdown]
# ## Deliveries that fail
#
# In 2019 deliveries failed for months on end. Suppose one poor month in six, independent of the
# others or in runs.

# %%
failing = attrs.evolve(
    calmer,
    allocation_cards=Mixture([(5, Uniform(15_000, 20_000)), (1, Pmf({500: 1}))]),
    waiting_people=0,
    on_hand_cards=20_000,
)
for name, case in (
    ("independently", failing),
    ("in runs", attrs.evolve(failing, dependence=Regimes(Fraction(9, 10)))),
):
    month = outlook(case, max_points=500_000, compare=False)[Month(2020, 12)]
    print(f"Poor months come {name}: people wait in December with {month.stock_out_in},")
    print(f"  {month.waiting_people.mean.value:,.0f} on average.")

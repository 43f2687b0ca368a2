"""Single questions in SQL by hand, as fast as their author could make them in DuckDB.

They do what these tables need: the birthday of 29 February, deaths, permits and marriages are in
them, cards that are found again are not, since nobody in the tables finds one.
"""

from __future__ import annotations

from typing import Final

_17: Final = """(birth_date + interval 17 year
    + case when month(birth_date) = 2 and day(birth_date) = 29 then interval 1 day
      else interval 0 day end)::date"""
_PERMIT: Final = "case when is_citizen and permit_since is null then date '0001-01-01' \
else permit_since end"
_FAR: Final = "date '9999-12-31'"
_HELD: Final = "'CardBroughtIn', 'CardHandedOver'"
_ENDED: Final = "'CardLost', 'CardDamaged', 'CardWithdrawn', 'CardVoided'"
_CARDS: Final = f"""select person, min(occurred_on) filter (kind in ({_HELD})) as f,
        least(coalesce(min(occurred_on) filter (kind in ({_ENDED})), {_FAR}),
              coalesce(min(valid_until), {_FAR})) as t
    from events where kind in ({_HELD}, {_ENDED}) group by person, card"""  # noqa: S608
_GROUP: Final = "substr(region, 1, 8) as kecamatan, sex"


def measured(on: str) -> str:
    """Return the query of coverage on a date, by kecamatan and sex."""
    day = f"date '{on}'"
    return f"""
        with held as (
            select distinct person from ({_CARDS}) where f <= {day} and t > {day}
        )
        select {_GROUP}, count(*) as obliged, count(held.person) as covered
        from stays left join held using (person)
        where since <= {day} and (until is null or until > {day})
            and (died_on is null or died_on > {day})
            and ({_PERMIT}) <= {day} and (permit_until is null or permit_until > {day})
            and ({_17} <= {day} or first_married_on <= {day})
        group by all"""  # noqa: S608


def newly_obliged(since: str, until: str) -> str:
    """Return the query of people who become obliged from one day to another, by month."""
    return f"""
        with people as materialized (
            select person, {_GROUP}, since, {_PERMIT} as permit,
                least({_17}, first_married_on) as reached,
                least(until, died_on, permit_until) as gone
            from stays
            where birth_date between date '{since}' - interval 18 year
                    and date '{until}' - interval 16 year
                or first_married_on between date '{since}' and date '{until}'
                or permit_since between date '{since}' and date '{until}'
        ), renewed as (
            select distinct person, permit_until from stays where permit_until is not null
        )
        select kecamatan, sex, date_trunc('month', greatest(reached, permit))::date as month,
            count(*) as people
        from people left join renewed
            on renewed.person = people.person and permit_until = permit and permit > reached
        where greatest(reached, permit) between date '{since}' and date '{until}'
            and greatest(reached, permit) >= since
            and (gone is null or greatest(reached, permit) < gone) and renewed.person is null
        group by all"""  # noqa: S608


def flows(since: str, until: str) -> str:
    """Return the query of the flows between two days, by kecamatan and sex."""
    first, last = f"date '{since}'", f"date '{until}'"
    return f"""
        with held as materialized (
            select * from ({_CARDS}) where f < t and t > {first} and f <= {last}
        ), people as materialized (
            select person, {_GROUP},
                greatest(since, least({_17}, first_married_on), {_PERMIT}) as b,
                least(coalesce(until, {_FAR}), coalesce(died_on, {_FAR}),
                      coalesce(permit_until, {_FAR})) as e,
                since > least({_17}, first_married_on) as was_obliged,
                died_on is not null and died_on <= coalesce(until, {_FAR}) as dies
            from stays
        ), active as materialized (
            select people.*, coalesce(f, {_FAR}) as f, coalesce(t, {_FAR}) as t
            from people left join held using (person)
            where b < e and b <= {last} and e > {first} and (b > {first} or e <= {last}
                or f > {first} or t <= {last})
        )
        select kecamatan, sex, flow, sum(obliged)::bigint as obliged,
            sum(covered)::bigint as covered
        from (
            select person, kecamatan, sex,
                case when was_obliged then 'moved in' else 'turned 17' end as flow,
                1 as obliged, max((f <= b and b < t)::int) as covered
            from active where b > {first} group by all
            union all
            select person, kecamatan, sex, case when dies then 'died' else 'moved out' end, -1,
                -max((f < e and e <= t)::int)
            from active where e <= {last} group by all
            union all
            select person, kecamatan, sex, 'issued', 0, 1 from active
            where f > {first} and f <= {last} and b < f and f < e
            union all
            select person, kecamatan, sex, 'lost or voided', 0, -1 from active
            where t > {first} and t <= {last} and b < t and t < e
        ) group by all"""  # noqa: S608


def standing(on: str) -> str:
    """Return the query of the standing of each person, of people whose records go on to the end."""
    day = f"date '{on}'"
    return f"""
        with cards as (
            select person, card,
                bool_or(kind = 'BiometricsCaptured') as recorded,
                bool_or(kind = 'PrintReadyRecordMade') as ready,
                bool_or(kind = 'CardPrinted') and not bool_or(kind in ({_ENDED})) as printed,
                bool_or(kind in ({_HELD})) and not bool_or(kind in ({_ENDED})) as held,
                coalesce(min(valid_until), {_FAR}) > {day} as is_valid
            from events where occurred_on <= {day} group by person, card
        ), reached as (
            select person, max(greatest(
                case when ready then 2 when recorded then 1 else 0 end,
                case when not is_valid then 0 when held then 4 when printed then 3 else 0 end
            )) as stage
            from cards group by person
        ), people as (
            select person,
                max(case when since <= {day} and (until is null or until > {day})
                    then region end) as region,
                max(case
                    when since <= {day} and (until is null or until > {day})
                        and (died_on is null or died_on > {day})
                        and ({_PERMIT}) <= {day} and (permit_until is null or permit_until > {day})
                    then case when {_17} <= {day} or first_married_on <= {day} then 2 else 1 end
                    else 0 end) as verdict
            from stays group by person
        )
        select person, region,
            case verdict when 0 then 'out of scope' when 1 then 'not yet obliged'
                else 'obliged' end as assessment,
            coalesce(stage, 0)::bigint as stage, false as is_blocked,
            verdict = 2 and coalesce(stage, 0) < 4 as is_in_gap
        from people left join reached using (person)"""  # noqa: S608

"""Columns of one's own tables that hold values of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.json_samples import SITI

from dukcapil import NIK, Coverage, Month, RegionCode, Resident, Sex
from dukcapil.errors import InvalidJSON

sqlalchemy = pytest.importorskip("sqlalchemy")
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column  # noqa: E402

from dukcapil.store import ValueType  # noqa: E402  after the check above


class Base(DeclarativeBase):
    """The tables of an office."""


class Applicant(Base):
    """One of them."""

    __tablename__ = "applicant"

    nik: Mapped[NIK] = mapped_column(ValueType(NIK), primary_key=True)
    region: Mapped[RegionCode] = mapped_column(ValueType(RegionCode))
    since: Mapped[Month] = mapped_column(ValueType(Month))
    sex: Mapped[Sex | None] = mapped_column(ValueType(Sex))
    record: Mapped[Resident | None] = mapped_column(ValueType(Resident))


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sqlalchemy.create_engine("sqlite://", hide_parameters=True)
    Base.metadata.create_all(engine)
    with Session(engine) as made:
        yield made
    engine.dispose()


def applicant(**fields: Any) -> Applicant:  # noqa: ANN401  of any field
    given = {"nik": SITI.nik, "region": RegionCode("32.75"), "since": Month(2020, 11), **fields}
    return Applicant(**given)


def test_values_come_back_as_they_were(session: Session) -> None:
    session.add(applicant(sex=Sex.FEMALE, record=SITI))
    session.commit()
    found = session.scalars(sqlalchemy.select(Applicant).where(Applicant.nik == SITI.nik)).one()
    session.refresh(found)
    assert (found.nik, found.region, found.since, found.sex, found.record) == (
        *(SITI.nik, RegionCode("32.75"), Month(2020, 11), Sex.FEMALE, SITI),
    )
    assert type(found.nik) is NIK
    texts = session.execute(sqlalchemy.text("SELECT nik, region, since, sex FROM applicant")).one()
    assert tuple(texts) == (str(SITI.nik), "32.75", "2020-11", "female")


def test_nothing_is_nothing(session: Session) -> None:
    session.add(applicant())
    session.commit()
    found = session.scalars(sqlalchemy.select(Applicant)).one()
    session.refresh(found)
    assert found.sex is found.record is None


def test_other_text_is_refused_on_the_way_in_and_out(session: Session) -> None:
    session.add(applicant(nik="3275994105030001"))
    with pytest.raises(sqlalchemy.exc.StatementError, match="expected NIK, found str") as caught:
        session.commit()
    assert "32759941" not in str(caught.value)
    session.rollback()
    session.add(applicant())
    session.commit()
    session.execute(sqlalchemy.text("UPDATE applicant SET since = 'x'"))
    with pytest.raises(InvalidJSON):
        session.scalars(sqlalchemy.select(Applicant)).one()


def test_a_type_is_of_the_library_and_has_a_name_of_its_own() -> None:
    with pytest.raises(TypeError, match="expected a type of dukcapil"):
        ValueType(object())  # type: ignore[arg-type]
    assert ValueType(Coverage).kind is Coverage

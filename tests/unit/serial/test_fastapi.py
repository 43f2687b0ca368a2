"""Requests that are refused show nothing of what was sent: bodies, queries, paths, headers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from support.json_samples import SITI

from dukcapil import NIK, Coverage, Ledger, Month, RegionCode, Resident
from dukcapil.blanko import Entry, Printed
from dukcapil.serial import MODEL_SETTINGS, add_error_handlers, to_plain

pytest.importorskip("fastapi")
pytest.importorskip("httpx2")
import pydantic
from fastapi import Body, FastAPI, Header, Path, Query
from fastapi.testclient import TestClient

PRIVATE, NAME = "3275994105030001", "Wulandari"


class Base(pydantic.BaseModel):
    """Settings of every model."""

    model_config = pydantic.ConfigDict(**MODEL_SETTINGS, extra="forbid")


class Cat(Base):
    """One of two."""

    kind: Literal["cat"]


class Dog(Base):
    """The other."""

    kind: Literal["dog"]


class Report(Base):
    """A body with a field of every kind of trouble."""

    nik: NIK
    month: Month
    people: tuple[Resident, ...] = ()
    by_nik: dict[NIK, int] | None = None
    pet: Annotated[Cat | Dog, pydantic.Field(discriminator="kind")] | None = None
    share: Decimal | None = None
    day: date | None = None
    key: UUID | None = None
    note: str = ""

    @pydantic.field_validator("note")
    @classmethod
    def _own(cls, note: str) -> str:
        if note == PRIVATE:
            raise ValueError(f"not {note}")
        assert note != NAME, note
        return note


class Broken(pydantic.BaseModel):
    """An answer that does not fit."""

    nik: int


def service() -> FastAPI:
    app = FastAPI()
    add_error_handlers(app)

    @app.post("/reports")
    def report(report: Report) -> Report:
        return report

    @app.post("/entries")
    def entry(entry: Annotated[Entry, Body()]) -> int:
        return len(Ledger().post(entry))

    @app.post("/residents")
    def resident(resident: Annotated[Resident, Body()]) -> Resident:
        return resident

    @app.get("/people/{nik}")
    def person(
        nik: Annotated[NIK, Path()],
        region: Annotated[RegionCode | None, Query()] = None,
        x_actor: Annotated[int, Header()] = 0,
    ) -> dict[str, object]:
        NIK(nik[:15]) if region == "32.76" else None
        return {"region": region, "actor": x_actor}

    @app.get("/broken", response_model=Broken)
    def broken() -> dict[str, str]:
        return {"nik": NAME}

    @app.get("/wrong")
    def wrong() -> Coverage:
        Broken.model_validate({"nik": NAME})
        return Coverage(obliged=1, covered=1)

    @app.get("/coverage")
    def coverage() -> Coverage:
        return Coverage(obliged=2, covered=1)

    return app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(service(), raise_server_exceptions=False) as made:
        yield made


def problem(response: Any, status: int) -> list[Any]:  # noqa: ANN401  of a client
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert PRIVATE[:7] not in response.text
    assert NAME not in response.text
    content = response.json()
    assert content["status"] == status
    found: list[Any] = content.get("errors", [])
    return found


def test_values_go_in_and_come_out(client: TestClient) -> None:
    assert client.post("/residents", json=to_plain(SITI)).json() == to_plain(SITI)
    assert client.get("/coverage").json() == to_plain(Coverage(obliged=2, covered=1))
    given = {"nik": PRIVATE, "month": "2020-11", "people": [to_plain(SITI)]}
    assert client.post("/reports", json=given).json()["people"] == given["people"]
    assert client.get(f"/people/{PRIVATE}?region=32.75").json() == {"region": "32.75", "actor": 0}
    entry = to_plain(Printed(id="p-1", on=date(2020, 11, 30), cards=3))
    assert problem(client.post("/entries", json=entry), 409)[0]["why"].startswith("store on")


@pytest.mark.parametrize(
    ("body", "at", "why"),
    [
        ({"nik": PRIVATE[:15], "month": "2020-11"}, ["body", "nik"], "wrong length"),
        ({"nik": PRIVATE, "month": PRIVATE}, ["body", "month"], "$: expected a month"),
        ({"nik": PRIVATE, "month": "2020-11", NAME: 1}, ["body", "(hidden)"], "Extra inputs"),
        ({"nik": PRIVATE}, ["body", "month"], "Field required"),
        (
            {"nik": PRIVATE, "month": "2020-11", "by_nik": {PRIVATE: "x"}},
            ["body", "by_nik", "(hidden)"],
            "Input should be a valid integer",
        ),
        (
            {"nik": PRIVATE, "month": "2020-11", "people": [{"name": NAME}]},
            ["body", "people", 0],
            "$.nik: expected a value",
        ),
        ({"nik": PRIVATE, "month": "2020-11", "pet": {"kind": NAME}}, ["body", "pet"], "not valid"),
        ({"nik": PRIVATE, "month": "2020-11", "note": PRIVATE}, ["body", "note"], "Value error"),
        ({"nik": PRIVATE, "month": "2020-11", "note": NAME}, ["body", "note"], "Assertion failed"),
        ({"nik": PRIVATE, "month": "2020-11", "share": NAME}, ["body", "share"], "Input should be"),
        ({"nik": PRIVATE, "month": "2020-11", "day": NAME}, ["body", "day"], "Input should be"),
        ({"nik": PRIVATE, "month": "2020-11", "key": NAME}, ["body", "key"], "Input should be"),
        ([PRIVATE], ["body"], "Input should be a valid dictionary"),
    ],
)
def test_a_body_that_is_refused_is_not_sent_back(
    client: TestClient,
    body: object,
    at: list[object],
    why: str,
) -> None:
    (found,) = problem(client.post("/reports", json=body), 422)
    assert found["at"] == at
    assert found["why"].startswith(why)


def test_of_a_union_the_faults_of_the_type_meant_are_told(client: TestClient) -> None:
    entry = to_plain(Printed(id="p-1", on=date(2020, 11, 30), cards=3))
    (found,) = problem(client.post("/entries", json=entry | {"cards": NAME}), 422)
    assert found == {
        "at": ["body", "(hidden)"],
        "why": "$.cards: expected a whole number, found text",
    }
    del entry["type"]
    for wrong in (entry, entry | {"type": NAME}):
        (found,) = problem(client.post("/entries", json=wrong), 422)
        assert found["why"].startswith("$.type: expected one of blanko.Allocated, blanko.R")


def test_a_body_that_is_no_json_is_not_sent_back(client: TestClient) -> None:
    response = client.post(
        "/reports", content=f"{{{PRIVATE}", headers={"content-type": "application/json"}
    )
    assert problem(response, 422)


def test_paths_queries_and_headers_are_not_sent_back(client: TestClient) -> None:
    (found,) = problem(client.get(f"/people/{PRIVATE}0"), 422)
    assert found["at"] == ["path", "nik"]
    (found,) = problem(client.get(f"/people/{PRIVATE}?region={NAME}"), 422)
    assert found["at"] == ["query", "region"]
    (found,) = problem(client.get(f"/people/{PRIVATE}", headers={"x-actor": NAME}), 422)
    assert found["at"] == ["header", "x-actor"]


def test_a_refusal_that_nobody_caught_is_told_without_the_data(client: TestClient) -> None:
    (found,) = problem(client.get(f"/people/{PRIVATE}?region=32.76"), 422)
    assert "16 digits" in found["why"]


@pytest.mark.parametrize("path", ["/broken", "/wrong"])
def test_a_mistake_of_the_service_says_nothing(
    client: TestClient,
    path: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert problem(client.get(path), 500) == []
    assert NAME not in caplog.text


def test_the_interface_describes_values_and_marks_personal_data(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    body = described["paths"]["/residents"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert schema["x-personal-data"] is True
    assert schema["properties"]["sex"] == {"title": "Sex", "enum": ["male", "female"]}

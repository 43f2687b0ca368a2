"""The example of a site in Django, by requests as a browser makes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from support.requirements import ROOT, imported_by, required_by

from dukcapil import NIK, Month, RegionCode

django = pytest.importorskip("django")

FOLDER = ROOT / "examples" / "django_site"
GIVEN = "3275994105030001"
OTHER = "Wulandari"
FORM = {"nik": GIVEN, "region": "32.75.99", "since": "2020-11"}
ADD = "/admin/office_site/application/add/"
LIST = "/admin/office_site/application/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The site with its tables, and the models of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        patch.setenv("DJANGO_SETTINGS_MODULE", "office_site.settings")
        patch.setenv("DJANGO_DATABASE", str(tmp_path_factory.mktemp("site") / "site.sqlite3"))
        patch.setenv("DJANGO_HOSTS", "testserver")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  once it is set up
        from django.db import connections  # noqa: PLC0415  as above
        from office_site import models  # noqa: PLC0415  as above

        call_command("migrate", verbosity=0)
        yield models
        connections.close_all()


@pytest.fixture
def applications(site: Any) -> Iterator[Any]:  # noqa: ANN401  of the example
    """The table of applications, empty."""
    found = site.Application.objects
    found.all().delete()
    yield found
    found.all().delete()


@pytest.fixture
def browser(site: Any) -> Any:  # noqa: ANN401, ARG001  of Django
    """A browser of somebody who may do everything."""
    from django.contrib.auth.models import User  # noqa: PLC0415  as above
    from django.test import Client  # noqa: PLC0415  as above

    user, _ = User.objects.get_or_create(username="clerk", is_staff=True, is_superuser=True)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def errors_on(page: str) -> list[str]:
    """Return the errors of fields on a page."""
    lists = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', page, flags=re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", one)) for one in lists]


def test_what_is_sent_becomes_values(applications: Any, browser: Any) -> None:  # noqa: ANN401
    assert browser.post(ADD, FORM).status_code == 302
    (found,) = applications.all()
    assert (found.nik, found.region, found.since) == (
        NIK(GIVEN),
        RegionCode("32.75.99"),
        Month(2020, 11),
    )
    assert [type(found.nik), type(found.region), type(found.since)] == [NIK, RegionCode, Month]
    assert applications.get(nik=NIK(GIVEN)) == applications.get(since="2020-11") == found
    assert not applications.filter(since__lt=Month(2020, 11)).exists()


def test_pages_and_logs_of_the_admin_show_no_number(applications: Any, browser: Any) -> None:  # noqa: ANN401
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415  as above

    browser.post(ADD, FORM)
    page = browser.get(LIST).content.decode()
    assert "327599**********" in page
    assert GIVEN not in page
    (found,) = applications.all()
    assert repr(found) == f"<Application: application {found.pk}>"
    assert not any(GIVEN in f"{entry} {entry.object_repr}" for entry in LogEntry.objects.all())


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("nik", "3275994105030", "16 digits"),
        ("nik", "3275999905030001", "calendar"),
        ("region", "3275", "32.75"),
        ("since", "November 2020", "2020-11"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_not_shown(
    applications: Any,  # noqa: ANN401
    browser: Any,  # noqa: ANN401
    field: str,
    value: str,
    expected: str,
) -> None:
    page = browser.post(ADD, {**FORM, field: value})
    (error,) = errors_on(page.content.decode())
    assert page.status_code == 200
    assert expected in error
    assert value not in error
    assert not applications.exists()


def test_a_number_that_is_there_is_refused_without_it(applications: Any, browser: Any) -> None:  # noqa: ANN401
    browser.post(ADD, FORM)
    (error,) = errors_on(browser.post(ADD, FORM).content.decode())
    assert error == "Application with this NIK already exists."
    assert applications.count() == 1


def test_nothing_else_gets_into_a_column_or_a_lookup(applications: Any) -> None:  # noqa: ANN401
    from django.core.exceptions import ValidationError  # noqa: PLC0415  as above

    for call, others in (
        (applications.create, {"region": "32.75", "since": "2020-11"}),
        (applications.get, {}),
    ):
        with pytest.raises(ValidationError) as caught:
            call(nik="32759941050300", **others)
        assert "32759941050300" not in str(caught.value)
        assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("debug", [True, False])
def test_no_report_of_an_error_shows_a_number(
    applications: Any,  # noqa: ANN401, ARG001
    browser: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
    debug: bool,  # noqa: FBT001
) -> None:
    from django.conf import settings  # noqa: PLC0415  as above
    from django.core import mail  # noqa: PLC0415  as above
    from office_site.admin import ApplicationAdmin  # noqa: PLC0415  as above

    def fail(_: object, request: Any, *__: object) -> None:  # noqa: ANN401  of Django
        number = request.POST["nik"]
        raise RuntimeError(f"Key (nik)=({number}) already exists")

    monkeypatch.setattr(ApplicationAdmin, "save_model", fail)
    monkeypatch.setattr(settings, "DEBUG", debug)
    monkeypatch.setattr(settings, "ADMINS", [("Admin", "admin@example.org")])
    backend = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(settings, "EMAIL_BACKEND", backend)
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    answer = browser.post(f"{ADD}?q={GIVEN}", {**FORM, "note": OTHER})
    assert answer.status_code == 500
    shown = answer.content.decode()
    assert GIVEN not in shown
    assert OTHER not in shown
    assert ("RuntimeError" in shown) is debug


def report(request: Any, error: Callable[[], None]) -> tuple[str, str]:  # noqa: ANN401  of Django
    """Return the page and the mail of an error."""
    import sys  # noqa: PLC0415  of this function

    from office_site.reports import Report  # noqa: PLC0415  as above

    try:
        error()
    except RuntimeError:
        made = Report(request, *sys.exc_info())
    return made.get_traceback_html(), made.get_traceback_text()


def test_mails_of_errors_show_no_number(site: Any) -> None:  # noqa: ANN401, ARG001
    from django.test import RequestFactory  # noqa: PLC0415  as above

    def fail() -> None:
        name = OTHER
        raise RuntimeError(f"{len(name)}: {GIVEN}")

    posted = RequestFactory().post(f"{ADD}?q={GIVEN}", {**FORM, "note": OTHER})
    for request in (posted, None):
        for text in report(request, fail):
            assert "RuntimeError" in text
            assert GIVEN not in text
            assert OTHER not in text


def test_models_and_migrations_agree(site: Any) -> None:  # noqa: ANN401, ARG001
    from django.core.management import call_command  # noqa: PLC0415  as above

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("check", "--fail-level", "WARNING")


def test_the_requirements_of_the_site_are_all_that_it_imports() -> None:
    assert imported_by(FOLDER) <= required_by(FOLDER)
    assert Path(FOLDER, "requirements.txt").read_text(encoding="utf-8").split()[0] == "dukcapil"

"""Reports of errors without personal data, for pages while one develops and for mails later.

Django's own show the variables of every function, what was sent, and messages of databases, which
quote keys that exist already.
"""

import re
from typing import Any

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

__all__ = ["Report", "Shown"]

_NUMBER = re.compile(r"\d{16}")


class Shown(SafeExceptionReporterFilter):
    """What of a request is shown: nothing that was sent, and no variable."""

    def get_post_parameters(self, request: Any) -> dict[str, str]:  # noqa: ANN401  of Django
        """Return the names of the fields that were sent."""
        return {} if request is None else dict.fromkeys(request.POST, "(hidden)")

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> list[Any]:  # noqa: ANN401, ARG002  as above
        """Return no variable."""
        return []


class Report(ExceptionReporter):
    """A report without NIKs, wherever they would stand."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Return what is shown, without the input of forms and addresses."""
        return {**super().get_traceback_data(), "request_GET_items": (), "user_str": "(hidden)"}

    def get_traceback_html(self) -> str:
        """Return the page."""
        return _NUMBER.sub("(hidden)", super().get_traceback_html())

    def get_traceback_text(self) -> str:
        """Return the text of a mail."""
        return _NUMBER.sub("(hidden)", super().get_traceback_text())

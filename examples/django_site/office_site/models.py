"""Who asked for a card."""

from django.db import models

from office_site.fields import MonthField, NIKField, RegionCodeField

__all__ = ["Application"]


class Application(models.Model):
    """An application for a KTP-el. Pages and logs name it by its number, not by a person."""

    nik = NIKField("NIK", unique=True)
    region = RegionCodeField("region code")
    since = MonthField("month of application", help_text="year and month, such as 2020-11")

    class Meta:
        """In the order in which they came."""

        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"application {self.pk}"

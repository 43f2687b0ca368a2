"""The pages of the admin."""

from django.contrib import admin

from office_site.models import Application

__all__ = ["ApplicationAdmin"]


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Applications, listed with masked numbers.

    There is no search by NIK: what is searched for stands in the address of the page, and so in
    the logs of every proxy on the way.
    """

    list_display = ("__str__", "masked_nik", "region", "since")
    list_filter = ("since",)

    @admin.display(description="NIK")
    def masked_nik(self, application: Application) -> str:
        """Return the number with the birth date and the serial hidden."""
        return str(application.nik.masked)

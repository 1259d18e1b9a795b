"""What shoppers agreed to, for a merchant who has to show it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shopguide.models import Consent

from .readonly import ReadOnlyAdmin


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Said by shoppers: nobody else adds, changes or deletes a word."""

    list_display = ["shopper", "purpose", "given", "version", "created"]
    list_filter = ["purpose", "given", "version", "created"]
    search_fields = ["=shopper"]
    search_help_text = _("A shopper’s whole key, such as user:42.")
    date_hierarchy = "created"
    ordering = ["-id"]
    fields = ("shopper", "purpose", "given", "version", "created")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""What a shop's own code may listen to."""

from django.dispatch import Signal

#: Sent once a ticket is stored, with ``ticket``: for a help desk of the shop's own.
ticket_opened = Signal()

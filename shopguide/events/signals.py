"""What others may listen to."""

from django.dispatch import Signal

#: Sent once events of a shopper who is known are stored and committed.
recorded = Signal()
#: Sent with ``shoppers``, in the same transaction, when events are taken away that profiles may
#: know of: an order was cancelled, a review was deleted or says something else now.
withdrawn = Signal()

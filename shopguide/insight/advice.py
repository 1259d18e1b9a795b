"""What a merchant can do about an aspect that reviews blame: written by us, without any number."""

from django.utils.translation import gettext_lazy as _

_ADVICE = {
    "delivery": _("Ask the carrier what goes wrong, and promise no earlier day than you keep."),
    "packaging": _("Order one yourself, and see how it arrives."),
    "price": _("Compare with what others ask, or say what it is worth its price for."),
    "service": _("Answer these reviews, and see which promise was not kept."),
    "authenticity": _("Show where it comes from: an invoice, a seal or a certificate."),
    "accessories": _("List what is in the box."),
    "size": _("Give its measurements and weight, with a picture of it in use."),
    "fit": _("Say how it fits, with a size table and the size that the model wears."),
    "comfort": _("Say whom it suits, and make trying it at home easy."),
    "design": _("Show it in daylight, from all sides, in the colours that shoppers get."),
    "material": _("Say what it is made of, with a picture from near."),
    "battery": _("Say how long it lasts in ordinary use, not in the laboratory."),
    "usability": _("Add a short guide to the first steps."),
    "software": _("Ask the maker for an update, and say what is known not to work."),
    "connectivity": _("Say what it connects with, and what it does not."),
    "quality": _("Look at what was returned, and take it up with the maker."),
    "durability": _("Look at what was returned, and take it up with the maker."),
}
_OTHERWISE = _("Read what they say, ask the maker, and tell shoppers before they buy.")


def advice_on(aspect: str) -> str:
    """Advice in the active language."""
    return str(_ADVICE.get(aspect, _OTHERWISE))

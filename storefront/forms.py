"""The forms of the shop: a review, a quantity, a checkout, an account."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.text.clean import clean

from .cart import MOST
from .models import Review

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Review]
    CreationForm = UserCreationForm[User]
else:
    ModelForm, CreationForm = forms.ModelForm, UserCreationForm

SHORTEST, LONGEST = 8, 4000


class ReviewForm(ModelForm):
    """Stars and a text; who is not logged in signs with a name."""

    score = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[(stars, str(stars)) for stars in range(1, 6)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )
    body = forms.CharField(
        label=_("Your review"),
        help_text=_("What is good about it, and what is not? 8 to 4,000 characters."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        error_messages={
            "required": _("Write what you think of it."),
            "max_length": _("Please use at most 4,000 characters."),
        },
    )
    author_name = forms.CharField(
        label=_("Your name"),
        help_text=_("Shown with the review."),
        max_length=40,
        error_messages={"required": _("Sign with a name; it need not be your own.")},
    )
    #: People do not see it, so only a program fills it in.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = Review
        fields = ["score", "title", "body", "author_name"]
        labels = {"title": _("Title (optional)")}

    def __init__(self, *args: Any, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        # Worded now: a number put into a lazy text is put in where the class is made.
        stars: Any = self.fields["score"]
        stars.choices = [(n, ngettext("%d star", "%d stars", n) % n) for n in range(1, 6)]
        self.user = user if user is not None and user.is_authenticated else None
        if self.user:
            del self.fields["author_name"]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if len(clean(body)) < SHORTEST:
            raise ValidationError(_("Please write at least 8 characters."), code="min_length")
        return body

    @property
    def is_of_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.cleaned_data.get("website"))


class QuantityForm(forms.Form):
    """How many of a product; ``least`` is none where it may be taken out."""

    sku = forms.SlugField(max_length=80)
    quantity = forms.IntegerField(max_value=MOST)

    def __init__(self, *args: Any, least: int = 1, **options: Any) -> None:
        super().__init__(*args, **options)
        self.least = least

    def clean_quantity(self) -> int:
        quantity: int = self.cleaned_data["quantity"]
        if quantity < self.least:
            raise ValidationError(_("Too few."), code="min_value")
        return quantity


class CheckoutForm(forms.Form):
    """Where an order goes. ``seen`` is the total that the page showed, ``reference`` names the
    checkout."""

    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Say who gets it.")},
    )
    address = forms.CharField(
        label=_("Delivery address"),
        help_text=_("Street, town and post code. Nothing is really sent: any address will do."),
        min_length=8,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={
            "required": _("Say where it goes."),
            "min_length": _("Please write the whole address."),
        },
    )
    seen = forms.DecimalField(widget=forms.HiddenInput, max_digits=14, decimal_places=2)
    reference = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class JoinForm(CreationForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    class Meta:
        model = User
        fields = ["username"]

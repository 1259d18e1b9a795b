"""The form for a review."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopguide.text.clean import clean

from .models import Review

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Review]
else:
    ModelForm = forms.ModelForm

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

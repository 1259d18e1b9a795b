"""A merchant's word on a guess: accepted, it is written to the product; rejected, it never returns."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import JSONField
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import FieldPath, resolve
from shopguide.catalogue.reading import first, read
from shopguide.catalogue.registry import registry
from shopguide.models import Proposal


class DecisionError(Exception):
    """A proposal that cannot be accepted; the message is for the merchant."""


def accept(proposal: Proposal) -> None:
    """Write the value to the product, as a person would who saves it. Raises DecisionError."""
    try:
        guide = registry.get(proposal.guide)
        pk = guide.parse_pk(proposal.object_id)
    except LookupError as error:
        raise DecisionError(str(error)) from error
    with transaction.atomic():
        waiting = Proposal.objects.select_for_update().filter(
            pk=proposal.pk, state=Proposal.State.WAITING
        )
        if waiting.first() is None:
            raise DecisionError(_("It has been decided already."))
        product = guide.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if product is None:
            raise DecisionError(_("The product is gone."))
        if first(read(guide, [pk], [proposal.path]).get(pk, {}), proposal.path) not in (None, ""):
            raise DecisionError(_("The product has a value by now."))
        _assign(guide, product, proposal)
        waiting.update(state=Proposal.State.ACCEPTED)


def reject(proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.WAITING).update(
        state=Proposal.State.REJECTED
    )


def _assign(guide: ProductGuide, product: Any, proposal: Proposal) -> None:
    name, _dunder, rest = proposal.path.partition("__")
    path = resolve(guide.model, proposal.path)
    try:
        setattr(product, name, _value(guide, product, path, name, rest, proposal.value))
        product.save(update_fields=[name])
    except (ValidationError, ValueError, TypeError) as error:
        told = _("%(value)s cannot be written to %(path)s.")
        raise DecisionError(told % {"value": proposal.value, "path": proposal.path}) from error


def _value(
    guide: ProductGuide, product: Any, path: FieldPath, name: str, rest: str, text: str
) -> Any:
    """What the column ``name`` of the product is to hold."""
    field: Any = guide.model._meta.get_field(name)
    if isinstance(field, JSONField):
        if len(path.keys) != 1:
            raise ValueError("only the keys of an object are written")
        return {**(getattr(product, name) or {}), path.keys[0]: _typed(guide, path, text)}
    if field.many_to_one and rest and "__" not in rest:
        found = field.related_model._default_manager.filter(**{rest: text}).first()
        if found is None:
            raise ValueError("there is no such row any more")
        return found
    if rest:
        raise ValueError("the column lies in another table")
    return field.clean(text, product)


def _typed(guide: ProductGuide, path: FieldPath, text: str) -> Any:
    """``text``, or the number or truth value that another product has in this place and that reads
    so."""
    rows = guide.model._base_manager.filter(**{f"{path.path}__isnull": False})
    for value in rows.values_list(path.path, flat=True)[:50]:
        if isinstance(value, bool):
            return text == "Yes"
        if isinstance(value, int | float):
            return float(text) if "." in text else int(text)
    return text

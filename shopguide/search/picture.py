"""Products that look like an uploaded picture. The picture is looked at and let go."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.pictures import PictureError
from shopguide.encoders.base import EncoderError, PictureEncoder
from shopguide.vectors.stores import store_of

from .likeness import PICTURE, Likeness
from .query import Hit, QueryError, logger
from .similar import SPARE, hits_of, one_of_each


def search_picture(
    guide: ProductGuide, data: bytes, limit: int = 24, products: QuerySet[Any] | None = None
) -> list[Hit]:
    """Up to ``limit`` of ``products`` (default: the visible ones) whose pictures look most like
    ``data``, one of each group of variants.

    Raises QueryError for what is no picture or larger than SHOPGUIDE["PICTURES"] allows, and where
    the shop cannot search by pictures.
    """
    alias = guide.picture_encoder()
    encoder = encoders[alias] if alias else None
    if not isinstance(encoder, PictureEncoder):
        raise QueryError(_("This shop cannot search by pictures."), "no_pictures")
    try:
        (vector,) = encoder.encode_pictures([data])
        found = store_of(guide, alias).near(vector, limit * SPARE, products)
    except PictureError as error:
        # The fault itself is told for merchants; a shopper needs to know what to do.
        told = _(
            "This file cannot be read as a picture. Choose a smaller one, or one in JPEG, PNG, WebP or"
            " GIF."
        )
        raise QueryError(told, "unreadable_picture") from error
    except EncoderError as error:
        logger.warning("shopguide: no search by pictures: %s", error)
        raise QueryError(_("Search by pictures does not work just now."), "no_pictures") from error
    alike = [Likeness(each.pk, each.similarity, {PICTURE: each.similarity}) for each in found]
    return hits_of(guide, alike, one_of_each(guide, [each.pk for each in found])[:limit])

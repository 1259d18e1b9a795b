import logging
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
application = get_wsgi_application()


def warm_up() -> None:
    """Load the encoders before the first shopper asks, who would wait for it otherwise."""
    from shopguide.catalogue.registry import registry
    from shopguide.encoders.base import EncoderError
    from shopguide.search.query import query_vector
    from shopguide.vectors.stores import store_of

    for guide in registry:
        for alias in guide.text_encoders():
            try:
                query_vector(alias, store_of(guide, alias).revision, guide.name)
            except EncoderError as error:
                # Pages go on by words alone, as the check and the doctor say too.
                logging.getLogger("storefront").warning("%s", error)


threading.Thread(target=warm_up, daemon=True).start()

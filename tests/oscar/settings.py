"""A shop on django-oscar as its documentation sets one up, with shopguide and one guides.py added."""

from oscar.defaults import *  # noqa: F403

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as TESTED
from tests.settings import MIDDLEWARE as USUAL
from tests.settings import TEMPLATES as PAGES

OURS = ("storefront", "tests.shop", "tests.oscarish")
OSCAR = """
    config.Shop apps.analytics.apps.AnalyticsConfig apps.checkout.apps.CheckoutConfig
    apps.address.apps.AddressConfig apps.shipping.apps.ShippingConfig
    apps.catalogue.apps.CatalogueConfig apps.catalogue.reviews.apps.CatalogueReviewsConfig
    apps.communication.apps.CommunicationConfig apps.partner.apps.PartnerConfig
    apps.basket.apps.BasketConfig apps.payment.apps.PaymentConfig apps.offer.apps.OfferConfig
    apps.order.apps.OrderConfig apps.customer.apps.CustomerConfig apps.search.apps.SearchConfig
    apps.voucher.apps.VoucherConfig apps.wishlists.apps.WishlistsConfig
    apps.dashboard.apps.DashboardConfig apps.dashboard.reports.apps.ReportsDashboardConfig
    apps.dashboard.users.apps.UsersDashboardConfig apps.dashboard.orders.apps.OrdersDashboardConfig
    apps.dashboard.catalogue.apps.CatalogueDashboardConfig
    apps.dashboard.offers.apps.OffersDashboardConfig
    apps.dashboard.partners.apps.PartnersDashboardConfig
    apps.dashboard.pages.apps.PagesDashboardConfig
    apps.dashboard.ranges.apps.RangesDashboardConfig
    apps.dashboard.reviews.apps.ReviewsDashboardConfig
    apps.dashboard.vouchers.apps.VouchersDashboardConfig
    apps.dashboard.communications.apps.CommunicationsDashboardConfig
    apps.dashboard.shipping.apps.ShippingDashboardConfig
"""
INSTALLED_APPS = [
    *(app for app in TESTED if app not in OURS),
    "django.contrib.sites",
    "django.contrib.flatpages",
    *(f"oscar.{name}" for name in OSCAR.split()),
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
    "tests.oscar.shop",
]
SITE_ID = 1
MIDDLEWARE = [
    *USUAL,
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
ROOT_URLCONF = "tests.oscar.urls"
TEMPLATES = [
    {
        **PAGES[0],
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                *PAGES[0]["OPTIONS"]["context_processors"],
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ]
        },
    }
]

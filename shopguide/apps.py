from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ShopguideConfig(AppConfig):
    name = "shopguide"
    label = "shopguide"
    verbose_name = _("Shopping guide")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, event_signals, signals

        autodiscover_modules("guides")
        signals.connect()
        event_signals.connect()
        checks.register_checks()

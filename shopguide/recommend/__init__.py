"""Products for a shopper, with the reason for each."""

from .strips import Strip, because_you_viewed, bought_together, buy_again, recommend

__all__ = ["Strip", "because_you_viewed", "bought_together", "buy_again", "recommend"]

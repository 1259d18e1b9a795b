"""Products for a shopper, with the reason for each."""

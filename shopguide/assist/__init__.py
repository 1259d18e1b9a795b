"""A shopper's question in, a cited answer or a hand-off out."""

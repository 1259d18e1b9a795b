"""Tests of one choice against another on the shop's own shoppers, and how far they can be trusted."""

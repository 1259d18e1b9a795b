"""Stale products in, stored vectors out; nearest neighbours under a filter."""

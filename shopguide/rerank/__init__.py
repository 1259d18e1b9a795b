"""A question and passages in, how likely each passage answers the question out."""

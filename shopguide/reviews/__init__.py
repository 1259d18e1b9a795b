"""Review text in, sentiment, aspects and opinions with their spans out."""

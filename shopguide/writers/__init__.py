"""A brief of numbered records in, a draft out; a language model, or none."""

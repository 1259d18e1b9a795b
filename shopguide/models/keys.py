"""How long a key is at most: of a guide, a product, a review or a backend."""

KEY_LENGTH = 64

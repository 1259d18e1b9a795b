"""How the reader's weights are made, for shopguide's own and for a merchant's."""

"""What every part of this package raises when it cannot do what was asked."""


class Unavailable(Exception):
    """A process cannot be started, reached or ended; the message names the remedy."""

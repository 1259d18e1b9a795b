from tests.encoders.conftest import bert

__all__ = ["bert"]

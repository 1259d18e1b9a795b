from tests.suggest.conftest import guide  # noqa: F401

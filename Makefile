# Needs Python 3.11 or newer and make; everything else is set up here.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := check
.PHONY: help check format demo run test test-long bench budget clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: .venv/dev ## format check, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/pytest

format: .venv/dev ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo: .venv/demo ## try Musubi in a browser, without any account
	@$(BIN)/python bot.py demo

run: .venv/run ## run Musubi; asks for what is missing
	@$(BIN)/python bot.py

test: .venv/dev ## run the tests
	$(BIN)/pytest

test-long: .venv/dev ## run the tests with their full counts
	$(BIN)/pytest -m "long or not long" --timeout 1800

bench: .venv/dev ## measure how fast it is, and write docs/performance.md; takes minutes
	$(BIN)/python -m bench --write

budget: .venv/dev ## write docs/budget.md from the table in the tests
	$(BIN)/python -m tests.test_budget

clean: ## remove what was set up here; data, keys and .env stay
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis

.venv/run: requirements.txt
	$(call install,$<)

.venv/demo: requirements.txt requirements-demo.txt
	$(call install,requirements-demo.txt)

.venv/dev: requirements.txt requirements-demo.txt requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch .venv/run .venv/demo

# On a terminal one line says which package is on its way; pip's errors go to stderr as they are.
define install
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what $(1) lists into .venv; this happens once."
	@rm -f .venv/failed
	@{ $(BIN)/pip install --disable-pip-version-check --progress-bar off -r $(1) || touch .venv/failed; } | if test -t 1; \
		then awk '/Downloading|Using cached|Installing/ { printf "\r\033[K%.76s", $$0; fflush() } END { printf "\r\033[K" }'; \
		else cat >/dev/null; fi
	@test ! -e .venv/failed
	@touch $@
endef

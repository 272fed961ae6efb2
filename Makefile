# Every target sets up what it needs; a second call finds it done.

PYTHON ?= python3
# Another version of Python beside it: make test PYTHON=python3.12 VENV=.venv-3.12
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BROWSER := $(VENV)/.browser

# The oldest Kubernetes that the manifests are for; a kustomization is no resource of its.
KUBERNETES := 1.29
MANIFESTS := $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))

# A suite that starts a hundred processes must not compile everything in each of them.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install run test coverage check format bench docs dist clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## make .venv and install the project and its tools into it

$(STAMP): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Debian keeps venv in a package of its own: apt-get install python3-venv"; exit 2; }
	@# Setuptools warns of every editable installation that it is one.
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Looked for once: where there is none and none can be had, the tests that need it are skipped.
$(BROWSER): .ci/install-browser | $(STAMP)
	@.ci/install-browser
	@touch $@

run: install ## 200 charge points for a minute against the embedded central system
	@$(BIN)/ocpp-load run --embedded-csms --commands-per-second 5 --run-name demo -u 200 -r 20 -t 1m $(ARGS)

test: install $(BROWSER) ## the test suite (ARGS='-k name' for a part of it)
	$(BIN)/python -m pytest -n 6 --dist worksteal $(ARGS)

coverage: install $(BROWSER) ## which branches the suite does not reach: build/coverage/index.html
	$(BIN)/python -m pytest -n 6 --dist worksteal --cov --cov-report=html:build/coverage --cov-report=term $(ARGS)

check: install docs ## format, lint, types, import contract, deploy/, links of docs/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint deploy/Dockerfile
	$(BIN)/yamllint --strict deploy .github .pre-commit-config.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(BIN)/kubernetes-validate --quiet --strict -k $(KUBERNETES) $(MANIFESTS)
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/pre-commit validate-config .pre-commit-config.yaml

format: install ## let the formatter have its way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## speed, memory and accuracy (ARGS=--accuracy: that only; ARGS=--scale: 10,000 and 20,000 stations; ARGS=--outages: 500 stations, three outages)
	$(BIN)/python -m benchmarks $(ARGS)

docs: install ## build/site/index.html, from README.md and docs/; a broken link fails it
	@# With --quiet it would pass over the warnings that `strict` is about.
	$(BIN)/mkdocs build --config-file docs/site/mkdocs.yml

dist: install ## dist/: sdist and wheel, checked, and the wheel run in an empty environment
	rm -rf dist
	$(BIN)/python -m build --quiet
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents --package ocpp_load dist/*.whl
	.ci/try-wheel $(BIN)/python dist/*.whl

clean: ## remove what the other targets made, but for reports
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# Every target sets up what it needs; a second call finds it done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BROWSER := $(VENV)/.browser

# The oldest Kubernetes that the manifests are for; a kustomization is no resource of its.
KUBERNETES := 1.29
MANIFESTS := $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))

# A suite that starts a hundred processes must not compile everything in each of them.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install run test check format bench clean

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
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

check: install ## format, lint, types, import contract, deploy/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint deploy/Dockerfile
	$(BIN)/yamllint --strict -c deploy/.yamllint deploy
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
	$(BIN)/kubernetes-validate --quiet --strict -k $(KUBERNETES) $(MANIFESTS)

format: install ## let the formatter have its way
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## speed, memory and accuracy (ARGS=--accuracy: that only; ARGS=--scale: 10,000 and 20,000 stations; ARGS=--outages: 500 stations, three outages)
	$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove what the other targets made, but for reports
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

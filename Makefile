# The commands of Pathways. Each one sets up what it needs, on a machine that has python3 and make.
#
#   make run       install, migrate, load the demonstration, serve it on this machine
#   make test      check the code and run every test that this machine can run
#   make test-all  the same, and the second looks that `make test` leaves out
#   make bench     measure the speed; with BASE=COMMIT, beside that of another commit (OFFERS=10000)
#   make faults    make each known fault by itself, and see which test notices
#   make trust     prove every promise at full size, and write docs/trust.md (FIGURES="10 19" for some)
#   make lint      check the code only
#   make sbom      write the list of all packages, docs/sbom.json
#   make pictures  take the pictures of the guides and of README anew (PICTURES="plan brief" for some)
#   make audit     ask the feeds of known faults about what runs; fails where they cannot be asked
#
# Everything that is installed goes into .venv and node_modules; `make clean` takes it away again
# and leaves the data in instance/ alone.

PORT ?= 5000
PYTHON ?= python3
NODE_AT_LEAST := 20

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Installers keep a cache in HOME; where there is none to write to, it is kept here.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.cache/home
endif

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
LOCKED := $(PIP) --require-hashes --no-build-isolation --use-pep517 --requirement
FLASK := $(BIN)/python -m flask --app wsgi
STYLES := $(wildcard pathways/static/*.scss pathways/static/*/*.scss)

# One stamp for each step of the set-up. The first names the Python, so that a newer one starts anew.
VENV := .venv/.made-by-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
PACKAGES := .venv/.packages
TEST_PACKAGES := .venv/.test-packages
AUDIT := .venv/.audit
LIBRARIES := node_modules/.installed
VENDOR := pathways/static/vendor/app.css

.PHONY: help run test test-all tests bench faults trust lint sbom pictures audit set-up lock clean

help:
	@sed -n 's/^#   //p' Makefile

set-up: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)

run: export PATHWAYS_DEMO := 1
run: $(PACKAGES) $(VENDOR)
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || { \
	  echo "Port $(PORT) is taken. Choose another one: make run PORT=5050" >&2; exit 1; }
	@$(FLASK) db upgrade
	@$(FLASK) framework load
	@$(FLASK) demo load
	@echo "Pathways runs at http://127.0.0.1:$(PORT)   (Ctrl-C stops it)"
	@exec $(BIN)/python -m gunicorn --bind 127.0.0.1:$(PORT) --threads 8 --log-level warning \
	  --no-control-socket wsgi:app

# The linters have one processor's work for a minute, so the tests begin beside them.
test: set-up
	@$(MAKE) --jobs 2 lint tests

test-all: set-up
	@$(MAKE) --jobs 2 lint tests MORE=--whole

# Four workers at most: each has a browser and a database server of its own. What is compiled is kept,
# whatever the machine's habit: tests start some hundred processes, and each would compile all anew.
tests: export PYTHONDONTWRITEBYTECODE :=
tests: set-up
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist worksteal $(MORE)

bench: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)
	@$(BIN)/python -m tests.bench$(if $(BASE),.beside $(BASE) $(OFFERS))

faults: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)
	@$(BIN)/python -m tests.faults

trust: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)
	@$(BIN)/python -m tests.trust $(FIGURES)

lint: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)
	@$(BIN)/python -m ruff check --quiet
	@$(BIN)/python -m ruff format --check --quiet || { \
	  echo "Not formatted as agreed; this mends it: $(BIN)/ruff format" >&2; exit 1; }
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/python -m djlint --lint --quiet pathways/templates

sbom: $(PACKAGES) $(TEST_PACKAGES)
	@$(BIN)/python -m tests.trust.sbom

pictures: $(PACKAGES) $(TEST_PACKAGES) $(VENDOR)
	@$(BIN)/python -m tests.guides.pictures $(PICTURES)

# Both are asked, whatever the first one says. Each fails where its feed cannot be reached.
audit: $(AUDIT)/.installed package-lock.json
	@fault=0; \
	  PYTHONPATH=$(AUDIT) $(BIN)/python -m pip_audit --strict --require-hashes --disable-pip \
	    --requirement requirements.txt || fault=1; \
	  { $(find_node) && npm audit --omit=dev; } || fault=1; \
	  exit $$fault

# For maintainers: after a change of pyproject.toml or package.json. Needs uv and npm.
UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --no-annotate --no-emit-index-url --no-emit-find-links
lock:
	$(UV) pyproject.toml --output-file requirements.txt
	$(UV) pyproject.toml --group test --constraint requirements.txt --output-file requirements-test.txt
	$(UV) --group build --output-file requirements-build.txt
	$(UV) --group node --output-file requirements-node.txt
	$(UV) --group audit --constraint requirements-test.txt --output-file requirements-audit.txt
	npm install --package-lock-only
	$(MAKE) sbom

clean:
	rm -rf .venv node_modules pathways/static/vendor pathways/static/vendor.fresh
	rm -rf .cache .hypothesis test-results

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Pathways needs Python 3.11 or newer, and $(PYTHON) is not. Name another one:" \
	    "make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu, this adds it:" \
	    "apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up (once): Python packages"
	@mkdir -p "$$HOME"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(PACKAGES): $(VENV) requirements-build.txt requirements.txt pyproject.toml
	@$(LOCKED) requirements-build.txt
	@$(LOCKED) requirements.txt
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(TEST_PACKAGES): $(PACKAGES) requirements-test.txt
	@echo "Setting up (once): what the tests need"
	@$(LOCKED) requirements-test.txt
	@touch $@

# Apart from the rest, for it brings a pip of its own.
$(AUDIT)/.installed: $(PACKAGES) requirements-audit.txt
	@echo "Setting up (once): what asks the feeds of known faults"
	@rm -rf $(AUDIT)
	@$(LOCKED) requirements-audit.txt --target $(AUDIT)
	@touch $@

# Puts a Node.js that is new enough, with its npm, first on the PATH: the machine's own, or else
# the one that comes as a Python package.
define find_node
{ node --eval 'process.exit(parseInt(process.versions.node) < $(NODE_AT_LEAST))' && npm --version; } \
  >/dev/null 2>&1 || { \
  $(LOCKED) requirements-node.txt && export PATH="$(CURDIR)/$(BIN):$$PATH"; }
endef

$(LIBRARIES): package.json package-lock.json requirements-node.txt | $(VENV)
	@echo "Setting up (once): browser libraries"
	@$(find_node) && npm ci --omit=optional --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(VENDOR): $(LIBRARIES) $(STYLES) pathways/static/build.mjs | $(VENV)
	@$(find_node) && node pathways/static/build.mjs

# The commands of the project. Each makes what it needs in .venv first:
#   make serve   the web page and the JSON endpoint, on http://HOST:PORT
#   make test    ruff and every test
#   make bench   how long things take on this machine, beside what one would use instead (in
#                .venv-bench; about 10 minutes, longer with SIZES="240 2400 24000 240000")
#   make words   the page's words looked for in the code, and its translations compiled
#   make model   the shipped model made anew from the data in qa/training/data (days without a GPU;
#                HOURS=8 ends its trainings after so many hours, the model being the worse for it)
#   make clean   the environments, caches and build outputs removed
# For example: make serve PORT=9000, make test PYTHON=python3.12

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SIZES ?= 240 2400
OUT ?= build/bench

pip := -m pip install -qq --disable-pip-version-check --constraint constraints.txt
install := .venv/bin/python $(pip)

.PHONY: serve test bench words model clean
.DEFAULT_GOAL := serve

serve: .venv/installed
	@exec .venv/bin/qa serve --host $(HOST) --port $(PORT)

test: .venv/installed-test
	@.venv/bin/ruff check .; linted=$$?; .venv/bin/python -m pytest && exit $$linted

bench: .venv-bench/installed
	@.venv-bench/bin/python -m qa.evaluation.bench --sizes "$(SIZES)" --out "$(OUT)"

# New words come untranslated: write them into the .po files, and run it again.
words := qa/web/translations
words: .venv/installed
	@mkdir -p build
	@.venv/bin/pybabel -q extract --mapping $(words)/babel.cfg --keyword marked --no-location \
	  --sort-output --omit-header --output build/words.pot .
	@.venv/bin/pybabel -q update --input build/words.pot --output-dir $(words) --width 100 \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@.venv/bin/pybabel -q compile --directory $(words)

model: .venv/installed-train
	@.venv/bin/python -m qa.training $(if $(HOURS),--hours $(HOURS))

clean:
	rm -rf .venv .venv-bench build dist *.egg-info .pytest_cache .ruff_cache
	find source index qa tests -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call environment,FOLDER) makes an empty environment with a Python that will do.
define environment
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no $(PYTHON): wanted Python 3.11 or newer (make PYTHON=python3.12 …)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$("$(PYTHON)" --version) is too old: wanted 3.11 or newer (make PYTHON=python3.12 …)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: wanted it installed (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Making $(1)"
	@"$(PYTHON)" -m venv $(1)
endef

# Each file says that what is named was installed from the two files as they are now.
.venv/installed: pyproject.toml constraints.txt
	$(call environment,.venv)
	@echo "Installing packages into .venv (some minutes the first time)"
	@$(install) --editable .
	@touch $@

.venv/installed-test: .venv/installed
	@echo "Installing what the tests need into .venv"
	@$(install) --editable '.[test]'
	@touch $@

.venv/installed-train: .venv/installed
	@echo "Installing what training needs into .venv"
	@$(install) --editable '.[train]'
	@touch $@

.venv-bench/installed: pyproject.toml constraints.txt
	$(call environment,.venv-bench)
	@echo "Installing ours and the peers into .venv-bench (some minutes the first time)"
	@.venv-bench/bin/python $(pip) --editable '.[bench]'
	@touch $@

# The commands of this project. `make run` and `make test` need nothing but Python 3.11 or newer with venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
TEST_WORKERS ?= 3

.PHONY: help run test check bench demo-reset lock restore-drill messages stop

help:
	@echo "make run            the whole system on http://127.0.0.1:8000 (HOST and PORT choose another place)"
	@echo "make test           everything that must pass"
	@echo "make check          the quick part of it: format, lint, types, imports, migrations"
	@echo "make demo-reset     throw the demo data away and make it anew"
	@echo "make bench          how fast each page is (ROWS=100000 chooses the size)"
	@echo "make restore-drill  back up, restore into an empty place, compare"
	@echo "make messages       collect and compile translations"
	@echo "make lock           renew the lists of packages"
	@echo "make stop           stop the embedded PostgreSQL"

run: .venv/runtime
	@exec $(PY) manage.py up

stop: .venv/runtime
	@$(PY) manage.py stop

test: .venv/test
	@$(PY) -m tests.everything -n $(TEST_WORKERS) --dist worksteal

check: .venv/test
	@$(PY) -m tests.everything --quick

bench: .venv/test
	@$(PY) -m tests.bench
	@$(PY) -m tests.bench.report

demo-reset: .venv/runtime
	@DEMO=1 $(PY) manage.py demo_reset

restore-drill: .venv/runtime
	@$(PY) manage.py restore_drill

messages: .venv/runtime
	@$(PY) manage.py messages

# ---- the virtual environment: made anew only when a list of packages changes --------------------------------

.venv/runtime: requirements.lock
	@PYTHON="$(PYTHON)" sh .ci/venv requirements.lock
	@touch $@

.venv/test: requirements-test.lock
	@PYTHON="$(PYTHON)" sh .ci/venv requirements-test.lock
	@touch .venv/runtime $@

COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: .venv/test
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock pyproject.toml --extra s3 -o requirements-s3.lock
	$(COMPILE) -c requirements.lock pyproject.toml --extra test -o requirements-test.lock

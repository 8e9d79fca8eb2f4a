# Two commands do everything: `make run` and `make test`. The rest is for developers.
.PHONY: run test check bench soak lock openapi clean

run:
	@./prepare.sh
	@.venv/bin/kiosk run --demo $(if $(HEADLESS),--headless) $(ARGS)

test:
	@./prepare.sh test
	@$(MAKE) --no-print-directory check
	@.venv/bin/pytest -n 2 --dist loadfile $(ARGS)

check:
	@.venv/bin/ruff check .
	@.venv/bin/mypy

bench:
	@./prepare.sh test
	@.venv/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock
	@.venv/bin/python -m benchmarks $(ARGS)

soak:
	@./prepare.sh
	@SOAK="$(SOAK)" .venv/bin/python -m tests.soak $(ARGS)

lock:
	@.venv/bin/pip install -q uv && .venv/bin/uv pip compile setup.py --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock
	@.venv/bin/uv pip compile setup.py --extra bench --universal --python-version 3.11 -c requirements.lock \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-bench.lock

clean:
	rm -rf var .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

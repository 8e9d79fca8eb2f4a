# Two commands do everything: `make run` and `make test`. The rest is for developers.
.PHONY: run test check bench lock openapi clean

run:
	@./prepare.sh
	@.venv/bin/kiosk run --demo $(if $(HEADLESS),--headless) $(ARGS)

test:
	@./prepare.sh
	@$(MAKE) --no-print-directory check
	@.venv/bin/pytest -n 2 --dist loadfile $(ARGS)

check:
	@.venv/bin/ruff check .
	@.venv/bin/mypy

bench:
	@./prepare.sh
	@.venv/bin/python -m benchmarks $(ARGS)

lock:
	@.venv/bin/pip install -q uv && .venv/bin/uv pip compile setup.py --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock

clean:
	rm -rf var .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# The two commands that do everything are `make build` and `make test`; the rest are their parts.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# sqlfluff and dbt-bouncer: the second wants an older DuckDB than the project, so it lives apart.
LINT_VENV := .venv-lint
# The peers that Karat is measured against.
BENCHMARK_VENV := .venv-benchmark
# Superset wants older libraries than the project.
SUPERSET_VENV := .venv-superset
# A server of MLflow, for tests: who tracks has one of their own.
MLFLOW_VENV := .venv-mlflow
# Spark is 450 MB and wants Java 17: an environment of its own, with the adapter of adapters/.
SPARK_VENV := .venv-spark
DBT_ARGS ?=
BENCHMARK_ARGS ?=
DASHBOARD_ARGS ?=
LOAD_ARGS ?=
NIGHTS_ARGS ?=
SPEED_ARGS ?=
TOURNAMENT_ARGS ?=
PYTEST_ARGS ?=
FAMILIES ?= all
# Seconds that a family's fit, or its scores, may take in a tournament; BUDGET="1800 xgboost=60" for single ones.
BUDGET ?= 1800
COMMA := ,
SPACE := $(subst ,, )
# dbt's build on a screen, its whole log in logs/dbt.log; plain `dbt build` prints it all.
BUILD = $(BIN)/python -m karat.terminal build --exclude-resource-type unit_test
# What a run with kept fits builds: all but training, which its fits come from.
SCORE = $(BUILD) --exclude tag:training $(if $(FORCE),--force) $(DBT_ARGS)
# pip says nothing while it loads what a lock file lists, or a line a package: this says what it does.
define INSTALL
@echo "Installing the $$(grep -c == $(2)) packages of $(2) into $(1): some minutes the first time."
@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(2)
endef

.DEFAULT_GOAL := help
.PHONY: help setup check build judge tournament score retrain-if-needed shadow rollback test docs dashboard picture watch contacts serve parquet postgres superset superset-test setup-spark test-spark test-spark-cluster metrics-file grafana prometheus-test tracking tracking-test load benchmark benchmark-nights benchmark-speed benchmark-tournament benchmark-experiments benchmark-off-policy benchmark-uplift benchmark-value benchmark-worlds ablation lint format lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

setup: $(VENV)/.ready ## Make the virtual environment from the lock file

$(VENV)/.ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Karat needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing the $$(grep -c == $<) packages of $< into $(VENV): a minute or so the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep ^uv== $<) \
		&& $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --requirement $< \
		|| { echo 'uv can not, where pip may: it takes some minutes.'; $(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $<; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

check: setup ## Read the export and say what Karat understands of it, building nothing (DBT_ARGS="--vars …")
	@$(BIN)/python -m karat.check $(DBT_ARGS)

build: setup ## Build, test and publish everything from the export (DBT_ARGS="--vars … --select …")
	@$(BUILD) $(DBT_ARGS)

judge: setup $(call extras_of,$(FAMILY)) ## Judge one challenger beside the families of the last build, on a copy (FAMILY=…, VARS="name: value, …")
	@test -n '$(FAMILY)' || { echo 'Say which: make judge FAMILY=…; docs/adding.md says how a family is added.'; exit 2; }
	@$(BIN)/python -m karat.judge --family '$(FAMILY)' --vars '$(VARS)' $(DBT_ARGS)

# The libraries of challengers, into the environment that has all else: a lock file is that of setup and theirs.
extras_of = $(if $(filter all xgboost,$(1)),$(VENV)/.extra-xgboost) $(if $(filter all neural_hazard gru_hazard gru4rec gru4rec_archetype sasrec sasrec_archetype bert4rec bert4rec_archetype mult_vae mult_vae_archetype ncf ncf_archetype two_tower,$(1)),$(VENV)/.extra-neural) $(if $(filter all arima prophet mfles,$(1)),$(VENV)/.extra-forecasts) $(if $(filter all surprise_svd surprise_svd_archetype,$(1)),$(VENV)/.extra-ratings) $(if $(filter all survival_forest,$(1)),$(VENV)/.extra-survival)
$(VENV)/.extra-%: $(VENV)/.ready requirements-%.txt
	$(call INSTALL,$(VENV),requirements-$*.txt)
	touch $@

# A warehouse and a published file of its own: readers keep theirs, whatever a challenger does. One model at a time, so that
# what a family takes is told apart from what others do.
tournament: export KARAT_FAMILY_SECONDS = $(BUDGET)
tournament: export KARAT_WAREHOUSE = warehouse/tournament.duckdb
tournament: export KARAT_PUBLISHED = warehouse/tournament_published.duckdb
tournament: TOURNAMENT = --target-path target/tournament --vars '{challengers: [$(subst $(SPACE),$(COMMA),$(strip $(FAMILIES)))], $(VARS)}'
tournament: setup $(call extras_of,$(FAMILIES)) ## Fit the challengers too, judge all families and tell their costs (FAMILIES="…", BUDGET="…", VARS="name: value, …")
	$(if $(findstring --vars,$(DBT_ARGS)),$(error dbt takes one --vars: give yours as VARS="validation_start: auto, test_start: auto"))
	@$(BIN)/python -m karat.tournament build --exclude-resource-type unit_test --no-next --threads 1 $(TOURNAMENT) $(DBT_ARGS)

score: setup ## Predict on new sales from the fits in use, without training, and publish (FORCE=1: on the same sales too)
	@KARAT_FITS=active $(SCORE)

retrain-if-needed: setup ## Score; train where the night's figures say so, and promote the new fit unless it is worse
	@$(BIN)/python -m karat.retraining $(DBT_ARGS)

shadow: setup ## Try other settings beside what serves, unseen, and compare as windows close (DBT_ARGS="--vars …")
	@$(BIN)/python -m karat.shadow $(DBT_ARGS)

rollback: setup ## Go back to the fits of an earlier version, score and publish (VERSION=…)
	@test -n '$(VERSION)' || { echo 'Say which: make rollback VERSION=…; monitoring.model_registry lists them.'; exit 2; }
	@KARAT_FITS='$(VERSION)' $(SCORE)

test: setup ## Run all tests, whole builds included (PYTEST_ARGS="-k …")
	$(BIN)/pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder --cov $(PYTEST_ARGS)

docs: setup ## Write the docs to target/docs.html, the lineage of columns to target/lineage.html
	$(BIN)/dbt docs generate --target-path target/docs $(DBT_ARGS)
	$(BIN)/python -m pages.docs
	DO_NOT_TRACK=1 $(BIN)/colibri generate --disable-telemetry --output-dir target/docs/lineage --manifest target/docs/manifest.json --catalog target/docs/catalog.json > target/docs/lineage.log
	$(BIN)/python -m pages.lineage
	@echo "Lineage of columns: target/lineage.html?model=model.karat.customer_next_purchase&column=probability_30d&parents=2&hideSidebars=true"

dashboard: setup ## Write the dashboard to target/dashboard.html, from the published file
	$(BIN)/dbt compile --quiet --no-introspect --no-populate-cache --select path:analyses/dashboard --target-path target/dashboard $(DBT_ARGS)
	$(BIN)/python -m pages.dashboard $(DASHBOARD_ARGS)

picture: dashboard ## Take the picture of a board that README shows, to docs/dashboard.webp (of the demo alone; needs chromium)
	$(BIN)/python tests/python/picture.py

watch: DASHBOARD_ARGS = --port 8765
watch: dashboard ## Serve the dashboard to this machine, up to date after every build

contacts: setup ## Write whom to call, with names and phones, for the shop's own eyes (TOP=10, SEGMENT=champions, CAMPAIGN=name, LIST=ids.csv; FORMAT=xlsx, IN=ru)
	@$(BIN)/python -m karat.contacts $(if $(SEGMENT),--segment '$(SEGMENT)') $(if $(TOP),--top '$(TOP)') $(if $(CAMPAIGN),--campaign '$(CAMPAIGN)') $(if $(LIST),--list '$(LIST)') $(if $(FORMAT),--format '$(FORMAT)') $(if $(IN),--in '$(IN)')

serve: setup ## Serve the published file over HTTP (KARAT_API_TOKEN=…; docs/api.md)
	@$(BIN)/python -m karat.api

parquet: setup ## Write every published table to warehouse/parquet/<schema>/<table>.parquet
	@$(BIN)/python -m karat.exports.parquet

postgres: setup ## Publish every published table to PostgreSQL in one transaction (KARAT_POSTGRES=postgresql://…)
	@$(BIN)/python -m karat.exports.postgres

superset: setup $(SUPERSET_VENV)/.ready ## Serve a Superset with a dashboard over the published file (KARAT_SUPERSET_PASSWORD=…)
	@$(BIN)/python -m bi.superset

superset-test: setup $(SUPERSET_VENV)/.ready ## Run Superset beside a build and read what it shows
	KARAT_TEST_SUPERSET=1 $(BIN)/pytest --no-cov tests/python/exports/test_superset.py $(PYTEST_ARGS)

$(SUPERSET_VENV)/.ready: requirements-superset.txt
	$(PYTHON) -m venv $(SUPERSET_VENV)
	$(call INSTALL,$(SUPERSET_VENV),requirements-superset.txt)
	touch $@

metrics-file: setup ## Write what Prometheus' node_exporter reads to KARAT_METRICS_FILE (docs/tracking.md)
	@$(BIN)/python -m karat.exports.gauges

grafana: setup ## Write the dashboard for Grafana anew, to bi/grafana/dashboard.json
	@$(BIN)/python -m bi.grafana

prometheus-test: setup ## Test the alerts, and let a real Prometheus scrape a real service (apt-get install prometheus)
	$(BIN)/pytest --no-cov tests/python/api/test_prometheus.py $(PYTEST_ARGS)

tracking: setup $(VENV)/.extra-tracking ## Tell MLflow or W&B of the fits (MLFLOW_TRACKING_URI=…, WANDB_PROJECT=…; make build does it too)
	@$(BIN)/python -m karat.tracking

tracking-test: setup $(VENV)/.extra-tracking $(MLFLOW_VENV)/.ready ## Let a real MLflow and an offline W&B hear of fits, and read both back
	KARAT_TEST_MLFLOW=$(CURDIR)/$(MLFLOW_VENV)/bin/mlflow $(BIN)/pytest --no-cov tests/python/exports/test_tracking.py $(PYTEST_ARGS)

$(MLFLOW_VENV)/.ready: requirements-mlflow-server.txt
	$(PYTHON) -m venv $(MLFLOW_VENV)
	$(call INSTALL,$(MLFLOW_VENV),requirements-mlflow-server.txt)
	touch $@

setup-spark: $(SPARK_VENV)/.ready ## Make the environment in which the converted layers run on Apache Spark (needs Java 17)

# Stage by stage: DuckDB builds the layers and what they are made from, Spark builds the layers, both are compared.
test-spark: export KARAT_WAREHOUSE = target/spark/karat.duckdb
test-spark: export KARAT_PUBLISHED = target/spark/published.duckdb
test-spark: export KARAT_SPARK_WAREHOUSE = target/spark/spark
test-spark: export PYSPARK_PYTHON = $(CURDIR)/$(SPARK_VENV)/bin/python
test-spark: export PYSPARK_SUBMIT_ARGS = --driver-memory 2g --conf spark.sql.shuffle.partitions=2 --conf spark.log.level=ERROR --conf spark.ui.showConsoleProgress=false pyspark-shell
test-spark: setup setup-spark ## Build and test the converted layers on Apache Spark too and compare every table with DuckDB's
	$(SPARK_VENV)/bin/python -m pytest -c adapters/dbt-sparksession/pyproject.toml adapters/dbt-sparksession $(PYTEST_ARGS)
	rm -rf target/spark
	$(BIN)/dbt build --quiet --select +tag:spark --exclude-resource-type test unit_test --target-path target/spark/duckdb $(DBT_ARGS)
	$(SPARK_VENV)/bin/python -m benchmarks.engines $(if $(WORKERS),--workers $(WORKERS)) $(KARAT_WAREHOUSE) target/spark/parquet -- --target-path target/spark/dbt $(DBT_ARGS)

test-spark-cluster: WORKERS = 2
test-spark-cluster: test-spark ## The same on a cluster of two workers on this machine, one of which is killed in the middle

$(SPARK_VENV)/.ready: requirements-spark.txt $(wildcard adapters/dbt-sparksession/dbt/*/sparksession/*.py adapters/dbt-sparksession/dbt/include/sparksession/macros/*.sql)
	@command -v java > /dev/null || { echo 'Apache Spark needs Java 17 or later: install a JDK first.'; exit 2; }
	$(PYTHON) -m venv $(SPARK_VENV)
	$(call INSTALL,$(SPARK_VENV),requirements-spark.txt)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps ./adapters/dbt-sparksession --editable .
	touch $@

load: setup ## Load the service while its file is swapped (LOAD_ARGS="--rate … --seconds … --swaps …")
	$(BIN)/python -m benchmarks.api_load $(LOAD_ARGS)

benchmark: $(BENCHMARK_VENV)/.ready ## Measure Karat beside its peers on every log, into docs/benchmarks.md
	OPENBLAS_NUM_THREADS=1 $(BENCHMARK_VENV)/bin/python -m benchmarks $(BENCHMARK_ARGS)

benchmark-nights: setup ## Watch planted troubles and quiet years, into docs/monitoring.md (NIGHTS_ARGS=--reuse goes on with what is there)
	$(BIN)/python -m benchmarks.monitoring $(NIGHTS_ARGS)

# Complete Journey comes with a package that only the benchmark's environment has.
benchmark-tournament: setup $(BENCHMARK_VENV)/.ready $(call extras_of,$(FAMILIES)) ## Hold the tournament on four logs, into docs/tournament.md (TOURNAMENT_ARGS="--logs … --reuse")
	$(BENCHMARK_VENV)/bin/python -m benchmarks.tournament --sales --logs complete_journey
	$(BIN)/python -m benchmarks.tournament --families '$(FAMILIES)' --budget '$(BUDGET)' $(TOURNAMENT_ARGS)

benchmark-speed: setup ## Measure builds of several sizes and what bounds them, into docs/performance.md (SPEED_ARGS="--exports …")
	$(BIN)/python -m benchmarks.speed $(SPEED_ARGS)

benchmark-experiments: $(BENCHMARK_VENV)/.ready ## Simulate experiments on the last build's customers, into docs/experiments.md (after make build)
	$(BENCHMARK_VENV)/bin/python -m benchmarks.experiments

benchmark-off-policy: setup ## Judge lists that were not shown on simulated logs, into docs/off_policy.md
	$(BIN)/python -m benchmarks.off_policy $(OFF_POLICY_ARGS)

benchmark-uplift: setup ## Rank campaigns by what an experiment showed on planted shops, into docs/uplift.md
	$(BIN)/python -m benchmarks.uplift $(UPLIFT_ARGS)

benchmark-value: $(BENCHMARK_VENV)/.ready ## Measure expected spend beside its peer, into docs/value.md (after make benchmark)
	OPENBLAS_NUM_THREADS=1 $(BENCHMARK_VENV)/bin/python -m benchmarks.value $(VALUE_ARGS)

benchmark-worlds: $(BENCHMARK_VENV)/.ready ## Judge Karat in every simulated world beside its perfect observer, into docs/worlds.md
	OPENBLAS_NUM_THREADS=1 $(BENCHMARK_VENV)/bin/python -m benchmarks.worlds $(WORLDS_ARGS)

ablation: $(BENCHMARK_VENV)/.ready ## Leave out each part of the learned models, into docs/ablation.md (after make benchmark)
	OPENBLAS_NUM_THREADS=1 $(BENCHMARK_VENV)/bin/python -m benchmarks.ablation

$(BENCHMARK_VENV)/.ready: requirements-benchmark.txt pyproject.toml
	$(PYTHON) -m venv $(BENCHMARK_VENV)
	$(call INSTALL,$(BENCHMARK_VENV),requirements-benchmark.txt)
	$(BENCHMARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

lint: setup $(LINT_VENV)/.ready ## Check style and conventions: ruff, mypy, sqlfluff, dbt-bouncer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint models tests analyses
	$(BIN)/dbt parse --quiet
	$(LINT_VENV)/bin/dbt-bouncer --config-file dbt-bouncer.yml

$(LINT_VENV)/.ready: requirements-lint.txt
	$(PYTHON) -m venv $(LINT_VENV)
	$(call INSTALL,$(LINT_VENV),requirements-lint.txt)
	touch $@

format: setup ## Put Python and SQL into the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix models tests analyses

lock: setup ## Resolve the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra dev pyproject.toml --output-file requirements-dev.txt
	for extra in xgboost neural forecasts ratings survival; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra dev --extra $$extra --constraint requirements-dev.txt pyproject.toml --output-file requirements-$$extra.txt; done
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra dev --extra mlflow --extra wandb --constraint requirements-dev.txt pyproject.toml --output-file requirements-tracking.txt
	echo mlflow==3.17.2 | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate - --output-file requirements-mlflow-server.txt
	# The CPU is enough for PyTorch: what its builds for CUDA want besides, they bring themselves.
	sed -i.bak -E '/^(cuda|nvidia|triton)/d' requirements-neural.txt && rm requirements-neural.txt.bak
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra benchmark pyproject.toml --output-file requirements-benchmark.txt
	echo 'dbt-bouncer==4.3.0' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate - --output-file requirements-lint.txt
	printf '%s\n' apache-superset==6.1.0 duckdb-engine==0.17.0 duckdb==2.0.0 rich cachetools flask-caching==2.3.1 | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate - --output-file requirements-superset.txt
	printf '%s\n' dbt-core==1.11.16 'dbt-spark[session]==1.11.0' duckdb==2.0.0 lightgbm pandas pyarrow pyspark==4.3.0 pytest scikit-learn setuptools threadpoolctl | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --constraint requirements-dev.txt - --output-file requirements-spark.txt

clean: ## Remove what builds leave, but not the environments
	rm -rf target logs warehouse data .coverage .pytest_cache .mypy_cache .ruff_cache

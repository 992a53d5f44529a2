# Two commands do everything on a fresh Debian machine with Rust: `make demo` and `make test`.
# The others are the slow or the particular work by name.

DATA   ?= demo-data
LISTEN ?= 127.0.0.1:8788
KILLS  ?= 200
SECONDS ?= 60

.PHONY: demo test tools-build tools-postgres tools-test tidy lint unit journeys crash nodes bench build prove presidio fuzz weights words help

help:
	@echo "make demo     一个装好示例数据的法度，浏览器打开即可试用"
	@echo "make test     全部检查与测试"
	@echo "make journeys 在 Chromium 中走完全程"
	@echo "make crash    写入中 kill -9，默认 200 次（KILLS=n）；磁盘在每一次调用上出错、断电"
	@echo "make nodes    多个进程写同一账册并随机 kill，默认 60 秒（SECONDS=n）"
	@echo "make prove    逐条删除规则，看有没有场景发现；重新学得权重，看是否相同"
	@echo "make bench    全部基准测试"
	@echo "make fuzz     以任意输入反复试验隐去和账册的各种格式，默认每项 20000 次（CASES=n）"
	@echo "make weights  由语料重新学得姓名、住址、证件号码的权重"
	@echo "make words    由 jieba 的词典重做词语表，之后要 make weights"
	@echo "make presidio 与 Microsoft Presidio 比较隐去的速度"

build: tools-build
	cargo build --release -p fadu

demo: build
	./target/release/fadu demo --data $(DATA) --listen $(LISTEN) --friendly

test: tools-build tools-test tidy lint unit journeys

tidy:
	cargo run --quiet -p xtask -- tidy

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

unit: tools-postgres
	cargo test --workspace --quiet

# The program that the tests were built with: nothing is compiled twice.
journeys: tools-build tools-test
	cargo test --workspace --quiet --no-run
	sh e2e/run.sh

crash: tools-postgres
	cargo build --release -p fadu
	FADU_KILLS=$(KILLS) cargo test --release -p fadu --test main -- --nocapture kill
	FRAIL=all cargo test --release -p ledger -p registry --test main -- frail cut::

# Processes that append to one PostgreSQL log and are killed at random, for SECONDS seconds.
nodes: tools-postgres
	LEDGER_NODES=$(SECONDS) cargo test --release -p ledger -- --nocapture processes_that_are_killed

prove: build
	./target/release/fadu pack test packs/tc --prove
	cargo run --release -p redact --example train -- --check

bench: tools-build tools-postgres
	@sh tools/need.sh openssl:openssl nginx:nginx-light wrk:wrk
	cargo build --release -p fadu
	cargo bench -p law -p ledger -p redact -p benches --benches

# A C compiler for SQLite, Python for the independent verifier; Chromium and Chinese fonts for the journeys. Installed only where missing.
tools-build:
	@sh tools/need.sh cc:build-essential python3:python3

# The tests start a PostgreSQL of their own; they only need its programs.
tools-postgres:
	@sh tools/need.sh postgres:postgresql

tools-test: tools-postgres
	@sh tools/need.sh chromium:chromium font:fonts-noto-cjk node:nodejs npm:npm

# The properties that every test run tries a little, tried long.
CASES ?= 20000

fuzz:
	FUZZ_CASES=$(CASES) cargo test --release -p redact --test main -- any_input
	FUZZ_CASES=$(CASES) PROPTEST_CASES=$(CASES) cargo test --release -p ledger --test main -- ::any_

# What the finder knows by weights, learnt again from the papers of other hands.
weights:
	cargo run --release -p redact --example train

# How rare words are, from the dictionary of jieba (PyPI); the weights must be learnt again thereafter.
JIEBA = jieba-0.42.1
words: tools-build
	@sh tools/need.sh pip:python3-pip
	mkdir -p $(TARGET)/words
	pip download --quiet --no-deps --no-binary :all: --dest $(TARGET)/words $(subst -,==,$(JIEBA))
	tar --extract --gzip --file $(TARGET)/words/$(JIEBA).tar.gz --directory $(TARGET)/words
	cargo run --release -p redact --example words -- $(TARGET)/words/$(JIEBA)/jieba/dict.txt

# Presidio from PyPI in an environment of its own below target/; both read the same papers in one run.
TARGET = $(or $(CARGO_TARGET_DIR),target)
PRESIDIO = $(TARGET)/presidio

presidio: tools-build
	@python3 -c "import ensurepip" 2>/dev/null || sh tools/need.sh ensurepip:python3-venv
	test -x $(PRESIDIO)/bin/python || python3 -m venv $(PRESIDIO)
	$(PRESIDIO)/bin/pip install --quiet presidio-analyzer==2.2.366 spacy==3.8.18
	cargo build --release -p redact --bench find
	$(PRESIDIO)/bin/python crates/redact/benches/presidio.py \
		"$$(ls -t $(TARGET)/release/deps/find-* | grep -v '\.d$$' | head -n 1)" $(PRESIDIO)/papers.jsonl

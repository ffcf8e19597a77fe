#!/usr/bin/env python3
"""Measures how fast `casus play` computes, beside its peers, in CPU seconds of one thread.

  run.py --casus TARGET/release/examples/speed [--krabmaga PATH] [--mesa PYTHON] [--full]

Build first: cargo build --release -p casus-sim --example speed
             cargo build --release --manifest-path benches/play/krabmaga/Cargo.toml
A peer that is not named is left out. Without --full, the design is measured on 160 of its 9,216 runs.
"""

import argparse
import pathlib
import resource
import subprocess

HERE = pathlib.Path(__file__).parent


def measure(command):
    """Work done, and CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return int(out.split()[-1]), cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casus", required=True)
    parser.add_argument("--krabmaga")
    parser.add_argument("--mesa", help="a Python that has Mesa")
    parser.add_argument("--full", action="store_true")
    args = parser.parse_args()
    print("| what | work | CPU s | a CPU second |\n|---|---|---|---|")

    def row(what, command, unit):
        work, cpu = measure(command)
        print(f"| {what} | {work:,} {unit} | {cpu:.2f} | {work / max(cpu, 1e-9):,.0f} |", flush=True)
        return cpu

    steps = "agent-steps"
    row("Epstein 40×40, Casus", [args.casus, "epstein-40", "8000"], steps)
    if args.krabmaga:
        row("Epstein 40×40, krABMaga 0.6.2", [args.krabmaga, "1000"], steps)
    if args.mesa:
        row("Epstein 40×40, Mesa", [args.mesa, str(HERE / "mesa_epstein.py"), "60"], steps)
    row("Epstein 1000×1000, Casus", [args.casus, "epstein-1000", "12"], steps)
    row("landscape, 20 actors", [args.casus, "landscape", "20"], "splits")
    row("landscape, 24 actors", [args.casus, "landscape", "24"], "splits")
    runs = 9216 if args.full else 160
    cpu = row(f"Sobol design of 1,000 ticks, {runs:,} runs", [args.casus, "sobol", str(runs)], "runs")
    print(f"\nAll 9,216 runs: {cpu / runs * 9216 / 60:.1f} CPU minutes.")


if __name__ == "__main__":
    main()

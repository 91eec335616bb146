"""Previews a second through the API of a window, beside OpenFisca's web API in the same run.

    python3 benches/window/bench.py target/release/huzhu LEDGER IDS --day 2024-06-01 [--beside 'huzhu batch ...']

IDS has the id of a member on each line; LEDGER is of rules/city. The server runs on one core, who asks on the others.
First so many previews a second come at their own times, as people do, and each is timed from the moment at which it
should have been sent; then as many as there is room for. With `--beside` the first part is measured again while a
command runs, a night for instance. OpenFisca is installed in a temporary folder and is asked for deductible, bands and
limit of one year: no history, no allowance, no reasons. What is printed is Markdown.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).parent
LONGEST = 60  # seconds until a server has to answer


def on_one_core():
    os.sched_setaffinity(0, {0})


class Server:
    """A program on one core, that listens on a port, and how to ask it."""

    def __init__(self, words, port, ask, environment=None):
        self.port, self.ask, self.begun = port, ask, time.monotonic()
        known, quiet = {**os.environ, **(environment or {})}, subprocess.DEVNULL
        self.program = subprocess.Popen(words, preexec_fn=on_one_core, env=known, stdout=quiet, stderr=quiet)
        while True:
            assert self.program.poll() is None, f"{words[0]} ended"
            try:
                self.asks(random.Random(0))
                break
            except OSError:
                assert time.monotonic() - self.begun < LONGEST, f"{words[0]} does not answer"
                time.sleep(0.005)
        self.opened = time.monotonic() - self.begun

    def asks(self, chance):
        """Asks once, and takes the whole answer."""
        path, headers, body = self.ask(chance)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request("POST", path, body, {**headers, "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200, f"{answer.status}: {text[:300]}"
        finally:
            connection.close()

    def memory(self):
        """MB that the program and its workers have in memory, and the most that they had."""
        found = subprocess.run(["pgrep", "-P", str(self.program.pid)], capture_output=True, text=True).stdout
        kinds = {"VmRSS": 0, "VmHWM": 0}
        for pid in [self.program.pid, *map(int, found.split())]:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                kind = line.split(":")[0]
                if kind in kinds:
                    kinds[kind] += int(line.split()[1]) / 1024
        return kinds["VmRSS"], kinds["VmHWM"]

    def close(self):
        self.program.terminate()
        self.program.wait(timeout=LONGEST)


def one_of_many(server, number, count, rate, begin, seconds, out):
    """Asks as one of many: at its own times where there is a rate, else one question behind the other."""
    os.sched_setaffinity(0, set(range(1, os.cpu_count())) or {0})
    chance, times, due = random.Random(number), [], begin + (number / rate if rate else 0)
    time.sleep(max(0, due - time.monotonic()))
    while (now := time.monotonic()) < begin + seconds:
        if rate:
            time.sleep(max(0, due - now))
        sent = due if rate else now
        server.asks(chance)
        times.append(time.monotonic() - sent)
        due += count / rate if rate else 0
    out.put(times)


def measured(server, connections, seconds, rate=None):
    """Milliseconds of each question, from the fastest to the slowest."""
    out, begin = multiprocessing.Queue(), time.monotonic() + 0.5
    asked = [(server, number, connections, rate, begin, seconds, out) for number in range(connections)]
    workers = [multiprocessing.Process(target=one_of_many, args=each) for each in asked]
    for worker in workers:
        worker.start()
    times = sorted(one * 1000 for _ in workers for one in out.get(timeout=seconds + LONGEST))
    for worker in workers:
        worker.join()
    return times


def row(what, times, seconds):
    half, most = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.99))
    print(f"| {what} | {len(times) / seconds:,.0f} | {half:.1f} | {most:.1f} | {times[-1]:.1f} |", flush=True)
    return len(times) / seconds


def window(options):
    """A window, and previews of invented bills of its members."""
    ids = Path(options.ids).read_text("ascii").split()
    made = [options.huzhu, "users", "key", options.ledger, f"bench-{os.getpid()}", "--everyone"]
    signed = ["--by", "bench", "--reason", "previews a second"]
    key = subprocess.run([*made, *signed], check=True, capture_output=True, text=True).stdout.strip()
    words = [options.huzhu, "serve", "--ledger", options.ledger, "--listen", f"127.0.0.1:{options.port}"]
    columns = ["out_of_catalogue", "class_b_prepay", "deductible", "critical_paid", "assistance_paid", "other_paid"]

    def ask(chance):
        total = chance.randrange(1_000_00, 60_000_00)
        bill = {
            **dict.fromkeys(columns, "0"),
            "category": "inpatient",
            "hospital_level": chance.choice("123"),
            "admission": options.day,
            "discharge": options.day,
            "total": f"{total / 100:.2f}",
            "pool_paid": f"{total * 60 // 100 / 100:.2f}",
        }
        body = json.dumps({"member_id": chance.choice(ids), "bill": bill})
        return "/api/v1/preview", {"Authorization": f"Bearer {key}"}, body

    return Server([*words, "--by", "bench"], options.port, ask)


def openfisca(options, folder):
    """OpenFisca's web API with deductible, bands and limit of the same terms."""
    made = folder / "openfisca"
    venv.create(made, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--requirement", HERE / "openfisca.txt"]
    subprocess.run([made / "bin/python", *install], check=True)
    words = [made / "bin/openfisca", "serve", "--country-package", "town", "--workers", "1"]

    def ask(chance):
        person = {"self_paid": {"2024": chance.randrange(400_00, 24_000_00) / 100}, "aid": {"2024": None}}
        return "/calculate", {}, json.dumps({"persons": {"p": person}, "households": {"h": {"members": ["p"]}}})

    port = options.port + 1
    return Server([*words, "--port", str(port)], port, ask, {"PYTHONPATH": str(HERE)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ["huzhu", "ledger", "ids"]:
        parser.add_argument(name)
    parser.add_argument("--day", required=True, help="a day on which the members have cover")
    parser.add_argument("--rate", type=float, default=200, help="previews a second of the first part")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--port", type=int, default=7490)
    parser.add_argument("--beside", help="a command that runs beside the first part, measured again")
    options = parser.parse_args()
    many, seconds = options.connections, options.seconds
    with tempfile.TemporaryDirectory() as name:
        server = window(options)
        try:
            print(f"| {many} connections, {seconds:.0f} s | a second | p50 ms | p99 ms | slowest ms |")
            print("|---|---|---|---|---|")
            row(f"huzhu, {options.rate:.0f} a second", measured(server, many, seconds, options.rate), seconds)
            if options.beside:
                beside = subprocess.Popen(shlex.split(options.beside))
                row("the same beside the command", measured(server, many, seconds, options.rate), seconds)
                print(f"(the command {'still runs' if beside.poll() is None else 'ended meanwhile'})", file=sys.stderr)
                beside.wait()
            ours = row("huzhu, as many as go", measured(server, many, seconds), seconds)
            ours_is = ("huzhu", server.opened, server.memory())
        finally:
            server.close()
        other = openfisca(options, Path(name))
        try:
            theirs = row("OpenFisca, as many as go", measured(other, many, seconds), seconds)
            print(f"\nOf huzhu {ours / theirs:.1f} where OpenFisca has one.")
            for what, opened, (now, most) in [ours_is, ("OpenFisca", other.opened, other.memory())]:
                print(f"{what}: first answer after {opened:.2f} s, {now:.0f} MB in memory, at most {most:.0f}.")
        finally:
            other.close()


main()

"""An office with a ledger of two nights, and its window, made by the program itself."""

import os
import pathlib
import queue
import signal
import subprocess
import threading
import tomllib

HERE = pathlib.Path(__file__).parent
OFFICE = HERE / "office"
NIGHTS = {"first": "2026-05-31", "second": "2026-07-31"}
SECONDS = 20  # the longest that the program may take to say something


def stories():
    """The ten stories, each with a bill and its answer in fen, worked by hand."""
    return tomllib.loads((HERE / "stories.toml").read_text("utf-8"))["story"]


class Office:
    """A folder with the ledger; `huzhu` runs in it."""

    def __init__(self, huzhu, folder):
        self.huzhu, self.folder = huzhu, folder
        self.does("ledger", "new", "town.ledger")
        for name, day in NIGHTS.items():
            night = ["--out", name, "--ledger", "town.ledger", "--by", "Zhou", "--posted-on", day]
            self.does("batch", "--rules", OFFICE / "rules.toml", "--data", OFFICE / name, *night)
        signed = ["--by", "Wu", "--reason", "strangers' tools"]
        self.key = self.does("users", "key", "town.ledger", "tools", "--everyone", *signed).strip()

    def does(self, *words):
        """What a command prints; it has to end well."""
        command = [self.huzhu, "--lang", "en", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def window(self):
        """Opens the window; the caller closes it."""
        return Window(self)


class Window:
    """The program that serves the window, with the link that it printed last."""

    def __init__(self, office):
        self.office = office
        words = ["serve", "--ledger", "town.ledger", "--listen", "127.0.0.1:0", "--by", "Wu"]
        command = [office.huzhu, "--lang", "en", *words]
        said = {"stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        self.program = subprocess.Popen(command, cwd=office.folder, **said)
        self.links = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        first = self.link()
        self.address = first[: first.index("/enter/")]
        self.links.put(first)
        self.key = office.key

    def listen(self):
        for line in self.program.stderr:
            _, found, link = line.partition("http://")
            if found:
                self.links.put(f"http://{link.strip()}")

    def link(self):
        """The next link that lets a browser in."""
        return self.links.get(timeout=SECONDS)

    def close(self):
        self.program.send_signal(signal.SIGINT)
        self.program.wait(timeout=SECONDS)


def fen(text):
    """An amount as pages and the API write it, in fen."""
    whole, _, part = text.replace(",", "").partition(".")
    assert len(part) == 2, f"{text} is no amount to the fen"
    return int(whole) * 100 + (int(part) if not whole.startswith("-") else -int(part))


def huzhu_of(given):
    """The program to test; a path is read from where pytest was started."""
    path = pathlib.Path(os.path.abspath(given))
    assert path.is_file(), f"there is no program {path}: build it, or name it with --huzhu"
    return path

"""An office with a ledger of two nights, and its window, made by the program itself."""

import os
import pathlib
import queue
import re
import signal
import subprocess
import threading
import tomllib

HERE = pathlib.Path(__file__).parent
OFFICE = HERE / "office"
NIGHTS = {"first": "2026-05-31", "second": "2026-07-31"}
SIGNED = ["--by", "Wu", "--reason", "strangers' tools"]
SECONDS = 20  # the longest that the program may take to say something


def stories():
    """The ten stories, each with a bill and its answer in fen, worked by hand."""
    return tomllib.loads((HERE / "stories.toml").read_text("utf-8"))["story"]


BY_NAME = {story["name"]: story for story in stories()}


class Office:
    """A folder with the ledger; `huzhu` runs in it."""

    def __init__(self, huzhu, folder):
        self.huzhu, self.folder = huzhu, folder
        self.does("ledger", "new", "town.ledger")
        for name, day in NIGHTS.items():
            night = ["--out", name, "--ledger", "town.ledger", "--by", "Zhou", "--posted-on", day]
            self.does("batch", "--rules", OFFICE / "rules.toml", "--data", OFFICE / name, *night)
        self.key = self.users("key", "tools", "--everyone").strip()

    def users(self, change, *words):
        """Changes who may see what, and gives what is printed."""
        return self.does("users", change, "town.ledger", *words, *SIGNED)

    def new_user(self, name, *rights):
        """Makes a user, and gives the address of the page on which the password is set."""
        return re.search("/password/[^ \n]+", self.users("add", name, *rights))[0]

    def does(self, *words):
        """What a command prints; it has to end well."""
        command = [self.huzhu, "--lang", "en", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def window(self, lang="en"):
        """Opens the window; the caller closes it."""
        return Window(self, lang)


class Window:
    """The program that serves the window, with the link that it printed last."""

    def __init__(self, office, lang):
        self.office, self.key = office, office.key
        words = ["serve", "--ledger", "town.ledger", "--listen", "127.0.0.1:0", "--by", "Wu"]
        command = [office.huzhu, "--lang", lang, *words]
        said = {"stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        self.program = subprocess.Popen(command, cwd=office.folder, **said)
        opened = next(self.program.stderr)
        self.address = "http://" + re.search("127[.]0[.]0[.]1:[0-9]+", opened)[0]
        self.links = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

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

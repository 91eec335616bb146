"""A year of an office, played with the program as an office would, and kept in books of this script's own.

    python3 year.py HUZHU FOLDER [SEED]

Twenty-four nights and what a person does between them: payees late and changed, holds, returns of the bank, bills
corrected, void and late, a manual decision, two ids of one person, months closed. The script decides every bill itself,
from the page of terms in `rules.toml`, in exact fractions; it shares no code with the program and reads none of its
ledger. Each bank file is held to what it has to pay to whom, each of the twelve closings to its own sums, by funder;
and the journal, read by hledger, to the same.
"""

import csv
import json
import random
import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
DEDUCTIBLE, SHARE, LIMIT, NIGHT = 600_00, Fraction(1, 2), 3000_00, 33_35
OTHER_AMOUNTS = ["class_b_prepay", "deductible", "critical_paid", "assistance_paid", "other_paid"]
TWO_IDS = ["M010", "M011"]
FUNDERS = {"medical": "union", "daily": "city"}


def half_up(amount):
    """An amount of fen, of which half and more is one more."""
    return int((amount + Fraction(1, 2)) // 1)


def yuan(fen):
    """Fen as files write them."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


def fen(text):
    """What files write, as fen."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.strip("-").partition(".")
    return sign * (int(whole) * 100 + int((part + "00")[:2]))


def decide(bills):
    """What the terms pay on the bills of one person: fen by bill and benefit."""
    paid, deducted, used, nights_paid = {}, 0, 0, set()
    for bill in sorted(bills, key=lambda bill: (bill["settled_on"], bill["bill_id"])):
        base = max(0, bill["total"] - bill["out_of_catalogue"] - bill["pool_paid"])
        taken = min(base, DEDUCTIBLE - deducted)
        deducted += taken
        medical = min(half_up((base - taken) * SHARE), LIMIT - used)
        used += medical
        days = (bill["discharge"] - bill["admission"]).days
        nights = {bill["admission"] + timedelta(day) for day in range(days)} - nights_paid
        nights_paid |= nights
        paid[bill["bill_id"], "medical"] = medical
        paid[bill["bill_id"], "daily"] = NIGHT * len(nights)
    return paid


class Books:
    """What the office knows and has done, kept by this script."""

    def __init__(self):
        self.bills = {}  # by id: the row that holds
        self.person = {}  # the person of each id
        self.decided = {}  # by person: fen by bill and benefit, as of the last night
        self.override = {}  # by bill and benefit
        self.gone = defaultdict(int)  # by person: what the bank has
        self.hand = defaultdict(int)  # by person: what was prepared and has not left
        self.moved = defaultdict(int)  # by month and kind
        self.borne = defaultdict(int)  # by funder

    def night(self, month):
        """Decides all that is known. Cash follows: more is prepared; what is in hand and no longer due is withdrawn."""
        people = defaultdict(list)
        for bill in self.bills.values():
            people[self.person[bill["member_id"]]].append(bill)
        decided = {who: decide(bills) for who, bills in people.items()}
        for (bill, benefit), amount in self.override.items():
            if bill in self.bills:
                decided[self.person[self.bills[bill]["member_id"]]][bill, benefit] = amount
        before, after = self.by_line(self.decided), self.by_line(decided)
        for line in before.keys() | after.keys():
            change = after.get(line, 0) - before.get(line, 0)
            self.moved[month, "net"] += change
            self.moved[month, "net", FUNDERS[line[1]]] += change
            self.borne[FUNDERS[line[1]]] += change
        self.decided = decided
        for who in self.people():
            self.hand[who] = max(0, self.due(who))

    @staticmethod
    def by_line(decided):
        return {line: amount for lines in decided.values() for line, amount in lines.items()}

    def entitled(self, who):
        return sum(self.decided.get(who, {}).values())

    def due(self, who):
        """What a person is to get beyond what the bank has; below zero it is owed."""
        return self.entitled(who) - self.gone[who]

    def people(self):
        return sorted(set(self.person.values()))

    def in_hand(self):
        return sum(self.hand.values())

    def owed(self):
        return self.in_hand() - self.closing()

    def closing(self):
        return sum(self.due(who) for who in self.people())


class Office:
    """The office: it runs the program, and does what people do."""

    def __init__(self, huzhu, folder, seed):
        self.huzhu, self.folder, self.random = huzhu, folder, random.Random(seed)
        self.ledger = folder / "office.ledger"
        self.books = Books()
        self.members = [f"M{number:03}" for number in range(1, 41)]
        self.books.person = {member: member for member in self.members}
        self.blocked = set()  # people of whom nothing leaves
        self.cash = defaultdict(int)  # by funder: what the bank has of its money
        self.without_payee = set(self.members[:3])
        self.last_bill = self.runs = 0
        self.opening = 0
        self.acts = defaultdict(int)
        folder.mkdir(parents=True)

    def run(self, *arguments, fails=False):
        """Runs the program; what it prints."""
        command = [self.huzhu, *map(str, arguments), "--lang", "en"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if (done.returncode != 0) != fails:
            sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def act(self, name, *arguments):
        """An act on the ledger, counted."""
        self.acts[name] += 1
        return self.run("ledger", name, self.ledger, *arguments)

    def write(self, name, rows):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    # ---- facts ----

    def new_bill(self, day):
        """A bill of a random member, settled by this day; none of somebody whose case is being looked at."""
        self.last_bill += 1
        out = day - timedelta(self.random.randint(0, min(60, (day - date(2024, 1, 2)).days)))
        stay = self.random.randint(0, min(12, (out - date(2024, 1, 1)).days))
        total = self.random.randint(200_00, 9_000_00)
        return {
            "bill_id": f"B{self.last_bill:05}",
            "member_id": self.random.choice([one for one in self.members if one not in self.blocked]),
            "admission": out - timedelta(stay),
            "discharge": out,
            "settled_on": out,
            "total": total,
            "out_of_catalogue": self.random.randint(0, total // 5),
            "pool_paid": self.random.randint(0, total * 2 // 3),
            "revision": 0,
            "status": "final",
        }

    def tonight(self, day):
        """New bills, corrected ones and void ones."""
        rows = [self.new_bill(day) for _ in range(self.random.randint(4, 9))]
        bills = self.books.bills.items()
        known = sorted(id for id, bill in bills if self.books.person[bill["member_id"]] not in self.blocked)
        for bill_id in self.random.sample(known, min(len(known), 2)):
            bill = dict(self.books.bills[bill_id])
            bill["revision"] += 1
            if self.random.random() < 0.3:
                bill["status"] = "void"
            else:
                bill["total"] = max(1_00, bill["total"] + self.random.randint(-2_000_00, 2_000_00))
                most = bill["total"]
                bill["out_of_catalogue"] = min(bill["out_of_catalogue"], most // 5)
                bill["pool_paid"] = min(bill["pool_paid"], most * 2 // 3)
            rows.append(bill)
        return rows

    def learn(self, rows):
        for row in rows:
            if row["status"] == "void":
                del self.books.bills[row["bill_id"]]
            else:
                self.books.bills[row["bill_id"]] = row

    def data(self, night, rows):
        """The files of a night."""
        amounts = ["total", "out_of_catalogue", "pool_paid"]
        shown = [row | {key: yuan(row[key]) for key in amounts} for row in rows]
        for row in shown:
            row |= {"category": "inpatient", "hospital_level": "2", "hospital_id": "H1", "diagnosis": "J18"}
            row |= dict.fromkeys(OTHER_AMOUNTS, "0.00")
        self.write(f"{night}/bills.csv", shown)
        person = {"birth_date": "1980-01-01", "sex": "F", "org_code": "1.1.1.1", "hardship": "no"}
        self.write(f"{night}/members.csv", [{"member_id": one} | person for one in self.members])
        cover = {"plan": "office", "start": "2024-01-01", "end": "2024-12-31", "units": "1"}
        cover["enrolled_on"] = "2023-12-20"
        self.write(f"{night}/enrolments.csv", [{"member_id": one} | cover for one in self.members])
        return self.folder / night

    def payees(self, members, name, account="6222{}"):
        rows = [
            {"member_id": one, "kind": "member", "payee": f"Payee {one}", "account": account.format(one[1:])}
            for one in members
        ]
        self.act("payees", self.write(name, rows), "--by", "sun")

    # ---- a night and what leaves after it ----

    def night(self, day):
        self.runs += 1
        rows = self.tonight(day)
        folder = self.data(f"night-{self.runs:02}", rows)
        rules = ["--rules", HERE / "rules.toml", "--data", folder, "--ledger", self.ledger]
        when = ["--posted-on", day, "--by", "wang", "--out", self.folder / f"out-{self.runs:02}"]
        self.run("batch", *rules, *when)
        self.learn(rows)
        self.books.night(day.month)

    def release(self, day):
        """Releases the newest run; everything in hand that nothing stands in the way of leaves."""
        resend = self.returned(day)
        leaves = {}
        for who in self.books.people():
            ids = {member for member, of in self.books.person.items() if of == who}
            stands_in_the_way = who in self.blocked or ids & self.without_payee
            if self.books.due(who) > 0 and not stands_in_the_way:
                leaves[who] = self.books.due(who)
        if not leaves:
            return []
        file = self.folder / f"bank-{self.runs:02}.csv"
        out = ["--by", "li", "--second-person", "--on", day, "--out", file]
        if self.runs == 2:  # after one release alone, any other is unusual
            out += ["--reason", "the second release"]
        self.act("release", self.runs, *out, *(part for one in resend for part in ("--resend", one)))
        sent = defaultdict(int)
        with file.open(newline="") as rows:
            rows = list(csv.DictReader(rows))
        for row in rows:
            sent[self.books.person[row["member_id"]]] += fen(row["amount"])
        if sent != leaves:
            sys.exit(f"run {self.runs}: the bank's file pays {dict(sent)}, and due is {leaves}")
        for who, amount in leaves.items():
            self.books.gone[who] += amount
            self.books.hand[who] -= amount
        self.books.moved[day.month, "released"] += sum(leaves.values())
        return rows

    def returned(self, day):
        """Ids of payments that came back and go out again to the same payee."""
        shown = self.run("ledger", "payments", self.ledger, "--state", "returned", "--format", "json", "--on", day)
        return [payment["payment_id"] for payment in json.loads(shown)["payments"]]

    def bank_answers(self, day, rows):
        """The bank sends some back, and confirms the others."""
        back = self.random.sample(rows, min(len(rows), self.random.randint(0, 2)))
        results = [
            {"payment_id": row["payment_id"], "result": "failed" if row in back else "success",
             "reason": f"closed {day}" if row in back else "", "amount": row["amount"]}
            for row in rows
        ]
        if results:
            path = self.write(f"result-{self.runs:02}.csv", results)
            self.act("confirmed", path, "--by", "qian", "--on", day)
        for row in back:
            self.books.gone[self.books.person[row["member_id"]]] -= fen(row["amount"])
            self.books.hand[self.books.person[row["member_id"]]] += fen(row["amount"])
            self.books.moved[day.month, "returned"] += fen(row["amount"])

    # ---- acts ----

    def by_hand(self, day):
        """What people do in a month, beside nights and releases."""
        act = ["--by", "zhao", "--reason", f"act of {day}", "--on", day]
        for who in sorted(self.blocked):
            self.act("unhold", "--member", who, *act)
        self.blocked.clear()
        able = [who for who in self.books.people() if self.books.due(who) >= 0 and who not in TWO_IDS]
        for who in self.random.sample(able, 2):
            self.act(self.random.choice(["hold", "stop"]), "--member", who, *act)
            self.blocked.add(who)
        if day.month == 4:
            self.payees(sorted(self.without_payee), "payees-late.csv")
            self.without_payee.clear()
        if day.month == 6:
            self.decide_by_hand(act)
        if day.month == 8:
            self.join(act)

    def decide_by_hand(self, act):
        """The newest bill of which the terms pay something is paid 111.11 more."""
        lines = {line: paid for line, paid in Books.by_line(self.books.decided).items() if line[1] == "daily"}
        (bill, benefit), paid = max((line, paid) for line, paid in lines.items() if paid > 0)
        self.act("override", bill, benefit, yuan(paid + 111_11), "--second", "chen", *act)
        self.books.override[bill, benefit] = paid + 111_11

    def join(self, act):
        """Two ids are one person's."""
        one, other = TWO_IDS
        self.act("same-person", one, other, *act)
        self.books.person[other] = one
        self.books.gone[one] += self.books.gone.pop(other, 0)
        self.books.hand[one] += self.books.hand.pop(other, 0)
        self.books.decided[one] = self.books.decided.get(one, {}) | self.books.decided.pop(other, {})

    # ---- a month's end ----

    def close(self, month, last):
        """Holds the month to the books of this script, and closes it."""
        shown = json.loads(self.run("ledger", "roll-forward", self.ledger, "--month", f"2024-{month:02}", "--format", "json"))
        books, moved = self.books, self.books.moved
        of = {key: fen(shown[key]) for key in ("opening", "due", "reversed", "stood", "released", "returned", "closing", "unreleased", "unpaid")}
        set_off = sum(fen(one["amount"]) for one in shown["set_off"])
        self.same(month, "opening", of["opening"], self.opening)
        self.same(month, "due and reversed", of["due"] + of["reversed"], moved[month, "net"])
        self.same(month, "released", of["released"], moved[month, "released"])
        self.same(month, "returned", of["returned"], moved[month, "returned"])
        self.same(month, "closing", of["closing"], books.closing())
        self.same(month, "in hand", of["unreleased"] + of["unpaid"], books.in_hand())
        self.same(month, "to be set off", set_off, books.owed())
        self.same(month, "adds up", shown["adds_up"], True)
        for funder in shown["funders"]:
            name = funder["funder"]
            change = fen(funder["due"]) + fen(funder["reversed"])
            self.same(month, f"borne by {name}", change, moved[month, "net", name])
            borne = sum(fen(plan["closing"]) for plan in shown["plans"] if plan["funder"] == name)
            self.same(month, f"all borne by {name}", borne, books.borne[name])
            # What it owes to members and to other funders is what it bears, less what the bank has of its money.
            for column, sign in (("released", 1), ("returned", -1)):
                self.cash[name] += sign * fen(funder[column])
            owes = fen(funder["closing"]) + fen(funder["owes_others"])
            self.same(month, f"owed by {name}", owes, books.borne[name] - self.cash[name])
        for column, all_of_them in (
            ("released", of["released"]), ("returned", of["returned"]), ("closing", of["closing"]), ("between", 0),
            ("owes_others", 0), ("unreleased", of["unreleased"]), ("recoverable", set_off),
        ):
            self.same(month, f"{column} of all funders", sum(fen(one[column]) for one in shown["funders"]), all_of_them)
        self.opening = of["closing"]
        self.hledger(month)
        self.act("lock", f"2024-{month:02}", "--by", "zhou", "--reason", "closed", "--on", last)
        print(f"2024-{month:02}: due {yuan(moved[month, 'net'])}, released {yuan(of['released'])}, "
              f"returned {yuan(of['returned'])}, closing {yuan(of['closing'])}, to be set off {yuan(set_off)}")

    def hledger(self, month):
        """What hledger reads from the journal: what each funder bore, and what the bank has paid."""
        journal = self.folder / f"{month:02}.journal"
        self.run("ledger", "export", self.ledger, "--to", journal)
        subprocess.run(["hledger", "-f", journal, "check", "--strict"], check=True)
        books, moved = self.books, self.books.moved
        for funder, borne in books.borne.items():
            self.same(month, f"hledger, {funder}", self.balance(journal, f"expenses:benefits:{funder}"), borne)
            self.same(month, f"hledger, the bank of {funder}", self.balance(journal, f"assets:bank:{funder}"), -self.cash[funder])
        paid = sum(moved[one, "released"] - moved[one, "returned"] for one in range(1, month + 1))
        self.same(month, "hledger, the bank", self.balance(journal, "assets:bank"), -paid)
        self.same(month, "hledger, owed to members", self.balance(journal, "liabilities"), -books.closing())

    @staticmethod
    def balance(journal, account):
        command = ["hledger", "-f", journal, "balance", account, "--flat", "--depth", "1", "-O", "csv"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        total = list(csv.reader(done.stdout.splitlines()))[-1][1]
        return fen(total.replace("CNY", "").strip() or "0")

    @staticmethod
    def same(month, what, program, script):
        if program != script:
            sys.exit(f"2024-{month:02}, {what}: the program has {program}, and this script {script}")

    def year(self):
        """Twelve months."""
        self.run("ledger", "new", self.ledger)
        for month in range(1, 13):
            for at in (8, 20):
                self.night(date(2024, month, at))
                if (month, at) == (1, 8):
                    known = [one for one in self.members if one not in self.without_payee]
                    self.payees(known, "payees.csv")
                rows = self.release(date(2024, month, at + 1))
                self.bank_answers(date(2024, month, at + 4), rows)
            self.by_hand(date(2024, month, 25))
            self.close(month, date(2024, month, 28))
        self.run("ledger", "verify", self.ledger)


if __name__ == "__main__":
    office = Office(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    office.year()
    print(f"twelve closings agree, after {sum(office.acts.values())} acts and {office.runs} nights: "
          + ", ".join(f"{name} {count}" for name, count in sorted(office.acts.items())))

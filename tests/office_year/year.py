"""A year of an office, played with the program as an office would, and kept in books of this script's own.

    python3 year.py HUZHU FOLDER [SEED]

Two nights a month and what a person does between them: payees late and in parts, holds, stops, approvals, returns of
the bank, bills corrected, void and late, a wrong night taken back, a manual decision, two ids of one person, what was
paid too much repaid and waived, a member who died, months closed. The script decides every bill itself,
from the page of terms in `rules.toml`, in exact fractions; it shares no code with the program and reads none of its
ledger. Each bank file is held to what it has to pay to whom, each of the twelve closings to its own sums, by funder;
and the journal, read by hledger, to the same.
"""

import copy
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
IN_PARTS, DIES = "M005", "M007"  # whose money goes to three payees; who dies
APPROVED_ABOVE = 800_00  # from the end of July on


def half_up(amount):
    """An amount of fen, of which half and more is one more."""
    return int((amount + Fraction(1, 2)) // 1)


def by_funder(benefit, amount):
    """Who bears what: of the medical benefit the union 60 %, and the city the rest; daily money is the city's."""
    union = half_up(amount * Fraction(3, 5)) if benefit == "medical" else 0
    return {"union": union, "city": amount - union}


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
        self.gone = defaultdict(int)  # by person: what the bank has, less what was repaid
        self.stood = defaultdict(int)  # by person: what the office waived
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
            self.moved[month, "net"] += after.get(line, 0) - before.get(line, 0)
            borne = by_funder(line[1], before.get(line, 0))
            for funder, amount in by_funder(line[1], after.get(line, 0)).items():
                self.moved[month, "net", funder] += amount - borne[funder]
                self.borne[funder] += amount - borne[funder]
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
        return self.entitled(who) + self.stood[who] - self.gone[who]

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
        self.stood = defaultdict(int)  # by funder: what it lets be
        self.came_back = defaultdict(int)  # by person: all that the bank ever sent back
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

    def payees_in_parts(self, name):
        """Three payees, of a third each."""
        row = {"member_id": IN_PARTS, "kind": "heir", "share": "1/3"}
        rows = [row | {"payee": f"Heir {one}", "account": f"6217{one}"} for one in (1, 2, 3)]
        self.act("payees", self.write(name, rows), "--by", "sun")

    # ---- a night and what leaves after it ----

    def wrong_night(self, day):
        """A night of a file that was not meant, and its taking back: as if it had never been."""
        books, last_bill = copy.deepcopy(self.books), self.last_bill
        self.night(day)
        self.act("take-back", self.runs, "--by", "zhou", "--reason", "another office's file", "--on", day)
        # Numbers of bills are not used again: these bills were never sent.
        self.books, self.last_bill = books, max(last_bill, self.last_bill)

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
        leaves = self.free()
        if not leaves:
            return []
        if day > date(2024, 7, 25):  # when the duties were set
            return self.release_approved(day, resend, leaves)
        return self.send(day, resend, leaves, f"bank-{self.runs:02}.csv")

    def release_approved(self, day, resend, leaves):
        """What needs no name leaves first, and the rest once it was approved."""
        small = {who: amount for who, amount in leaves.items() if amount <= APPROVED_ABOVE}
        sent, by_person = self.write_bank_file(day, resend, f"bank-{self.runs:02}-small.csv")
        # What was approved before and came back is approved. A payment in parts is taken whole, also where some have left.
        for who, amount in by_person.items():
            if who == IN_PARTS:
                small.pop(who, None)
            elif amount != small.get(who, amount) or who not in small and amount > self.came_back[who]:
                sys.exit(f"run {self.runs}: {who} is paid {amount} that nobody approved")
        if unpaid := small.keys() - by_person.keys() - {IN_PARTS}:
            sys.exit(f"run {self.runs}: nothing is paid to {unpaid}")
        waits = self.payments("unapproved", day) + self.payments("returned", day)
        for run in sorted({payment["run"] for payment in waits}):
            self.act("approve", run, "--by", "chen")
        if leaves := self.free():
            sent += self.send(day, self.returned(day), leaves, f"bank-{self.runs:02}.csv")
        return sent

    def free(self):
        """What leaves to whom: everything in hand that is due and that nothing stands in the way of."""
        leaves = {}
        for who in self.books.people():
            ids = {member for member, of in self.books.person.items() if of == who}
            stands_in_the_way = who in self.blocked or ids & self.without_payee
            if self.books.due(who) > 0 and not stands_in_the_way:
                leaves[who] = self.books.due(who)
        return leaves

    def send(self, day, resend, leaves, name):
        """Writes a file for the bank, and holds it to what has to leave."""
        rows, sent = self.write_bank_file(day, resend, name)
        if sent != leaves:
            sys.exit(f"run {self.runs}: the bank's file pays {sent}, and due is {leaves}")
        return rows

    def write_bank_file(self, day, resend, name):
        """Releases, and books what the bank's file pays to whom."""
        file = self.folder / name
        out = ["--by", "li", "--second-person", "--on", day, "--out", file]
        if self.runs == 2:  # after one release alone, any other is unusual
            out += ["--reason", "the second release"]
        self.act("release", self.runs, *out, *(part for one in resend for part in ("--resend", one)))
        rows = []
        if file.exists():
            with file.open(newline="") as text:
                rows = list(csv.DictReader(text))
        in_parts = [fen(row["amount"]) for row in rows if row["member_id"] == IN_PARTS]
        if in_parts and date(2024, 3, 1) <= day:
            self.are_thirds(in_parts)
        sent = defaultdict(int)
        for row in rows:
            sent[self.books.person[row["member_id"]]] += fen(row["amount"])
        for who, amount in sent.items():
            self.books.gone[who] += amount
            self.books.hand[who] -= amount
        self.books.moved[day.month, "released"] += sum(sent.values())
        return rows, dict(sent)

    @staticmethod
    def are_thirds(parts):
        """Each payment leaves in three parts, of which the last takes the fen; what came back leaves in its part."""
        spread = max(parts) - min(parts)
        if len(parts) == 3 and not 0 <= spread <= 2:
            sys.exit(f"{IN_PARTS} is paid in parts of {parts}")

    def returned(self, day):
        """Ids of payments that came back and go out again to the same payee."""
        return [payment["payment_id"] for payment in self.payments("returned", day)]

    def payments(self, state, day):
        """Payments in hand in a state."""
        shown = self.run("ledger", "payments", self.ledger, "--state", state, "--format", "json", "--on", day)
        return json.loads(shown)["payments"]

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
            self.came_back[self.books.person[row["member_id"]]] += fen(row["amount"])
            self.books.moved[day.month, "returned"] += fen(row["amount"])

    # ---- acts ----

    def by_hand(self, day):
        """What people do in a month, beside nights and releases."""
        act = ["--by", "zhao", "--reason", f"act of {day}", "--on", day]
        for who in sorted(self.blocked):
            self.act("unhold", "--member", who, *act)
        self.blocked.clear()
        apart = [*TWO_IDS, IN_PARTS, DIES]
        able = [who for who in self.books.people() if self.books.due(who) >= 0 and who not in apart]
        for who in self.random.sample(able, 2):
            self.act(self.random.choice(["hold", "stop"]), "--member", who, *act)
            self.blocked.add(who)
        if day.month == 2:
            self.payees_in_parts("payees-in-parts.csv")
        if day.month == 7:
            self.set_duties(act)
        if day.month == 9:
            self.repay(day)
        if day.month == 10:
            self.act("died", DIES, "--died-on", day - timedelta(3), *act)
            self.without_payee.add(DIES)
        if day.month == 11:
            heir = {"member_id": DIES, "kind": "heir", "payee": "Heir 9", "account": "62179"}
            self.act("payees", self.write("heir.csv", [heir]), "--by", "sun")
            self.without_payee.discard(DIES)
        if day.month == 12:
            self.waive(day)
        if day.month == 4:
            self.payees(sorted(self.without_payee), "payees-late.csv")
            self.without_payee.clear()
        if day.month == 6:
            self.decide_by_hand(act)
        if day.month == 8:
            self.join(act)

    def set_duties(self, act):
        duties = self.folder / "duties.toml"
        above = f'[[approval]]\nabove = "{yuan(APPROVED_ABOVE)}"\nnames = 1\n'
        duties.write_text(above + '[[approval]]\nabove = "999999.00"\nnames = 2\n')
        self.act("duties", "--set", duties, *act[:4])

    def owing(self):
        """Who owes most, of those of whom nothing is in hand."""
        books = self.books
        able = [who for who in books.people() if books.due(who) < 0 and books.hand[who] == 0 and who not in self.blocked]
        return min(able, key=books.due, default=None)

    def settle(self, name, who, amount, day):
        two = ["--by", "zhao", "--second", "chen", "--reason", f"act of {day}", "--on", day]
        self.act(name, who, "--amount", yuan(amount), *two)
        self.runs += 1  # it is booked as a run of its own
        self.books.moved[day.month, name] += amount

    def repay(self, day):
        """Who owes most pays half of it back; more than is owed is refused."""
        if who := self.owing():
            owed = -self.books.due(who)
            two = ["--by", "zhao", "--second", "chen", "--reason", "too much", "--on", day]
            self.run("ledger", "repaid", self.ledger, who, "--amount", yuan(owed + 1), *two, fails=True)
            self.settle("repaid", who, owed - owed // 2, day)
            self.books.gone[who] -= owed - owed // 2

    def waive(self, day):
        """What somebody owes is let be."""
        if who := self.owing():
            owed = -self.books.due(who)
            self.settle("waived", who, owed, day)
            self.books.stood[who] += owed

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
        self.same(month, "repaid", fen(shown["repaid"]), moved[month, "repaid"])
        self.same(month, "waived", of["stood"], moved[month, "waived"])
        self.same(month, "closing", of["closing"], books.closing())
        self.same(month, "in hand", of["unreleased"] + of["unpaid"], books.in_hand())
        self.same(month, "to be set off", set_off, books.owed())
        over = {key: fen(amount) for key, amount in shown["overpaid"].items()}
        less = over["offset"] + over["repaid"] + over["waived"] + over["stood"]
        self.same(month, "overpayments", over["opening"] + over["found"] - less, set_off)
        self.same(month, "waived of them", over["waived"], moved[month, "waived"])
        self.same(month, "adds up", shown["adds_up"], True)
        for funder in shown["funders"]:
            name = funder["funder"]
            change = fen(funder["due"]) + fen(funder["reversed"])
            self.same(month, f"borne by {name}", change, moved[month, "net", name])
            borne = sum(fen(plan["closing"]) for plan in shown["plans"] if plan["funder"] == name)
            self.same(month, f"all borne by {name}", borne, books.borne[name])
            # What it owes to members and to other funders is what it bears, less what the bank has of its money.
            for column, sign in (("released", 1), ("returned", -1), ("repaid", -1)):
                self.cash[name] += sign * fen(funder[column])
            owes = fen(funder["closing"]) + fen(funder["owes_others"])
            self.stood[name] += fen(funder["written_off"] if "written_off" in funder else funder["stood"])
            self.same(month, f"owed by {name}", owes, books.borne[name] + self.stood[name] - self.cash[name])
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
        back = lambda one: moved[one, "returned"] + moved[one, "repaid"]
        paid = sum(moved[one, "released"] - back(one) for one in range(1, month + 1))
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
                if (month, at) in ((3, 8), (5, 20), (11, 20)):
                    self.wrong_night(date(2024, month, at))
                self.night(date(2024, month, at))
                if (month, at) == (1, 8):
                    known = [one for one in self.members if one not in self.without_payee]
                    self.payees(known, "payees.csv")
                rows = self.release(date(2024, month, at + 1))
                self.bank_answers(date(2024, month, at + 4), rows)
            self.by_hand(date(2024, month, 25))
            self.close(month, date(2024, month, 28))
        self.run("ledger", "verify", self.ledger, "--again")


if __name__ == "__main__":
    office = Office(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    office.year()
    print(f"twelve closings agree, after {sum(office.acts.values())} acts and {office.runs} runs: "
          + ", ".join(f"{name} {count}" for name, count in sorted(office.acts.items())))

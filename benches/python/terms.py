"""The terms of rules/city as a program of pandas and Decimal would have them: one that somebody writes in an afternoon.

What it does not do is most of what the engine does: no row is checked, no household, no list, no edition, no reason and no working.
"""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

FEN = Decimal("0.01")
ZERO = Decimal(0)
FACTORS = {"1": Decimal("1.00"), "2": Decimal("0.95"), "3": Decimal("0.90"), "none": Decimal("1.00")}


def banded(cost):
    above = max(ZERO, cost - 500)
    low, middle, high = min(above, 5000), max(ZERO, min(above, 20000) - 5000), max(ZERO, above - 20000)
    return low * Decimal("0.5") + middle * Decimal("0.6") + high * Decimal("0.7")


def covers(periods, day):
    """The units of the period that a day is in and whose waiting is over; nothing where there is none."""
    before = None
    for start, end, units in periods:
        if start <= day <= end:
            renewed = before is not None and (start - before).days - 1 <= 31
            return units if renewed or (day - start).days >= 30 else None
        before = end
    return None


def decide(bills, enrolments):
    """What each bill is paid: medical aid, and daily money."""
    periods = {}
    for row in enrolments.sort_values("start").itertuples():
        periods.setdefault(row.member_id, []).append((row.start, row.end, int(row.units)))
    stays = bills[bills["stay_id"].notna() & (bills["stay_id"] != "")]
    began = stays.groupby(["member_id", "stay_id"])["admission"].min().to_dict()
    costs, paid, days, answers = {}, {}, {}, []
    for row in bills.sort_values(["settled_on", "bill_id"]).itertuples():
        first = began.get((row.member_id, row.stay_id), row.admission)
        units = covers(periods.get(row.member_id, []), first)
        if units is None:
            continue
        year = (row.member_id, first.year)
        unpaid = max(ZERO, row.total - row.pool_paid - row.critical_paid - row.assistance_paid - row.other_paid)
        base = max(ZERO, unpaid - row.out_of_catalogue)
        before = costs.get(year, ZERO)
        costs[year] = before + base
        share = (banded(before + base) - banded(before)) * FACTORS[row.hospital_level]
        share = min(share.quantize(FEN, ROUND_HALF_UP), 20000 * units - paid.get(year, ZERO))
        paid[year] = paid.get(year, ZERO) + share
        stayed = 0
        if row.category == "inpatient":
            counted = max(row.admission, first + pd.Timedelta(days=3)) if first != row.admission else first + pd.Timedelta(days=3)
            stayed = max(0, (row.discharge - counted).days)
            stayed = min(stayed, 90 - days.get(year, 0))
            days[year] = days.get(year, 0) + stayed
        answers.append((row.bill_id, share, min(Decimal(30) * stayed, unpaid - share)))
    return pd.DataFrame(answers, columns=["bill_id", "reimbursement", "per_diem"])

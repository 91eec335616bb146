"""What `huzhu fhir` wrote, by fhirkit, which reads every element and keeps the digits of decimals; and sums that must agree.

python tests/fhir/check.py FOLDER [BUNDLE]
"""

import copy
import json
import sys
from decimal import Decimal
from pathlib import Path

import fhirkit

KINDS = ["ExplanationOfBenefit", "ClaimResponse", "Coverage"]
folder = Path(sys.argv[1])
faults = []


def exact(text):
    """JSON whose numbers are decimals as they are written."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def amounts(value):
    """Every number in a resource, in order, as it is written."""
    if isinstance(value, dict):
        return [one for key in sorted(value) for one in amounts(value[key])]
    if isinstance(value, list):
        return [one for inner in value for one in amounts(inner)]
    return [str(value)] if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else []


lines = {kind: (folder / f"{kind}.ndjson").read_text("utf-8").splitlines() for kind in KINDS}
covers = {exact(line)["id"] for line in lines["Coverage"]}


def ours(resource):
    """What no validator looks at: the currency, sums, and whether what is referred to is there."""
    found = []
    money = [total["amount"] for total in resource.get("total", [])]
    for item in resource.get("addItem", []):
        steps = [step["amount"] for step in item["adjudication"] if "amount" in step]
        money += steps
        first, *taken, paid = [step["value"] for step in steps]
        if first - sum(taken) != paid:
            found.append(f"{first} less {taken} is not {paid}")
    found += [f"currency {one['currency']}" for one in money if one["currency"] != "CNY"]
    for insurance in resource.get("insurance", []):
        kind, _, id = insurance["coverage"].get("reference", "Coverage/").partition("/")
        if id and (kind, id in covers) != ("Coverage", True):
            found.append(f"no {kind}/{id}")
    return found


def validated(resource):
    try:
        return [str(issue) for issue in fhirkit.validate(resource)]
    except Exception as why:  # What is no resource at all is refused otherwise.
        return [repr(why)]


for kind in KINDS:
    for line in lines[kind]:
        read, resource = fhirkit.parse(line), exact(line)
        faults += [f"{kind}/{read.id}: {issue}" for issue in list(read.issues) + ours(resource)]
        if amounts(resource) != amounts(exact(read.to_json())):
            faults.append(f"{kind}/{read.id}: digits are lost")
    print(f"fhirkit: {len(lines[kind])} {kind} are read, with every digit")

for bundle in sys.argv[2:]:
    read = fhirkit.parse(Path(bundle).read_bytes())
    faults += [f"Bundle: {issue}" for issue in read.issues]
    entries = read.to_dict()["entry"]
    if len(entries) != sum(map(len, lines.values())):
        faults.append(f"Bundle: {len(entries)} entries")
    print(f"fhirkit: a Bundle of {len(entries)} entries is read")

# The claim that the page shows to hospitals is one.
page = (Path(__file__).parents[2] / "docs/fhir.md").read_text("utf-8")
claim = page.split("```json\n")[1].split("```")[0]
faults += [f"the claim of the page: {issue}" for issue in fhirkit.parse(claim).issues]

mistakes = json.loads((Path(__file__).parent / "mistakes.json").read_text("utf-8"), parse_float=Decimal)
def planted(mistake, load):
    """A resource that was right, with the mistake in it."""
    wholes = map(load, lines[mistake["of"]])
    one = copy.deepcopy(next(one for one in wholes if mistake["of"] == "Coverage" or "addItem" in one))
    *above, last = mistake["set"]
    parent = one
    for key in above:
        parent = parent[key]
    if "to" in mistake:
        parent[last] = mistake["to"]
    else:
        del parent[last]
    return one


for mistake in mistakes:
    asked = mistake["found_by"]
    if bool(validated(planted(mistake, json.loads))) != ("fhirkit" in asked):
        faults.append(f"fhirkit {'passes' if 'fhirkit' in asked else 'finds'} {mistake['name']}")
    if "ours" in asked and not ours(planted(mistake, exact)):
        faults.append(f"the sums pass {mistake['name']}")
found = sum("fhirkit" in mistake["found_by"] for mistake in mistakes)
print(f"fhirkit: {found} of {len(mistakes)} planted mistakes are refused")

for fault in faults[:20]:
    print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)

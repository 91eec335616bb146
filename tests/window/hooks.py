"""What schemathesis sends about a member or a bill is about those that the ledger knows, in every second body."""

import os

import schemathesis

KNOWN = {"member_id": os.environ["KNOWN_MEMBER"], "bill_id": os.environ["KNOWN_BILL"]}


@schemathesis.hook
def map_body(context, body):
    """One text is put in the place of another, so that what was right or wrong stays so."""
    if isinstance(body, dict) and len(str(body)) % 2:
        for name, known in KNOWN.items():
            if isinstance(body.get(name), str):
                body[name] = known
    return body

#!/usr/bin/env bash
# A validator of FHIR refuses elements that FHIR defines by another element of the resource.
#
# Where: fhir 4.12.0 from npm (FHIR.js, which has the definitions of R4), node 20.
# What: R4 defines `ClaimResponse.adjudication` and `ExplanationOfBenefit.adjudication` as the same as
# `item.adjudication` (a content reference). FHIR.js keeps no such element among those that it knows: with
# `errorOnUnexpected` a resource that has it is refused, and what stands in it is looked at by nobody. Below `item` and
# `addItem` the same content passes.
# Seen: `ClaimResponse.adjudication: Unexpected property`, where the JSON schema that HL7 publishes takes the resource.
# What follows: this message alone is no fault of a resource; a second validator looks at what stands there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v npm >/dev/null || { echo "npm is needed: apt-get install npm" >&2; exit 1; }
cd "$work"
npm install --silent --ignore-scripts --no-save fhir@4.12.0 @asymmetrik/fhir-json-schema-validator@0.9.8

cat >try.cjs <<'JAVASCRIPT'
const { Fhir } = require('fhir');
const Schema = require('@asymmetrik/fhir-json-schema-validator');

const adjudication = [{ category: { text: 'benefit' } }];
const response = (more) => ({
    resourceType: 'ClaimResponse', status: 'active', type: { text: 'medical' }, use: 'claim', patient: { display: 'p' },
    created: '2026-03-02', insurer: { display: 'i' }, outcome: 'complete', ...more,
});
const errors = (resource) => new Fhir().validate(resource, { errorOnUnexpected: true }).messages
    .filter(({ severity }) => severity === 'error').map(({ location, message }) => `${location}: ${message}`);
const whole = response({ adjudication });
const items = response({ item: [{ itemSequence: 1, adjudication }] });
console.log(`FHIR.js, in the resource: ${errors(whole).join('; ')}`);
console.log(`FHIR.js, in an item: ${errors(items).join('; ')}`);
console.log(`JSON schema of HL7, in the resource: ${new Schema().validate(whole).length} errors`);
JAVASCRIPT
seen=$(node try.cjs)
echo "$seen"
grep -q '^FHIR.js, in the resource: ClaimResponse.adjudication: Unexpected property$' <<<"$seen"
grep -q '^FHIR.js, in an item: $' <<<"$seen"
grep -q '^JSON schema of HL7, in the resource: 0 errors$' <<<"$seen"

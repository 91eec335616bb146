//! The tables of a replay that tell how payments develop, worked out by hand. Under the city benchmark 500 of a year
//! are the member's, then 50 % of what follows is paid. The year is that of admission.

use std::fs;
use std::path::Path;
use std::process::Command;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship\nA,1980-01-01,M,99.01,no\n";

const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n\
    A,city,2022-01-01,2024-12-31,1,2021-12-01\n";

/// Bill, admission, settlement and cost, with what is paid after 500, and after 300.
const BILLS: [(&str, &str, &str, &str); 5] = [
    // Half of 500.00, and of 700.00.
    ("M", "2022-11-10", "2022-12-05", "1000.00"),
    // Settled more than a year later. The threshold is used up: half of 800.00 both times.
    ("N", "2022-12-20", "2024-01-15", "800.00"),
    // Nothing, and half of 100.00.
    ("O", "2023-05-02", "2023-05-20", "400.00"),
    // 200.00 of it are above 500.00, and all 300.00 above 300.00.
    ("P", "2023-06-01", "2023-06-01", "300.00"),
    // Half of 1,000.01 and of 1,200.01 is half a fen more than 500.00 and 600.00: rounded up.
    ("Q", "2024-02-01", "2024-02-03", "1500.01"),
];

/// What a table says after a replay of the bills.
fn tables(folder: &Path) -> [String; 2] {
    let head = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,\
        total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n";
    let bills = BILLS.map(|(id, admission, settled_on, total)| {
        format!(
            "{id},A,inpatient,H1,1,{admission},{admission},{settled_on},I10,{total},0,0,0,0,0,0,0\n"
        )
    });
    fs::write(folder.join("members.csv"), MEMBERS).unwrap();
    fs::write(folder.join("enrolments.csv"), ENROLMENTS).unwrap();
    fs::write(folder.join("bills.csv"), head.to_owned() + &bills.concat()).unwrap();
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
    let output = Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["replay", "--baseline", &format!("now={}", city.display())])
        .args(["--set", "parameters.year_deductible=300", "--least-members", "1", "--data"])
        .arg(folder)
        .arg("--out")
        .arg(folder.join("out"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ["transactions.csv", "triangles.csv"]
        .map(|name| fs::read_to_string(folder.join("out").join(name)).unwrap())
}

#[test]
fn payments_stand_by_origin_and_development() {
    let folder = tempfile::tempdir().unwrap();
    let [transactions, triangles] = tables(folder.path());
    assert_eq!(
        transactions,
        "terms,origin,valuation,paid\n\
         now,2022-11-01,2022-12-01,250.00\n\
         now,2022-12-01,2024-01-01,400.00\n\
         now,2023-05-01,2023-05-01,0.00\n\
         now,2023-06-01,2023-06-01,100.00\n\
         now,2024-02-01,2024-02-01,500.01\n\
         parameters.year_deductible=300,2022-11-01,2022-12-01,350.00\n\
         parameters.year_deductible=300,2022-12-01,2024-01-01,400.00\n\
         parameters.year_deductible=300,2023-05-01,2023-05-01,50.00\n\
         parameters.year_deductible=300,2023-06-01,2023-06-01,150.00\n\
         parameters.year_deductible=300,2024-02-01,2024-02-01,600.01\n"
    );
    // Years without payments repeat what was paid until then: 2022 in 2023, and 2023 in 2024.
    assert_eq!(
        triangles,
        "terms,origin,development_months,valuation,paid\n\
         now,2022,12,2022,250.00\n\
         now,2022,24,2023,250.00\n\
         now,2022,36,2024,650.00\n\
         now,2023,12,2023,100.00\n\
         now,2023,24,2024,100.00\n\
         now,2024,12,2024,500.01\n\
         parameters.year_deductible=300,2022,12,2022,350.00\n\
         parameters.year_deductible=300,2022,24,2023,350.00\n\
         parameters.year_deductible=300,2022,36,2024,750.00\n\
         parameters.year_deductible=300,2023,12,2023,200.00\n\
         parameters.year_deductible=300,2023,24,2024,200.00\n\
         parameters.year_deductible=300,2024,12,2024,600.01\n"
    );
}

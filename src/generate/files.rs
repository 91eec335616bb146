//! The three files of a city: their columns, and what can go wrong in each.

use super::dice::Topic;
use super::dirt::{Kind, Mistake};
use super::{bills, cover, people};

/// What a clerk writes beside a row.
const REMARK: &str = "备注";

pub(super) const MEMBERS: Kind = Kind {
    topic: Topic::MemberDirt,
    header: people::HEADER,
    added: "",
    required: &["member_id", "birth_date", "sex"],
    dates: &["birth_date"],
    words: &[("sex", "男"), ("hardship", "困难")],
    differing: ("org_code", "9900.09.00.99999"),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells(REMARK),
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Conflict,
    ],
};

pub(super) const ENROLMENTS: Kind = Kind {
    topic: Topic::EnrolmentDirt,
    header: cover::HEADER,
    added: "",
    required: &["member_id", "plan", "start", "end", "enrolled_on"],
    dates: &["start", "end", "enrolled_on"],
    words: &[("plan", "医疗互助"), ("units", "一份")],
    differing: ("plan", ""),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells(REMARK),
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Mistyped,
        Mistake::Swapped("start", "end"),
    ],
};

pub(super) const BILLS: Kind = Kind {
    topic: Topic::BillDirt,
    header: bills::HEADER,
    added: ",revision,status",
    required: &["bill_id", "member_id", "admission", "total", "other_paid"],
    dates: &["admission", "discharge", "settled_on", "submitted_on"],
    words: &[("category", "住院"), ("hospital_level", "三级"), ("status", "cancelled")],
    differing: ("diagnosis", "R69"),
    mistakes: &[
        Mistake::Empty,
        Mistake::Date,
        Mistake::Word,
        Mistake::EmptyRow,
        Mistake::Cells(REMARK),
        Mistake::LineBreak,
        Mistake::Duplicate,
        Mistake::Conflict,
        Mistake::OtherHospital,
        Mistake::Mistyped,
        Mistake::Backwards,
        Mistake::Amount,
        Mistake::Negative,
        Mistake::Above("pool_paid"),
        Mistake::Above("out_of_catalogue"),
        Mistake::Revision,
        Mistake::Corrected,
        Mistake::TakenBack,
    ],
};

//! What the headers of office files mean: our own names, those of the national settlement (setlinfo), usual Chinese
//! ones, and what the scheme calls its own columns.

use crate::claim::{Column, RecordKind, Vocabulary, half_width};
use crate::words::{Lang, Sentence, office_files as words, pasted};

/// National names, with our columns.
pub(crate) const NATIONAL: [(&str, &str); 24] = [
    ("setl_id", "bill_id"),
    ("med_type", "category"),
    ("hosp_lv", "hospital_level"),
    ("begndate", "admission"),
    ("enddate", "discharge"),
    ("setl_time", "settled_on"),
    ("fixmedins_code", "hospital_id"),
    ("dise_no", "diagnosis"),
    ("medfee_sumamt", "total"),
    ("fulamt_ownpay_amt", "out_of_catalogue"),
    ("overlmt_selfpay", "over_limit"),
    ("preselfpay_amt", "class_b_prepay"),
    ("inscp_scp_amt", "in_scope"),
    ("act_pay_dedc", "deductible"),
    ("hifp_pay", "pool_paid"),
    ("cvlserv_pay", "civil_servant_paid"),
    ("hifes_pay", "enterprise_paid"),
    ("hifob_pay", "large_amount_paid"),
    ("hifmi_pay", "critical_paid"),
    ("maf_pay", "assistance_paid"),
    ("oth_pay", "other_paid"),
    ("othfund_pay", "other_paid"),
    ("acct_pay", "account_paid"),
    ("hosp_part_amt", "hospital_borne"),
];

/// National names of who the person is, and of the settlement that a refund takes back.
const OF_PEOPLE: [(&str, &str); 5] = [
    ("certno", "member_id"),
    ("psn_name", "name"),
    ("gend", "sex"),
    ("brdy", "birth_date"),
    ("init_setl_id", "takes_back"),
];

/// Says that a row of a national settlement is a refund.
pub(super) const REFUND_FLAG: &str = "refd_setl_flag";

/// National fields whose codes differ from region to region: what they mean is declared, never guessed.
const REGIONAL: [&str; 2] = ["med_type", "hosp_lv"];

/// Kinds of record, in the order of their files.
pub(super) const KINDS: [RecordKind; 3] =
    [RecordKind::Members, RecordKind::Enrolments, RecordKind::Bills];

/// The name in a cell of a header, and the unit that it gives for its amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub base: String,
    /// As it is written; nothing where it is yuan, or none is given.
    pub unit: Option<&'static str>,
}

/// Units that a header may name. Yuan is what every amount is in unless something else is said.
const UNITS: [&str; 6] = ["万元", "千元", "百元", "元", "角", "分"];
const YUAN: &str = "元";
/// Remarks behind a name that change nothing of its meaning.
const REMARKS: [&str; 3] = ["必填", "选填", "人民币"];

/// A cell of a header without width, blanks and letter case, as names in it are compared.
pub(super) fn plain(cell: &str) -> String {
    let letters = cell.chars().map(half_width).filter(|letter| !letter.is_whitespace());
    let letters = letters.filter(|letter| *letter != '\u{feff}');
    letters.collect::<String>().to_lowercase()
}

/// The name in a cell of a header.
pub(super) fn name(cell: &str) -> Name {
    let plain = plain(cell);
    let base = plain.trim_matches(['*', ':']);
    let Some((head, remark)) = base.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return Name { base: base.to_owned(), unit: None };
    };
    match unit(remark) {
        Some(unit) => Name { base: head.to_owned(), unit: Some(unit).filter(|unit| *unit != YUAN) },
        None if REMARKS.contains(&remark) => Name { base: head.to_owned(), unit: None },
        None => Name { base: base.to_owned(), unit: None },
    }
}

/// The unit that a remark names.
fn unit(remark: &str) -> Option<&'static str> {
    let remark = remark.trim_start_matches("单位").trim_start_matches(':');
    let remark = remark.trim_start_matches("人民币");
    UNITS.into_iter().find(|unit| *unit == remark)
}

/// The unit other than yuan that a title above a table names for all its amounts, as `单位：万元`.
pub(super) fn unit_of_title(cell: &str) -> Option<&'static str> {
    let plain = plain(cell);
    let (_, behind) = plain.split_once("单位:")?;
    let behind = behind.trim_start_matches("人民币").trim_end_matches(')');
    UNITS.into_iter().find(|unit| *unit == behind && *unit != YUAN)
}

/// Our column that a cell of a header means.
pub(super) fn column(cell: &str, vocabulary: &Vocabulary) -> Option<String> {
    let Name { base, .. } = name(cell);
    own(&base, vocabulary)
        .or_else(|| of_the_nation(&base).map(str::to_owned))
        .or_else(|| on_paper(&base).map(str::to_owned))
        .or_else(|| titled(&base, vocabulary))
}

/// Whether a name is that of a column of ours, of whatever kind of record.
pub(super) fn own(name: &str, vocabulary: &Vocabulary) -> Option<String> {
    let all = KINDS.into_iter().flat_map(|kind| kind.columns(vocabulary));
    all.into_iter().find(|known| *known == name).map(str::to_owned)
}

fn of_the_nation(name: &str) -> Option<&'static str> {
    let mut all = NATIONAL.iter().chain(&OF_PEOPLE);
    all.find(|(national, _)| *national == name).map(|(_, own)| *own)
}

/// Whether a name is one of the national settlement, or of paper sheets and lists.
pub(super) fn is_usual(cell: &str) -> bool {
    let Name { base, .. } = name(cell);
    of_the_nation(&base).or_else(|| on_paper(&base)).is_some()
}

fn on_paper(name: &str) -> Option<&'static str> {
    let national = pasted::ON_PAPER.iter().find(|(paper, _)| *paper == name);
    let usual = || words::HEADERS.iter().find(|(usual, _)| *usual == name).map(|(_, own)| *own);
    national.and_then(|(_, national)| of_the_nation(national)).or_else(usual)
}

/// A column by what people call it: an amount of every scheme, or a field of this one.
fn titled(name: &str, vocabulary: &Vocabulary) -> Option<String> {
    let is_it = |title: &Sentence| {
        [Lang::English, Lang::Chinese].into_iter().any(|lang| plain(title.text(lang)) == name)
    };
    let amount = Column::in_files().find(|(column, _)| column.title().as_ref().is_some_and(is_it));
    let fields = vocabulary.fields().iter().filter(|field| field.is_column());
    let own = || {
        let mut called = fields.filter(|field| field.title.as_ref().is_some_and(is_it));
        called.next().map(|field| field.name.clone())
    };
    amount.map(|(_, name)| name.to_owned()).or_else(own)
}

/// The national name of a header, where it has another on paper; else itself.
pub(super) fn national(cell: &str) -> String {
    let Name { base, .. } = name(cell);
    let paper = pasted::ON_PAPER.iter().find(|(paper, _)| *paper == base);
    paper.map_or(base, |(_, national)| (*national).to_owned())
}

/// Whether codes below a header mean something else in each region.
pub(super) fn is_regional(cell: &str) -> bool {
    REGIONAL.contains(&national(cell).as_str())
}

/// Whether a header is the national one of the sex, whose codes are those of GB/T 2261.1.
pub(super) fn is_national_sex(cell: &str) -> bool {
    name(cell).base == "gend"
}

/// Whether a header says which rows are refunds.
pub(super) fn is_refund_flag(cell: &str) -> bool {
    name(cell).base == REFUND_FLAG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_name_however_it_is_written() {
        for cell in [
            "总费用",
            "总 费 用",
            "总费用（元）",
            "总费用(元)*",
            "\u{feff}总费用：",
            "总费用(单位：元)",
            "总费用（必填）",
        ] {
            assert_eq!(name(cell), Name { base: "总费用".to_owned(), unit: None }, "{cell}");
        }
        assert_eq!(name("总费用（万元）").unit, Some("万元"));
        assert_eq!(name("总费用(分)").unit, Some("分"));
        assert_eq!(name("总费用(含自费)").base, "总费用(含自费)");
        assert_eq!(unit_of_title("单位：万元"), Some("万元"));
        assert_eq!(unit_of_title("单位：元"), None);
        assert_eq!(unit_of_title("单位：第一分公司"), None);
    }
}

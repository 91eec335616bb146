//! For people who act manually: the author, the day, and what a second person must agree to.

// Names, reasons and days.
sentences! {
    control_character(code)    "a name or a reason is one line of text, and this one has the control character {code}; take it out"
                               "姓名和原因须为一行文字，其中含有控制字符 {code}；请去掉"
    author_unknown()           "the account that runs this program has no name; give the author with `--by NAME`"
                               "运行本程序的系统账户没有名称；请用 `--by 姓名` 写明经办人"
    by_with_account(by, account) "{by} (account `{account}`)"
                               "{by}（系统账户 `{account}`）"
    with_second(second)        "{second} agreed"
                               "复核：{second}"
    second_is_first(by)        "`--second` names {by}, the author; another person must agree"
                               "`--second` 所写的 {by} 就是经办人；须由另一人复核"
    after_today(day, today)    "{day} is after today, {today}; give a day that has come"
                               "{day} 晚于今天（{today}）；请填写今天或以前的日期"
    goes_on_with_today(day, today) "the ledger holds {day}, which is after today; this counts for today, {today}: check the clock"
                               "台账中已有 {day} 的记录，晚于今天；本次按今天（{today}）记，请检查系统时钟"
    take_back_empty(run, day, today, path) "run {run} counts for {day}, and today is {today}; check the clock; if it is right, take the run back with `huzhu ledger take-back {path}`, since it posted nothing, and run it again"
                               "批次 {run} 的记账日为 {day}，而今天是 {today}；请先检查系统时钟；如时钟无误，该批次没有入账，可用 `huzhu ledger take-back {path}` 撤销，然后重新运行"
    run_ahead(run, day, today, path) "run {run} counts for {day}, and today is {today}; check the clock; if it is right, no night of today can follow that run, which has postings: restore `{path}` from the backup before it, and run the nights since again"
                               "批次 {run} 的记账日为 {day}，而今天是 {today}；请先检查系统时钟；如时钟无误，该批次已有入账，今天的批次无法排在其后：请用该批次之前的备份恢复 `{path}`，并重新运行其后各晚的批次"
    arg_second()               "a second person who agrees, other than `--by`"
                               "复核人，不得与 `--by` 为同一人"
}

// What a manual decision does.
sentences! {
    override_gives(bill, benefit, rules, by_hand, difference) "bill `{bill}`, `{benefit}`: the rules give {rules}; manually {by_hand}, a difference of {difference}"
                               "结算单 `{bill}` 的 `{benefit}`：按规则为 {rules}，人工核定 {by_hand}，相差 {difference}"
    override_left(left)        "left of the bill for the member, after all payers and other benefits: {left}"
                               "结算单扣除各方支付及其他互助金后，个人尚负担：{left}"
    override_beside()          "the benefit is paid outside the bill: what is left of the bill does not limit it"
                               "该项互助金另行给付（不冲减医疗费用），不受结算单余额限制"
    override_without_cover(benefit) "the member has no cover for `{benefit}` on this bill: no manual decision would pay anything"
                               "该会员在此结算单上没有 `{benefit}` 的保障：无论如何核定都不会给付"
    override_of_nothing(bill, run, day) "run {run} of {day} took bill `{bill}` back: it pays nothing, and there is nothing to decide manually"
                               "结算单 `{bill}` 已于批次 {run}（{day}）作废，不再给付，无可核定"
    said_when(no, differs)     "when no {no} was recorded, {differs}"
                               "第 {no} 号录入时与现在不同：{differs:#}"
    explain_by_hand()          "manual facts:"
                               "人工录入："
    override_sums(before, after, paid) "all bills of the member pay {before} now, and {after} with this; prepared for the bank so far: {paid}"
                               "该会员全部结算单现合计 {before}，按此核定后合计 {after}；至今已制单 {paid}"
    override_needs_second(amount, rules, left) "{amount} is more than the rules give, {rules}, and the bill leaves {left} with the member; a second person must agree: `--second NAME`"
                               "{amount} 高于按规则应付的 {rules}，结算单个人尚负担 {left}；须由另一人复核：`--second 姓名`"
    override_beside_needs_second(amount, rules) "{amount} is more than the rules give, {rules}, for a benefit that is paid outside the bill; a second person must agree: `--second NAME`"
                               "{amount} 高于按规则应付的 {rules}，且该项互助金另行给付（不冲减医疗费用）；须由另一人复核：`--second 姓名`"
    override_above_bill(amount, pays) "{amount} is more than the bill leaves: {pays} would be paid"
                               "{amount} 超过结算单余额：实际给付 {pays}"
}

// Two ids of one person.
sentences! {
    person(id, birth, sex, unit) "{id}: born {birth}, sex {sex}, unit {unit}"
                               "{id}：出生 {birth:#}，性别 {sex:#}，单位 {unit:#}"
    person_unknown(id)         "{id}: unknown; no members file has this id"
                               "{id}：会员文件中尚无此人"
    birth_differs(one, other)  "the birth dates differ: {one} and {other}"
                               "出生日期不同：{one} 与 {other}"
    sex_differs(one, other)    "the sexes differ: {one} and {other}"
                               "性别不同：{one:#}与{other:#}"
    other_unknown(id)          "there are no facts of {id} to compare"
                               "{id} 尚无会员信息可供比对"
    birth_missing()            "one of the two has no birth date"
                               "其中一人未填出生日期"
    sex_missing()              "one of the two has no sex"
                               "其中一人未填性别"
    not_written()              "not written"
                               "未填"
    about_pairs()              "pairs of ids that are likely one person and are not joined; this joins none"
                               "列出疑似同一人而尚未合并的编号；只列示，不合并"
    no_pairs()                 "no two ids that are not joined are likely one person"
                               "没有疑似同一人而尚未合并的编号"
    pairs_found(pairs)         "pairs of ids that are likely one person and are not joined: {pairs}; check each, join those that are, and run this again"
                               "疑似同一人而尚未合并的编号：{pairs} 对；请逐对核实，确属同一人的予以合并，再重新查看"
    pair(member, other, why)   "{member} and {other}: {why}"
                               "{member} 与 {other}：{why:#}"
    alike_old_form()           "one is the 15-digit form of the other"
                               "一为 18 位号，一为其 15 位旧号"
    alike_spelling()           "they differ in width or letter case alone"
                               "仅全角半角或大小写不同"
    alike_person()             "name, birth date and sex are the same"
                               "姓名、出生日期、性别均相同"
    pair_joins(ids)            "to join them: `huzhu ledger same-person --by NAME --second ANOTHER --reason TEXT {ids}`"
                               "合并：`huzhu ledger same-person --by 经办人 --second 复核人 --reason 原因 {ids}`"
    pair_of_mains()            "`same-person` does not join them: each of the two already has other ids"
                               "两个编号下均已并有其他编号，无法再用 `same-person` 合并"
    pairs_masked()             "to see whole ids, and the command that joins each pair, add `--full-ids`"
                               "如需显示完整编号及各对的合并命令，请加 `--full-ids`"
    join_needs_second()        "a second person must agree that this is one person: `--second NAME`"
                               "是否为同一人，须由另一人复核：`--second 姓名`"
}

// said.csv: manual facts, as another ledger or a replay reads them.
sentences! {
    said_kind(kind)            "`{kind}` is not a kind of manual fact; write `override`, `opening` or `same_person`"
                               "`{kind}` 不是人工录入的类别；请写 `override`、`opening` 或 `same_person`"
    said_missing(column, kind) "`{column}` is empty, and a row of the kind `{kind}` needs it"
                               "`{column}` 为空；`{kind}` 类的行必须填写"
    said_idle(column, kind)    "`{column}` is filled, and a row of the kind `{kind}` does not use it; empty it, or correct the kind"
                               "`{column}` 已填写，而 `{kind}` 类的行不用此列；请清空，或更正类别"
    said_no_count(text)        "`{text}` is not a whole number of days, times or stays; if it is an amount, write its currency in `currency`"
                               "`{text}` 不是整数天数或次数；如为金额，请在 `currency` 列填写币种"
    said_in_another(one, other) "amounts are in {one}, and in {other} elsewhere; a ledger has one currency"
                               "金额币种为 {one}，与 {other} 不一致；一个台账只有一种货币"
    said_second_is_author(by)  "`second` names {by}, the author; another person must agree"
                               "`second` 所写的 {by} 就是录入人；须由另一人复核"
}

/// A sex, by its code in files.
pub(crate) fn sex(code: &str) -> super::Sentence {
    let chinese = match code {
        "M" => "男",
        "F" => "女",
        other => other,
    };
    super::Sentence::new(code.to_owned(), chinese.to_owned())
}

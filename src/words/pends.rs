//! For those who see to what is held (待办暂缓): what each hold waits for, whose it is, and by when.

// What a hold waits for.
sentences! {
    documents_missing()        "documents are missing" "材料待补"
    medical_review()           "medical review" "医学审核"
    third_party()              "a third party may have to pay" "第三方责任待定"
    suspicion()                "under inquiry" "疑点核查"
    other()                    "other" "其他"
}

/// What a hold waits for, by its code.
pub(crate) fn code(code: &str) -> Option<super::Sentence> {
    Some(match code {
        "documents_missing" => documents_missing(),
        "medical_review" => medical_review(),
        "third_party" => third_party(),
        "suspicion" => suspicion(),
        "other" => other(),
        _ => return None,
    })
}

// Holding, and what is held.
sentences! {
    arg_code()                 "what the hold waits for"
                               "暂缓事由代码"
    arg_owner()                "who sees to it"
                               "责任人"
    arg_until()                "the last day; on the day after, the work list names it as overdue, and nothing else happens"
                               "截止日；次日起在待办清单中列为逾期，不会自动放行或拒付"
    until_before(until, on)    "the last day, {until}, lies before the day of the hold, {on}"
                               "截止日 {until} 早于暂缓日 {on}"
    held_for(code, held, owner, until) "{code}; {held}; {owner} sees to it by {until}"
                               "{code:#}；{held:#}；由 {owner} 负责，截止 {until}"
    about_holds()              "everything that is held: what it waits for, who sees to it, by when, and how much money waits"
                               "列出全部暂缓与止付：事由、责任人、截止日和待拨付金额"
    arg_of_owner()             "only what this person sees to"
                               "只列此人负责的"
    arg_overdue()              "only what is past its last day"
                               "只列已逾期的"
    nothing_held()             "nothing is held" "没有暂缓或止付"
    none_such()                "nothing of this is held" "没有符合条件的暂缓或止付"
    totals(count, overdue)     "held: {count}; past their last day: {overdue}"
                               "暂缓与止付 {count} 项，其中逾期 {overdue} 项"
    line(what, id, code, amount) "{what} {id}: {code}, {amount} waiting"
                               "{what:#} {id}：{code:#}，待拨付 {amount}"
    line_plain(what, id, amount) "{what} {id}: held, {amount} waiting"
                               "{what:#} {id}：暂缓，待拨付 {amount}"
    line_stopped(what, id, amount) "{what} {id}: stopped, {amount} waiting"
                               "{what:#} {id}：止付，待拨付 {amount}"
    days_left(owner, until, days) "{owner} by {until}, {days} days left"
                               "{owner}，截止 {until}，还有 {days} 天"
    last_day(owner, until)     "{owner} by {until}, today is the last day"
                               "{owner}，截止 {until}，今天为最后一天"
    overdue_by(owner, until, days) "{owner} by {until}, {days} days overdue"
                               "{owner}，截止 {until}，已逾期 {days} 天"
    night_overdue(count)       "holds past their last day: {count}; `huzhu ledger holds --overdue` lists them"
                               "逾期未办的暂缓：{count} 项；请用 `huzhu ledger holds --overdue` 查看"
}

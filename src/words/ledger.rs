//! For whoever keeps the ledger.

// The file.
sentences! {
    missing(path)              "there is no ledger `{path}`; `huzhu batch --ledger` makes one on its first night"
                               "没有台账 `{path}`；首次运行 `huzhu batch --ledger` 时建立"
    not_a_ledger(path)         "`{path}` is not a ledger; give another file, or restore the ledger from a backup"
                               "`{path}` 不是台账；请指定其他文件，或从备份恢复"
    newer(path, version, ours) "`{path}` is a ledger of version {version}, and this program knows version {ours}; use the newer program"
                               "`{path}` 是第 {version} 版台账，本程序只认第 {ours} 版；请使用新版程序"
    older(path, version, ours) "`{path}` is a ledger of version {version}, and this program writes version {ours}; run any command that writes to it, which keeps a copy and brings it up to date"
                               "`{path}` 是第 {version} 版台账，本程序使用第 {ours} 版；请先运行一次写入台账的命令，程序会保留副本并升级"
    damaged(path, why)         "the ledger `{path}` is damaged ({why}); nothing was written; restore it from a backup and run the nights since again"
                               "台账 `{path}` 已损坏（{why}）；未写入任何内容；请从备份恢复，并重新运行其后各晚的批次"
    not_as_sealed(posting)     "posting {posting} is not what was sealed"
                               "记录 {posting} 与封存内容不符"
    busy(path)                 "another program reads or writes `{path}`; try again when it is done"
                               "其他程序正在读写 `{path}`；请待其结束后再试"
    in_use(path, run)          "run {run} is at work on `{path}`; wait until it has ended"
                               "批次 {run} 正在使用 `{path}`；请等待其结束"
    disk_full(path)            "there is no room left for `{path}`; make some and run again: nothing of this run was kept"
                               "`{path}` 所在磁盘已满；请腾出空间后重新运行；本次未保留任何内容"
    not_writable(path, why)    "`{path}` cannot be written: {why}"
                               "无法写入 `{path}`：{why}"
    failed(path, why)          "the ledger `{path}` cannot be used: {why}"
                               "无法使用台账 `{path}`：{why}"
    backup_exists(path)        "`{path}` is there already; name a file that is not"
                               "`{path}` 已存在；请另取文件名"
    clock_back(day, last)      "the night would count for {day}, and one for {last} is posted; see that the clock is right, or say `--posted-on`"
                               "本次记账日为 {day}，而已有 {last} 的批次；请检查系统时钟，或用 `--posted-on` 指定"
    posted_not_published(run, why) "run {run} is posted, but its files cannot be put in place: {why}; what it pays is in the ledger, and `huzhu ledger release` writes it"
                               "批次 {run} 已入账，但文件无法就位：{why}；应付款项已在台账中，可用 `huzhu ledger release` 写出"
    rules_change(members, up, more, down, less) "these rules change what was decided for {members} members: {up} get {more} more, {down} get {less} less; nothing was posted"
                               "此规则会改变 {members} 名会员的既有决定：{up} 人增加 {more}，{down} 人减少 {less}；未入账"
    adopt(name)                "look at the list with `huzhu ledger impact`; to apply the rules, say `--adopt {name}`"
                               "请用 `huzhu ledger impact` 查看清单；确认采用时加 `--adopt {name}`"
    stale(rows)                "{rows} rows that the ledger knows cannot be read under these rules; use rules that keep the plans, words and columns of earlier ones"
                               "台账中有 {rows} 行无法按此规则读取；新规则须保留原有的保障项目、代码值和列"
    other_scheme(path, own, asked) "`{path}` is the ledger of scheme `{own}`, and the rules are of `{asked}`; use one ledger a scheme"
                               "`{path}` 是计划 `{own}` 的台账，而规则属于 `{asked}`；请每个计划使用各自的台账"
    other_currency(path, own, asked) "`{path}` is kept in {own}, and the rules in {asked}"
                               "`{path}` 的币种为 {own}，而规则的币种为 {asked}"
}

// Explanations as posted.
sentences! {
    no_such_bill(bill)         "the ledger has decided no bill `{bill}`; see that the id is right, and the run, if one is named"
                               "台账中没有裁决过结算单 `{bill}`；请核对单号及所指定的批次"
    no_such_member()           "of this member not all is known, so that nothing can be told"
                               "该会员的信息不全，无法说明"
    no_benefit(benefit, known) "the rules have no benefit `{benefit}`; there are: `{known}`"
                               "规则中没有互助金 `{benefit}`；可用：`{known}`"
    no_accumulator(name, known) "nothing adds up under the name `{name}`; there are: `{known}`"
                               "没有名为 `{name}` 的累计额；可用：`{known}`"
    rules_unread(run)          "the rules of run {run} cannot be read by this version of the program; use the version that the run names (`huzhu ledger runs`)"
                               "本版程序无法读取批次 {run} 的规则；请使用该批次所记的版本（见 `huzhu ledger runs`）"
    not_reproduced(run)        "this version of the program decides otherwise than run {run} did; use the version that the run names (`huzhu ledger runs`)"
                               "本版程序得出的结果与批次 {run} 不同；请使用该批次所记的版本（见 `huzhu ledger runs`）"
    as_posted(run, day)        "as posted by run {run} for {day}"
                               "按批次 {run}（记账日 {day}）入账时的说明"
    compared(old, new)         "run {old} and run {new}"
                               "批次 {old} 与批次 {new}"
    compared_rules(run)        "run {run} and the rules given"
                               "批次 {run} 与所给规则"
    decided_once(run)          "decided once, by run {run}; there is no difference to tell of"
                               "仅由批次 {run} 裁决过一次，没有差异"
    no_difference()            "no difference"
                               "没有差异"
    edition_differs(old, new)  "the edition was `{old}`, and is `{new}`"
                               "所适用的期由 `{old}` 变为 `{new}`"
    input_differs(name, old, new) "`{name}` was {old}, and is {new}"
                               "`{name}` 由 {old} 变为 {new}"
    status_differs(plan, old, new) "under `{plan}` the bill was `{old}`, and is `{new}`"
                               "在 `{plan}` 下的结果由 `{old}` 变为 `{new}`"
    payable_differs(old, new)  "all together {old} was payable, and is {new}"
                               "应付合计由 {old} 变为 {new}"
    benefit_pays(benefit, old, new) "`{benefit}` paid {old}, and pays {new}"
                               "`{benefit}` 由 {old} 变为 {new}"
}

/// A reason that no longer holds.
pub fn reason_gone(code: &str, why: &super::Sentence) -> super::Sentence {
    use super::Lang::{Chinese, English};
    super::Sentence::new(
        format!("no longer: {} (`{code}`)", why.text(English)),
        format!("不再适用：{}（`{code}`）", why.text(Chinese)),
    )
}

/// A reason that is new.
pub fn reason_come(code: &str, why: &super::Sentence) -> super::Sentence {
    use super::Lang::{Chinese, English};
    super::Sentence::new(
        format!("now: {} (`{code}`)", why.text(English)),
        format!("新增：{}（`{code}`）", why.text(Chinese)),
    )
}

/// A step that leaves another amount.
pub fn step_differs(
    benefit: &str,
    step: &super::Sentence,
    old: &str,
    new: &str,
) -> super::Sentence {
    use super::Lang::{Chinese, English};
    super::Sentence::new(
        format!("`{benefit}`: after the {} there was {old}, and is {new}", step.text(English)),
        format!("`{benefit}`：经{}后由 {old} 变为 {new}", step.text(Chinese)),
    )
}

/// A step of a working, by its code in the trace.
pub fn step(code: &str) -> super::Sentence {
    const STEPS: [(&str, &str, &str); 15] = [
        ("base", "base", "基数"),
        ("days", "days", "天数"),
        ("sum", "lump sum", "定额"),
        ("counted", "part that counts", "计入部分"),
        ("threshold", "threshold", "准入门槛"),
        ("deductible", "deductible", "起付线"),
        ("bands", "bands", "分段"),
        ("rate", "rate", "给付比例"),
        ("factor", "factor", "系数"),
        ("units", "units", "份数"),
        ("rounding", "rounding", "取整"),
        ("minimum", "minimum payout", "最低给付"),
        ("limit", "limit", "封顶线"),
        ("bill_left", "rest of the bill", "结算单余额"),
        ("override", "decision by hand", "人工裁定"),
    ];
    let known = STEPS.iter().find(|(known, ..)| *known == code);
    let (_, english, chinese) = known.copied().unwrap_or((code, code, code));
    super::Sentence::new(english.to_owned(), chinese.to_owned())
}

// Acts by hand.
sentences! {
    author_missing()           "say who does this with `--by NAME`"
                               "请用 `--by 姓名` 写明经办人"
    reason_missing()           "say why with `--reason TEXT`: it stays in the ledger"
                               "请用 `--reason 理由` 写明原因，将记入台账"
    nothing_posted(path)       "nothing was ever posted to `{path}`; run `huzhu batch --ledger` first"
                               "`{path}` 尚无任何入账；请先运行 `huzhu batch --ledger`"
    unknown_member(id, path)   "nobody in `{path}` has the id `{id}`; check it"
                               "`{path}` 中没有编号为 `{id}` 的会员；请核对"
    posting_not_readable(no, path) "posting {no} of `{path}` cannot be read; `huzhu ledger verify` says what is wrong"
                               "`{path}` 的第 {no} 笔入账无法读取；请运行 `huzhu ledger verify` 查明"
    file_exists(path)          "`{path}` is there already and is another; name a file that is not"
                               "`{path}` 已存在且内容不同；请另取文件名"
    file_not_readable(path, why) "`{path}` cannot be read: {why}"
                               "无法读取 `{path}`：{why}"
    file_not_utf8(path)        "`{path}` is not UTF-8; save it as CSV UTF-8"
                               "`{path}` 不是 UTF-8 编码；请另存为 CSV UTF-8 格式"
    column_missing(path, column, all) "`{path}` has no column `{column}`; its first line is to be `{all}`"
                               "`{path}` 缺少 `{column}` 列；首行应为 `{all}`"
    nothing_taken(count)       "nothing of the file was taken in: {count} mistakes; mend them and read it again"
                               "文件未读入任何内容：有 {count} 处问题；请更正后重新读入"
}

// Months.
sentences! {
    not_a_month(text)          "`{text}` is not a month; write it as in `2024-03`"
                               "`{text}` 不是月份；请写成 `2024-03` 的形式"
    month_closed(day, month, open) "{day} is of {month}, which is closed; give a day from {open} on"
                               "{day} 所在的 {month} 已关账；请填写 {open} 或以后的日期"
    month_is_closed(month)     "{month} is closed already"
                               "{month} 已经关账"
    month_is_open(month)       "{month} is not closed"
                               "{month} 并未关账"
    month_has_no_run(month, newest) "{month} cannot be closed yet: the newest run is of {newest}"
                               "{month} 尚不能关账：最新批次属于 {newest}"
    month_not_next(month, open) "{month} cannot be closed before {open}; close that first"
                               "{open} 尚未关账，不能先关 {month}；请按顺序关账"
    month_not_latest(month, last) "{month} cannot be opened before {last}; open that first"
                               "{last} 仍处于关账状态，不能先重开 {month}；请从最近的月份开始重开"
    month_locked(month)        "{month} is closed: what comes now is posted for later days"
                               "{month} 已关账；此后的入账记在以后的月份"
    month_unlocked(month)      "{month} is open again"
                               "{month} 已重新开账"
}

// Payees and returns.
sentences! {
    payee_of_nobody(id)        "nobody in the ledger has the id `{id}`; mend it, or wait until the member is known"
                               "台账中没有编号为 `{id}` 的会员；请更正，或待该会员入账后再读入"
    payee_kind(kind)           "`{kind}` is no kind of payee; write `member`, `heir` or `unit`"
                               "`{kind}` 不是收款人类别；请写 `member`（本人）、`heir`（继承人）或 `unit`（单位）"
    payee_missing()            "`payee` is empty; write the name that the account is in"
                               "`payee` 为空；请填写账户户名"
    account_missing()          "`account` is empty; write the number of the account"
                               "`account` 为空；请填写账号"
    not_an_account(text)       "`{text}` is not the number of an account; write all its digits, and keep the column as text where a spreadsheet rounded it"
                               "`{text}` 不是账号；请填写完整数字，如被表格软件改成科学计数，请将该列设为文本"
    payee_twice(id, line)      "line {line} says something else of `{id}`; keep one of the two"
                               "第 {line} 行对 `{id}` 另有说法；请只保留一行"
    payees_read(added, known)  "payees: {added} new or changed, {known} as known"
                               "收款人：新增或变更 {added}，与已知相同 {known}"
    return_unknown(id)         "the ledger has no payment `{id}`; check the id, and that the file is for this scheme"
                               "台账中没有付款 `{id}`；请核对编号，并确认文件属于本计划"
    return_unreleased(id)      "`{id}` was never released, so no bank can return it; check the id"
                               "`{id}` 从未放行，银行不可能退回；请核对编号"
    return_again(id)           "`{id}` was returned already, and not released since; take the line out"
                               "`{id}` 已经退回，此后未再放行；请删去该行"
    return_twice(id)           "`{id}` is in the file twice; keep one"
                               "`{id}` 在文件中出现两次；请只保留一行"
    return_without_reason(id)  "`{id}` has no reason; write what the bank says"
                               "`{id}` 未写原因；请填写银行的退回原因"
    returns_read(count, total) "returned: {count} payments, together {total}; the next release has them again"
                               "退回：{count} 笔，共 {total}；将随下次放行重新付款"
    returns_known(day)         "this file was read on {day} already; nothing is done"
                               "该文件已于 {day} 读入；本次未作任何处理"
}

// Releases.
sentences! {
    no_such_run(run, path, newest) "`{path}` has no run {run}; the newest is {newest}"
                               "`{path}` 中没有批次 {run}；最新批次为 {newest}"
    same_person(run, by)       "{by} prepared run {run}; another person is to release it"
                               "批次 {run} 由 {by} 制单；须由他人放行"
    released_before_posted(run, day, posted) "run {run} counts for {posted}, and cannot be released on {day}; give a later day with `--on`"
                               "批次 {run} 的日期为 {posted}，不能在 {day} 放行；请用 `--on` 填写之后的日期"
    release_is_over(run, count) "the file of run {run} was sent: {count} of its payments came back since; release a later run, which has them"
                               "批次 {run} 的文件已经送出：其中 {count} 笔此后被退回；请放行以后的批次，退回款项在其中"
    release_differs(run, path) "the file of run {run} would not be the one that was released: `{path}` was changed since; run `huzhu ledger verify`"
                               "批次 {run} 的文件与当初放行的不一致：`{path}` 已被改动；请运行 `huzhu ledger verify`"
    total_stops(total, times, usual) "the total of {total} is above {times} times the usual {usual}"
                               "总额 {total} 超过通常金额 {usual} 的 {times} 倍"
    largest_stops(largest, times, before) "the largest payment of {largest} is above {times} times the largest so far, {before}"
                               "最大一笔 {largest} 超过以往最大一笔 {before} 的 {times} 倍"
    rejects_stop(run, rejected, rows, share) "of run {run}, {rejected} of {rows} rows were rejected: more than {share}"
                               "批次 {run} 的 {rows} 行中有 {rejected} 行被退回，超过 {share}"
    members_stop(run, now, before, share) "run {run} has {now} members, and the run before had {before}: fewer by more than {share}"
                               "批次 {run} 有会员 {now} 人，上一批次有 {before} 人，减少超过 {share}"
    release_stopped()          "nothing was released; see whether this is right, and say why with `--reason TEXT`"
                               "未放行任何款项；请核实，如确属正常，请用 `--reason 理由` 说明"
    released(run, count, total, path) "run {run}: {count} payments, together {total}, in `{path}`"
                               "批次 {run}：付款 {count} 笔，共 {total}，见 `{path}`"
    released_again(run, count, total, path) "run {run} was released before; the same {count} payments, together {total}, are in `{path}`"
                               "批次 {run} 此前已放行；相同的 {count} 笔付款，共 {total}，见 `{path}`"
    released_of_earlier(count) "of them returned or held before: {count}"
                               "其中此前退回或暂缓的：{count} 笔"
    released_held(count)       "held until a payee is known: {count}; give it with `huzhu ledger payees`"
                               "因缺少收款人而暂缓：{count} 笔；请用 `huzhu ledger payees` 补充"
}

// What `verify` finds.
sentences! {
    verified(runs, postings, payments, seal) "whole: {runs} runs, {postings} postings, {payments} payments; the last seal is {seal}"
                               "完整无误：批次 {runs}，入账 {postings}，付款 {payments}；最后的封印为 {seal}"
    not_verified(faults)       "faults: {faults}; nothing was changed; restore the ledger from a backup, and run the nights since again"
                               "发现 {faults} 处问题；未作任何改动；请从备份恢复台账，并重新运行其后各晚的批次"
    file_fault(why)            "the file itself is damaged: {why}"
                               "文件本身已损坏：{why}"
    of_posting(run, posting, member) "run {run}, posting {posting}, member `{member}`"
                               "批次 {run}，入账 {posting}，会员 `{member}`"
    postings_missing(from, to) "postings {from} to {to} are gone"
                               "入账 {from} 至 {to} 缺失"
    seal_broken()              "what it says is not what was sealed"
                               "内容与封印不符"
    run_out_of_order(newest)   "it stands behind postings of run {newest}"
                               "排在批次 {newest} 的入账之后"
    before_wrong(said, newest) "it names {said} as the member's posting before, which is {newest} (0: none)"
                               "所记的前一笔入账为 {said}，实为 {newest}（0 表示没有）"
    kind_unknown(code)         "it has an entry of the unknown kind `{code}`"
                               "含有未知类别 `{code}` 的分录"
    columns_missing(no)        "its facts are under columns {no}, which are gone"
                               "其资料所用的列定义 {no} 缺失"
    entries_unreadable()       "its entries cannot be read"
                               "分录无法读取"
    decisions_unreadable()     "its decisions cannot be read"
                               "审核结果无法读取"
    entitled_wrong(said, payable) "it is entitled to {said} minor units, and its decisions pay {payable}"
                               "应得 {said}（最小货币单位），而审核结果合计 {payable}"
    sum_wrong(name, now, before, moved) "`{name}` is {now} minor units, and was {before} before entries of {moved}"
                               "`{name}` 为 {now}（最小货币单位），此前为 {before}，分录合计 {moved}"
    benefit_differs(bill, plan, benefit, decided, moved) "bill `{bill}`, {plan}, {benefit}: decided {decided}, and entries since the posting before make it {moved}"
                               "结算单 `{bill}`，{plan}，{benefit}：审核结果为 {decided}，按前一笔入账加分录应为 {moved}"
    run_missing(from, to)      "runs {from} to {to} are gone"
                               "批次 {from} 至 {to} 缺失"
    run_unknown(run, posting)  "run {run} is gone, and posting {posting} is of it"
                               "批次 {run} 缺失，而入账 {posting} 属于该批次"
    run_seal(run, posting)     "the seal of run {run} is not that of its last posting {posting}: postings at its end are gone, or were added"
                               "批次 {run} 的封印与其最后一笔入账 {posting} 不符：末尾的入账缺失或被添加"
    member_points(member, posting, newest) "member `{member}` points to posting {posting}, and the newest is {newest}"
                               "会员 `{member}` 指向入账 {posting}，而最新一笔为 {newest}"
    payment_differs(run, member, prepared, paid) "run {run}, member `{member}`: payments of {prepared}, and entries say {paid}"
                               "批次 {run}，会员 `{member}`：付款合计 {prepared}，而分录为 {paid}"
    transfer_of_nothing(transfer, payment) "transfer {transfer} is of payment {payment}, which is gone"
                               "转账记录 {transfer} 所属的付款 {payment} 缺失"
    transfer_of_no_release(transfer, release) "transfer {transfer} is of release {release}, which is gone"
                               "转账记录 {transfer} 所属的放行 {release} 缺失"
    transfers_out_of_turn(payment) "payment {payment} was not released and returned in turn"
                               "付款 {payment} 的放行与退回记录次序不符"
    release_differs_from(run, count, total, transfers, sum) "the release of run {run} says {count} payments of {total}, and there are {transfers} of {sum}"
                               "批次 {run} 的放行记录为 {count} 笔共 {total}，实有 {transfers} 笔共 {sum}"
}

// Commands.
sentences! {
    about()                    "look at a ledger, release payments, close months"
                               "查看台账、放行付款、关账"
    file()                     "the ledger"
                               "台账文件"
    about_runs()               "all runs: day, who, bills, payments, released or not"
                               "全部批次：日期、制单人、结算单、付款、是否放行"
    about_balance()            "all of one member: benefits, payments, and why they moved"
                               "一名会员的全部：互助金、付款及变动原因"
    about_as_of()              "what was known on a day"
                               "某日的已知情况"
    about_verify()             "look whether the ledger is whole, and say exactly what is not"
                               "检验台账是否完整，并准确说明问题所在"
    about_release()            "write the bank's file for a run"
                               "为一个批次生成银行付款文件"
    about_payees()             "read in where the money of members goes"
                               "读入会员的收款账户"
    about_returned()           "read in the bank's file of payments that it could not make"
                               "读入银行退回付款的文件"
    about_lock()               "close a month of posting"
                               "将一个入账月份关账"
    about_unlock()             "open the last closed month again"
                               "重开最近一个已关账的月份"
    about_backup()             "write a copy of the ledger"
                               "备份台账"
    about_export()             "write an hledger journal, and entries as a table"
                               "导出 hledger 日记账，以及分录表"
    about_roll_forward()       "one month for the accountant: from opening to closing"
                               "一个月的余额滚动表：从期初到期末"
    arg_member()               "the id of the member"
                               "会员编号"
    arg_date()                 "a day, as in `2024-03-31`"
                               "日期，如 `2024-03-31`"
    arg_as_of_member()         "the id of a member, for the decisions as posted"
                               "会员编号，用于查看当时的审核结果"
    arg_run()                  "the number of the run"
                               "批次号"
    arg_by()                   "who does this"
                               "经办人"
    arg_on()                   "the day it counts for; left out, that of the newest run or release"
                               "所属日期；不写则取最新批次或放行的日期"
    arg_reason()               "why; it stays in the ledger"
                               "原因，记入台账"
    arg_release_out()          "the bank's file; control totals are written beside it, under the same name and `.json`"
                               "银行付款文件；控制总数写在同名加 `.json` 的文件中"
    arg_second_person()        "refuse when whoever prepared the run releases it"
                               "制单人不得放行本人的批次"
    arg_total_above()          "stop when the total is above so many times the median of the last 30 releases; left out, 3"
                               "总额超过最近 30 次放行中位数的多少倍时停止；不写则为 3"
    arg_largest_above()        "stop when a payment is above so many times the largest so far; left out, 3"
                               "单笔超过以往最大一笔的多少倍时停止；不写则为 3"
    arg_rejects_above()        "stop when more than this share of the run's rows was rejected; left out, 5%"
                               "批次退回行的比例超过多少时停止；不写则为 5%"
    arg_members_down()         "stop when members are fewer than in the run before by more than this share; left out, 5%"
                               "会员人数比上一批次减少的比例超过多少时停止；不写则为 5%"
    arg_payees()               "CSV with member_id, kind, payee, account"
                               "CSV 文件，含 member_id、kind、payee、account"
    arg_returned()             "the bank's file: CSV with payment_id, reason"
                               "银行的退回文件：CSV，含 payment_id、reason"
    arg_month()                "a month, as in `2024-03`"
                               "月份，如 `2024-03`"
    arg_roll_month()           "a month, as in `2024-03`; left out, that of the newest run"
                               "月份，如 `2024-03`；不写则取最新批次所在月份"
    arg_backup()               "a file that is not there yet"
                               "尚不存在的文件"
    arg_journal()              "the journal"
                               "日记账文件"
    arg_entries()              "also write all entries as CSV: when a bill was settled, and when it was posted"
                               "另将全部分录写成 CSV：结算日期与入账日期"
    arg_full_ids()             "name members and bills by their whole ids in the journal, not by numbers"
                               "日记账中以完整编号而非序号表示会员和结算单"
}

// What the commands say.
sentences! {
    run_line(no, day, by, bills, payments, total) "run {no}, {day}, by {by}: {bills} bills, {payments} payments of {total}"
                               "批次 {no}，{day}，制单 {by}：结算单 {bills} 张，付款 {payments} 笔，共 {total}"
    run_released(day, by)      "released on {day} by {by}"
                               "{day} 由 {by} 放行"
    run_unreleased()           "not released"
                               "未放行"
    no_runs()                  "no runs yet"
                               "尚无批次"
    balance_head(member)       "member {member}"
                               "会员 {member}"
    balance_sums(entitled, paid, stood, owed) "entitled {entitled}, paid {paid}, let stand {stood}, to be set off {owed}"
                               "应得 {entitled}，已付 {paid}，不再追回 {stood}，待抵扣 {owed}"
    balance_benefits()         "benefits:"
                               "互助金："
    balance_benefit(plan, benefit, edition, amount) "{plan}, {benefit}, edition {edition}: {amount}"
                               "{plan}，{benefit}，{edition} 期：{amount}"
    balance_history()          "history:"
                               "历次入账："
    balance_step(run, day, entitled, paid) "run {run}, {day}: entitled {entitled}, paid {paid}"
                               "批次 {run}，{day}：应得 {entitled}，已付 {paid}"
    balance_entry(kind, amount, what, reason) "{kind} {amount} {what} {reason}"
                               "{kind} {amount} {what} {reason}"
    balance_payments()         "payments:"
                               "付款："
    balance_payment(id, run, amount) "{id}, run {run}: {amount}"
                               "{id}，批次 {run}：{amount}"
    payment_prepared()         "prepared" "已制单"
    payment_released(day)      "released on {day}" "{day} 放行"
    payment_returned(day, why) "returned on {day}: {why}" "{day} 退回：{why}"
    due()                      "due" "应付"
    reversal()                 "reversed" "冲正"
    paid()                     "paid" "付款"
    recovery()                 "to be set off" "待抵扣"
    set_off()                  "set off" "抵扣"
    stood()                    "let stand" "不再追回"
    then(day, run, members)    "on {day}, after run {run}: {members} members"
                               "{day}，批次 {run} 之后：会员 {members} 人"
    then_nothing(day)          "nothing was posted of the member up to {day}"
                               "截至 {day}，该会员尚无入账"
    then_member(member, posting, run, day) "member {member}: posting {posting} of run {run}, {day}"
                               "会员 {member}：入账 {posting}，批次 {run}，{day}"
    then_decided(bill, plan, status, amount, reasons) "{bill}, {plan}: {status} {amount} {reasons}"
                               "{bill}，{plan}：{status} {amount} {reasons}"
    backed_up(path)            "a copy of the ledger is in `{path}`"
                               "台账副本在 `{path}`"
    exported(path)             "the journal is in `{path}`"
                               "日记账在 `{path}`"
    roll_head(month, currency) "{month}, in {currency}"
                               "{month}，单位 {currency}"
    roll_plan(plan, edition)   "{plan}, edition {edition}:"
                               "{plan}，{edition} 期："
    roll_owed()                "owed to members:"
                               "应付会员款："
    roll_opening()             "opening" "期初"
    roll_due()                 "due" "应付"
    roll_reversed()            "reversed" "冲正"
    roll_stood()               "let stand" "不再追回"
    roll_released()            "released" "放行"
    roll_returned()            "returned" "退回"
    roll_closing()             "closing" "期末"
    roll_made_of()             "the closing is made of:"
                               "期末构成："
    roll_unreleased()          "payments not released" "未放行付款"
    roll_unpaid()              "not prepared yet" "尚未制单"
    roll_set_off(from, to)     "to be set off, {from} to {to} months old"
                               "待抵扣，账龄 {from} 至 {to} 个月"
    roll_set_off_beyond(from)  "to be set off, {from} months old or more"
                               "待抵扣，账龄 {from} 个月及以上"
    roll_holds()               "it adds up: opening and all movements give the closing, and so do its parts"
                               "核对相符：期初加变动等于期末，构成合计亦等于期末"
    roll_differs(closing, moved, parts) "it does not add up: the closing is {closing}, movements give {moved}, parts give {parts}; run `huzhu ledger verify`"
                               "核对不符：期末为 {closing}，变动合计 {moved}，构成合计 {parts}；请运行 `huzhu ledger verify`"
}

// What people say that is in no file, and what other rules would change.
sentences! {
    joined()                   "from another id of the same person"
                               "同一人另一编号转来"
    about_impact()             "what other rules would change of what was decided; nothing is written to the ledger"
                               "改用其他规则会改变哪些既有决定；不写入台账"
    impact_out()               "where to write the list, as CSV"
                               "清单的输出文件（CSV）"
    impact_found(looked_at, members) "members looked at: {looked_at}; members of whom something changes: {members}"
                               "已核对会员 {looked_at} 名；有变动的 {members} 名"
    impact_up(count, amount)   "  more: {count} members, {amount} in all"
                               "  增加：{count} 人，合计 {amount}"
    impact_down(count, amount) "  less: {count} members, {amount} in all"
                               "  减少：{count} 人，合计 {amount}"
    impact_name(name)          "to apply these rules: `huzhu batch --ledger ... --adopt {name}`"
                               "采用此规则：`huzhu batch --ledger … --adopt {name}`"
    about_override()           "decides a benefit of a bill by hand; the next night posts it"
                               "人工裁定某结算单的一项互助金；下一批次入账"
    about_opening()            "begins an accumulator of a member with what an older system had counted"
                               "以旧系统的累计数作为会员某项累计额的期初"
    about_same_person()        "says that two ids are one person: the histories join"
                               "说明两个编号为同一人：两份记录合并"
    say_bill()                 "the id of the bill" "结算单号"
    say_benefit()              "the id of the benefit" "互助金代码"
    say_amount()               "what is paid, in place of what the rules give" "应付金额，取代规则算得的金额"
    say_member()               "the id of the member" "会员编号"
    say_accumulator()          "the accumulator, as in `reimbursement.deductible`" "累计额名称，如 `reimbursement.deductible`"
    say_day()                  "any day of the window it is meant for" "所属累计期内的任意一天"
    say_value()                "what was reached: an amount, or days, times or stays" "已累计的数值：金额，或天数、次数"
    say_cut_over()             "bills settled by this day are in it, and are not decided again" "此日（含）以前结算的结算单已计入，不再裁决"
    say_other()                "the other id of the same person" "同一人的另一编号"
    said(member)               "kept for member {member}; the next night takes it into account"
                               "已为会员 {member} 记录；下一批次起生效"
    same_id()                  "both ids are the same" "两个编号相同"
    chain_of_ids(other)        "{other} is told of under another id already; name that one"
                               "{other} 已归入另一编号；请使用该编号"
    not_a_number(text)         "`{text}` is not a whole number of days or times" "`{text}` 不是整数天数或次数"
    opening_too_late(bills)    "{bills} bills of the member settled by that day are decided already: the opening would count them twice; take the day before them"
                               "该会员已有 {bills} 张此日以前结算的结算单作过裁决，期初会重复计算；请取其前一天"
}

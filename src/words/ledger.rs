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
    benefit_differs(benefit, old, new) "`{benefit}` paid {old}, and pays {new}"
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

//! For people who run the program.

// Commands and their arguments.
sentences! {
    usage()                    "Usage" "用法"
    commands()                 "Commands" "命令"
    arguments()                "Arguments" "参数"
    options()                  "Options" "选项"
    help()                     "print this help" "显示本说明"
    version()                  "print the version" "显示版本"
    about()                    "mutual-aid claims: exact, explained, to the fen"
                               "职工互助保障的审核与给付：精确到分，逐笔说明"
    lang()                     "language of messages and output; left out, that of the locale"
                               "提示信息的语言；不写则随系统区域设置"
    rules()                    "a rule file, or a folder of them"
                               "规则文件，或其所在文件夹"
    format()                   "for a person, or for a program; left out, `text`"
                               "供人阅读，或供程序读取；不写则为 `text`"
    about_check()              "check rule files, and report every mistake in them"
                               "检查规则文件，一次列出全部问题"
    check_uses()               "list every place of the rules that this parameter, or another name, moves"
                               "列出规则中受此参数（或其他名称）影响的各处"
    check_uses_unknown(name, known) "the rules have no name `{name}`; there are {known}"
                               "规则中没有名称 `{name}`；现有 {known}"
    about_test()               "run the cases beside rule files"
                               "运行规则文件旁的算例"
    all_right(files)           "no mistakes in {files}"
                               "{files} 无误"
    unmodelled_clauses(rules, edition) "not modelled in `{rules}`, edition `{edition}`"
                               "`{rules}` 期次 `{edition}` 未纳入规则的条款"
    mistakes(count)            "mistakes: {count}"
                               "问题：{count} 处"
    cases_held(count)          "cases held: {count}"
                               "算例相符：{count}"
    cases_failed(failed, count) "cases that do not hold: {failed} of {count}"
                               "算例不符：{failed} / {count}"
    case_bill_differs(bill, what, expected, decided) "bill `{bill}`: `{what}`: expected {expected}, decided {decided}"
                               "结算单 `{bill}`：`{what}`：预期 {expected}，实际 {decided}"
    case_bill_decided(bill)    "bill `{bill}` is decided so:" "结算单 `{bill}` 的核定过程："
    case_total_differs(what, expected, decided) "all bills: `{what}`: expected {expected}, decided {decided}"
                               "全部结算单：`{what}`：预期 {expected}，实际 {decided}"
    no_cases(path)             "`{path}` has no cases; write them in `cases.toml` beside the rules"
                               "`{path}` 中没有算例；请写在规则旁的 `cases.toml` 中"
}

/// Words of the names that help texts give to values, and the same in Chinese.
const VALUES: [(&str, &str); 46] = [
    ("ACCUMULATOR", "累计额"),
    ("AMOUNT", "金额"),
    ("BACK", "退票"),
    ("BACKUP", "备份"),
    ("BANK", "拨付"),
    ("BENEFIT", "互助金代码"),
    ("BILL_ID", "结算单号"),
    ("CODE", "代码"),
    ("COLUMN", "列"),
    ("DATE", "日期"),
    ("DAYS", "天数"),
    ("DIR", "文件夹"),
    ("EDITION", "期号"),
    ("FIGURE", "指标"),
    ("FILE", "文件"),
    ("FROM", "起"),
    ("HEX", "校验值"),
    ("ID", "编号"),
    ("KEY", "键"),
    ("KIND", "类别"),
    ("M", "张数"),
    ("MEMBER", "会员编号"),
    ("MEMBER_ID", "会员编号"),
    ("MM", "月"),
    ("N", "数"),
    ("NAME", "名称"),
    ("NO", "号码"),
    ("NUMBER", "数"),
    ("OTHER_ID", "另一编号"),
    ("PATH", "单位路径"),
    ("PAYMENT_ID", "拨付单编号"),
    ("PLAN", "保障项目"),
    ("RULES", "规则"),
    ("RUN", "批次"),
    ("S", "种子"),
    ("SHARE", "比例"),
    ("STATE", "状态"),
    ("STEP", "步长"),
    ("TARGET", "目标值"),
    ("TEXT", "文字"),
    ("TIMES", "倍数"),
    ("TO", "止"),
    ("VALUE", "值"),
    ("WHOSE", "归属"),
    ("YEAR", "年份"),
    ("YYYY", "年"),
];

/// What a help text in Chinese calls a value: `[NAME=]FILE` is `[名称=]文件`.
pub(crate) fn value_name(english: &str) -> String {
    let is_sign = |c: char| !c.is_ascii_uppercase() && c != '_';
    let chinese = |word: &str| match VALUES.iter().find(|(known, _)| *known == word) {
        Some((_, chinese)) => (*chinese).to_owned(),
        None => word.to_owned(),
    };
    let words = english.split_inclusive(is_sign);
    let with_sign = |word: &str| match word.char_indices().next_back() {
        Some((at, sign)) if is_sign(sign) => chinese(&word[..at]) + &word[at..],
        _ => chinese(word),
    };
    words.map(with_sign).collect()
}

// Misuse.
sentences! {
    missing_argument(name)     "`{name}` is missing; `--help` shows how to use the command"
                               "缺少 `{name}`；用法见 `--help`"
    missing_command()          "name a command; `--help` lists them"
                               "请写明命令；`--help` 列出全部命令"
    unknown_command(name)      "there is no command `{name}`; `--help` lists them"
                               "没有命令 `{name}`；`--help` 列出全部命令"
    unknown_argument(name)     "`{name}` is not known here; `--help` shows what is"
                               "未知参数 `{name}`；可用参数见 `--help`"
    before_command(name, command) "`{name}` stands behind its command: `huzhu {command} ... {name} ...`"
                               "`{name}` 应写在命令之后：`huzhu {command} ... {name} ...`"
    missing_value(name)        "`{name}` needs a value"
                               "`{name}` 需要指定值"
    bad_value(value, name)     "`{value}` cannot be used for `{name}`"
                               "`{value}` 不能用于 `{name}`"
    value_not_known(value, name, known) "`{value}` cannot be used for `{name}`; write one of: {known}"
                               "`{value}` 不能用于 `{name}`；可写：{known}"
    given_twice(name)          "`{name}` is given twice; keep one of them"
                               "`{name}` 写了两次；请只保留一个"
    conflict(name, other)      "`{name}` and `{other}` cannot be used together"
                               "`{name}` 与 `{other}` 不能同用"
    output_not_writable(why)   "the output cannot be written: {why}; check that there is room where it goes"
                               "无法写出结果：{why:#}；请检查输出处的剩余空间"
    wrong_use(why)             "the command is not right: {why}; `--help` shows how to use it"
                               "命令有误：{why}；用法见 `--help`"
}

// Previews.
sentences! {
    about_preview()            "what one bill would be paid, step by step; nothing is written"
                               "试算一张结算单的互助金，逐步说明；不写入任何数据"
    preview_rules()            "the rule file, or the folder of a rule book"
                               "规则文件，或规则所在文件夹"
    preview_case()             "in place of a bill, one of a case: FILE:ID, its last bill, or FILE:ID:BILL; the rules are those beside the file"
                               "不用 --bill，改用算例中的结算单：文件:算例编号（取最后一张），或 文件:算例编号:结算单编号；规则取该文件旁的规则"
    preview_case_form(text)    "`{text}` names no case; write the file and the id, as in `rules/cases.toml:WH-2`"
                               "`{text}` 未指明算例；应写文件和编号，如 `rules/cases.toml:WH-2`"
    preview_case_unknown(id)   "the file has no case `{id}`"
                               "文件中没有算例 `{id}`"
    preview_case_bill(bill)    "the case decides no bill `{bill}`"
                               "本算例没有待审核的结算单 `{bill}`"
    preview_bill()             "the bill, as TOML"
                               "结算单，TOML 格式"
    preview_data()             "folder with members.csv, enrolments.csv and bills.csv: the history that the bill joins"
                               "含 members.csv、enrolments.csv、bills.csv 的文件夹：该会员的既有记录"
    bill_column_missing(column) "`{column}` is missing"
                               "未写 `{column}`"
    bill_column_missing_help(column) "add `{column} = \"...\"`; only amounts may be left out"
                               "请补上 `{column} = \"...\"`；只有金额可以不填"
    bill_amount_help()         "write the amount as on the sheet, like `\"3980.50\"`, or `\"?\"` where it is not known yet"
                               "请照结算单填写，如 `\"3980.50\"`；尚不清楚的写 `\"?\"`"
    bill_sheet_help()          "check each amount against the paper sheet"
                               "请与纸质结算单逐项核对"
    bill_member_id_needed()    "with `--data` or `--ledger`, `[bill]` must name the member"
                               "使用 `--data` 或 `--ledger` 时，`[bill]` 须写明是谁的结算单"
    bill_member_id_help()      "add `member_id = \"...\"`"
                               "请补上 `member_id = \"...\"`"
    bill_unknown_member()      "the data have no member of this id"
                               "数据中没有该编号的会员"
    bill_unknown_member_help() "correct `member_id`, or leave out `--data` and write `[member]` and `[[enrolment]]`"
                               "请更正 `member_id`；或不用 `--data`，改写 `[member]` 和 `[[enrolment]]`"
    bill_not_in_ledger()       "the ledger has no member of this id"
                               "台账中没有该编号的会员"
    bill_not_in_ledger_help()  "correct `member_id`; for a member who is in no night yet, use `--data` with tonight's files, or write `[member]` and `[[enrolment]]` without `--ledger`"
                               "请更正 `member_id`；尚未入账的会员请用 `--data` 指定当晚的文件，或不用 `--ledger`，改写 `[member]` 和 `[[enrolment]]`"
    bill_member_waits()        "bills or periods of this id wait: no members file has it yet"
                               "该编号的结算单或参保期暂缓处理：尚未收到该会员的信息"
    bill_member_waits_help()   "send a members.csv with it, or correct `member_id`"
                               "请报送含该会员的 members.csv，或更正 `member_id`"
    bill_blocked_member()      "a row of this member in the data cannot be used, so nothing can be decided"
                               "数据中该会员有无法使用的行，不能据以审核"
    bill_blocked_member_help() "run `huzhu batch` and correct what rejects.csv lists; or leave out `--data`"
                               "请运行 `huzhu batch`，按 rejects.csv 更正；或不用 `--data`"
    preview_ledger()           "the ledger: the whole history that the bill joins, under the rules of its newest run unless you give others; `--data` then names tonight's files"
                               "台账：该会员的全部记录；不指定规则则用最近批次的规则；此时 `--data` 指当晚的文件"
    preview_no_rules()         "give the rules with `--rules`, or a ledger that has them with `--ledger`"
                               "请用 `--rules` 指定规则，或用 `--ledger` 指定含规则的台账"
    preview_partial()          "only the bills in these files count: where earlier nights have more bills of this member, the result may differ; `--ledger` uses all of them"
                               "仅计入这些文件中的结算单；如以前的批次另有该会员的记录，结果可能不同；请用 `--ledger` 按台账全部记录试算"
    preview_on_ledger(path, run, day) "based on all facts of `{path}` up to run {run} of {day}"
                               "依据 `{path}` 截至批次 {run}（记账日 {day}）的全部记录"
    preview_own_rules(name)    "the member stays under the rules `{name}`, which decide this bill"
                               "该会员沿用规则 `{name}`，按该规则审核"
    preview_rejects(rows)      "rows of the data that cannot be used and are left out: {rows}; if one belongs to this member, the result may differ; `huzhu batch` lists them"
                               "数据中有 {rows} 行无法使用，未计入；若属该会员，结果可能不同；`huzhu batch` 可列明"
    bill_known_already(id)     "the member already has a bill `{id}`"
                               "该会员已有结算单 `{id}`"
    bill_id_help()             "leave `bill_id` out, or write another"
                               "请不写 `bill_id`，或改用其他编号"
    bill_not_with_data(key)    "with `--data` or `--ledger`, `{key}` comes from there"
                               "使用 `--data` 或 `--ledger` 时，`{key}` 取自其中"
    bill_too_many_bills(most)  "the member has {most} bills already; no more can be added"
                               "该会员已有 {most} 张结算单，不能再加"
}

// Batches.
sentences! {
    about_batch()              "decide all bills of a folder, and write what is to be paid"
                               "审核一个文件夹中的全部结算单，并写出应付款项"
    batch_data()               "a folder with members.csv, enrolments.csv and bills.csv"
                               "含 members.csv、enrolments.csv、bills.csv 的文件夹"
    batch_members()            "the members file, instead of --data"
                               "会员文件（不用 --data 时）"
    batch_enrolments()         "the enrolments file, instead of --data"
                               "参保文件（不用 --data 时）"
    batch_bills()              "a bills file, instead of --data; may be given again: a row that stands in two files is counted once"
                               "结算单文件（不用 --data 时）；可重复指定，两个文件都有的行只计一次"
    batch_lines()              "the file with the lines of bills, beside --bills; only where the rules have `line_classes`"
                               "费用明细文件（与 --bills 同用；仅当规则列有 `line_classes` 时使用）"
    batch_out()                "the output folder; made if it is missing"
                               "输出文件夹；没有则新建"
    batch_threads()            "the number of threads; left out, as many as the machine has"
                               "并行线程数；不写则用全部处理器"
    batch_accept_rejects()     "exit code 0 also where up to this many rows are rejected; the rows are reported all the same"
                               "未通过校验的行数不超过此数时，退出码也为 0；这些行照常列出"
    batch_explain()            "also write explanations.jsonl: the working of every bill"
                               "另写 explanations.jsonl：逐单计算过程"
    batch_notices()            "also write notices.html: a notice to print for every bill decided"
                               "另写 notices.html：每张已审核的结算单一份核定通知书，供打印"
    batch_notice()             "the same for this bill alone; may be given several times"
                               "只为这张结算单出具核定通知书；可多次填写"
    batch_on()                 "the day on which units must have their members enrolled; left out, the latest settlement date among the bills"
                               "考核单位参保率的日期；不写则取结算单中最晚的结算日期"
    batch_hardship()           "also write reports/hardship.csv: members left with more than AMOUNT in one calendar year"
                               "另写 reports/hardship.csv：一个自然年度内个人负担超过此金额的会员名单"
    batch_hardship_share()     "also write reports/households.csv: households, and members without one, left with more than this share of their stated yearly income in one calendar year, as in `80%`"
                               "另写 reports/households.csv：一个自然年度内个人负担超过家庭年收入这一比例的家庭（未填家庭的按会员），如 `80%`"
    batch_full_ids()           "write whole ids in reports/hardship.csv and reports/households.csv"
                               "reports/hardship.csv 和 reports/households.csv 中的编号不作遮盖"
    inputs_missing()           "name the files to read: `--data DIR`, or `--members`, `--enrolments` and `--bills` together"
                               "请写明读取哪些文件：`--data 文件夹`，或同时写 `--members`、`--enrolments`、`--bills`"
    no_threads(why)            "threads cannot be started: {why}; try fewer with `--threads`"
                               "无法启动线程：{why:#}；请用 `--threads` 减少线程数"
    out_not_a_folder(path)     "`{path}` is not a folder; name another for `--out`"
                               "`{path}` 不是文件夹；请为 `--out` 另写一个"
    out_is_a_folder(path)      "`{path}` is a folder where an output belongs; move it away, or name another folder for `--out`"
                               "`{path}` 是文件夹，占用了输出文件的位置；请移走，或为 `--out` 另写一个"
    out_of_another(path, file)  "`{path}` holds `{file}` of another command, which would be removed; name another folder for `--out`"
                               "`{path}` 中有其他命令的结果 `{file}`，会被清除；请为 `--out` 另写一个文件夹"
    out_is_a_link(path)        "`{path}` is a link where an output belongs, and leads elsewhere; move it away, or name another folder for `--out`"
                               "`{path}` 是链接，指向别处，占用了输出文件的位置；请移走，或为 `--out` 另写一个"
    output_in_the_way(output, kept) "the output `{output}` would replace `{kept}`, which this command uses; write it to another place"
                               "输出 `{output}` 会覆盖本次要使用的 `{kept}`；请另选输出位置"
    output_is_used(path)       "this command uses `{path}`, and its output would replace it; write that to another place"
                               "`{path}` 是本次要使用的文件，会被输出覆盖；请另选输出位置"
    output_beside_ledger(output, ledger) "`{output}` belongs to the ledger `{ledger}`, which keeps unfinished work there; use another name"
                               "`{output}` 归台账 `{ledger}` 专用，用于存放未完成的内容；请另取文件名"
    outputs_are_one(one, other) "`{one}` and `{other}` are one file, and the command writes two; name two"
                               "`{one}` 与 `{other}` 是同一个文件，而需写出两个；请分别命名"
    out_not_writable(path, why) "`{path}` cannot be written: {why}; check the room that is left, and the right to write there"
                               "无法写入 `{path}`：{why:#}；请检查剩余空间和写入权限"
    out_in_use(path)           "another run writes to `{path}`; wait until it ends, or choose another folder"
                               "另一次运行正在写入 `{path}`；请等它结束，或另选文件夹"
    stopped()                  "the run was stopped before it was complete"
                               "运行在完成前被中止"
    nothing_kept()             "nothing of this run is kept"
                               "本次运行未留下任何结果"
}

// Progress.
sentences! {
    progress(doing, share, rate, left) "{doing}: {share} %, {rate}, {left} left"
                               "{doing}：{share}%，{rate}，还需 {left}"
    progress_load()            "loading files" "正在读入文件"
    progress_read()            "reading rows" "正在解析数据"
    progress_known()           "reading the ledger" "正在读取台账"
    progress_decide()          "deciding bills" "正在审核结算单"
    progress_post()            "writing to the ledger" "正在写入台账"
    progress_publish()         "putting the outputs in place" "正在将结果放入输出文件夹"
    progress_stopping()        "stopping" "正在中止"
    progress_megabytes(count)  "{count} MB a second" "每秒 {count} MB"
    progress_bills(count)      "{count} bills a second" "每秒 {count} 张"
}

// Invented cities.
sentences! {
    about_generate()           "make up a city: members, enrolments and bills for trials and measurements"
                               "生成一个虚拟城市的会员、参保与结算单，供试用和测速"
    generate_members()         "the number of members"
                               "会员人数"
    generate_bills()           "the number of bills"
                               "结算单张数"
    generate_seed()            "a whole number; the same one makes the same city"
                               "种子，任一整数；种子相同，数据相同"
    generate_out()             "the folder for the three files; made if it is missing"
                               "三个文件的输出文件夹；没有则新建"
    generate_dirty()           "the share of rows with mistakes, like `1%` or `0.01`; left out, none"
                               "出错行所占比例，如 `1%` 或 `0.01`；不写则没有错行"
    generate_plans()           "the plans that members enrol in, separated by commas; `city:3` for up to 3 units; left out, `city:3`"
                               "会员参加的保障项目，以逗号分隔；`city:3` 表示最多 3 份；不写则为 `city:3`"
    generate_order()           "how members and enrolments lie: `members`, each member's enrolments together, or `city`, in no order; left out, `members`"
                               "会员与参保行的排列：`members` 为同一会员的参保行相连，`city` 为无序；不写则为 `members`"
    generate_bad_plan(text)    "`{text}` is not a plan; write its id in the rules, as in `city`, or with the most units that a member holds, as in `city:3`"
                               "`{text}` 不是保障项目；请写规则中的编号，如 `city`，或加上每人最多份数，如 `city:3`"
    generate_plan_twice(id)    "the plan `{id}` is named twice; name it once"
                               "保障项目 `{id}` 写了两次；请只写一次"
    generate_too_large(members, bills) "a city has from 1 to {members} members, and at most {bills} bills; choose other numbers"
                               "会员人数应为 1 至 {members}，结算单最多 {bills} 张；请改写"
    generate_too_many_bills(members, most) "{members} members have at most {most} bills together; ask for fewer bills or more members"
                               "{members} 名会员最多共有 {most} 张结算单；请减少结算单或增加会员"
    generate_in_the_way(path)  "`{path}` is there already and is not replaced; move it away, or name another folder for `--out`"
                               "`{path}` 已存在，不会被覆盖；请移走，或为 `--out` 另写一个文件夹"
    generate_written(members, enrolments, bills, path) "written: {members} rows of members, {enrolments} of enrolments, {bills} of bills, in `{path}`"
                               "已写出：会员 {members} 行，参保期 {enrolments} 行，结算单 {bills} 行，在 `{path}`"
}

// The summary of a batch.
sentences! {
    batch_read(members, enrolments, bills) "read: {members} members, {enrolments} enrolment periods, {bills} rows of bills"
                               "读入：会员 {members} 人，参保期 {enrolments} 段，结算单 {bills} 行"
    batch_decided(decided, paid, nil, denied) "decided: {decided} bills; paid {paid}, nil {nil}, denied {denied}"
                               "已审核：结算单 {decided} 张；给付 {paid} 张，应付为零 {nil} 张，不予给付 {denied} 张"
    batch_denied(code, count)  "denied for {code}: {count}"
                               "不予给付，{code:#}：{count}"
    batch_rejected(rows)       "rejected: {rows} rows; in `rejected`, each with what to do"
                               "未通过校验：{rows} 行；各行及更正办法见 `rejected` 文件夹"
    batch_rejected_for(code, count) "{code}: {count}"
                               "{code:#}：{count}"
    batch_accepted(rows, most) "rejected rows: {rows}, within the {most} that `--accept-rejects` allows: exit code 0"
                               "未通过校验 {rows} 行，未超过 `--accept-rejects` 允许的 {most} 行：退出码 0"
    batch_not_accepted(rows, most) "rejected rows: {rows}, more than the {most} that `--accept-rejects` allows: exit code 3"
                               "未通过校验 {rows} 行，超过 `--accept-rejects` 允许的 {most} 行：退出码 3"
    batch_flagged()            "decided bills to check, in flags.csv:"
                               "已审核、需核查的结算单，见 flags.csv："
    night_held(count)          "bills held from tonight on, since the rules hold their flags: {count}; see `huzhu ledger payments`, and release them with `huzhu ledger unhold`"
                               "按规则因核查标记自今晚起暂缓的结算单：{count} 张；见 `huzhu ledger payments`，核查后以 `huzhu ledger unhold` 解除"
    batch_blocked(count)       "right in themselves, but blocked by a rejected row of their member: {count}"
                               "本身无误、因同一会员有行未通过校验而未处理：{count}"
    batch_members_flagged(rows) "resident numbers to check: {rows} flags; member_flags.csv gives the reasons, and the rows count as they are"
                               "身份号码待核对：{rows} 处；见 member_flags.csv，有关各行照常计入"
    batch_left_out(duplicates, superseded, void) "left out: {duplicates} duplicates, {superseded} superseded, {void} void"
                               "未计入：重复 {duplicates}，已被更正 {superseded}，作废 {void}"
    batch_ignored(file, columns) "columns of {file} that no rule uses: {columns}"
                               "{file} 中未被任何规则使用的列：{columns}"
    batch_ignored_more(count)  "and {count} more, see manifest.json"
                               "另有 {count} 列，见 manifest.json"
    batch_payable(amount, currency) "payable: {amount} {currency}"
                               "应给付：{amount} {currency}"
    batch_benefit(title, amount) "{title}: {amount}"
                               "{title}：{amount}"
    batch_by_level()           "by hospital level:"
                               "按医院级别："
    batch_level(level, amount, share) "level {level}: {amount}, {share} of payments"
                               "{level:#}：{amount}，占给付额 {share}"
    batch_no_level(amount, share) "without level: {amount}, {share} of payments"
                               "未定级：{amount}，占给付额 {share}"
    batch_by_district()        "by district:"
                               "按区县："
    batch_by_town()            "by town:"
                               "按乡镇街道："
    batch_by_some_towns(shown, all) "by town, the {shown} with the largest payments of {all}:"
                               "按乡镇街道，共 {all} 个，其中给付额最高的 {shown} 个："
    batch_area(path, amount, share, insured) "{path}: {amount}, {share} of payments, {insured} of insured members"
                               "{path}：{amount}，占给付额 {share}，占参保会员 {insured}"
    batch_no_area(amount, share, insured) "without a code: {amount}, {share} of payments, {insured} of insured members"
                               "未写单位编码：{amount}，占给付额 {share}，占参保会员 {insured}"
    batch_more_towns(more)     "{more} more are in reports/towns.csv"
                               "其余 {more} 个见 reports/towns.csv"
    batch_participation(plan, on, meet, below, too_small) "enough members of a unit enrolled in `{plan}` on {on}: yes {meet}, no {below}, too small to require it {too_small}"
                               "{plan:#}单位参保率（{on}）：达标 {meet} 个，未达标 {below} 个，人数不足、不作要求 {too_small} 个"
    batch_left_with(members, amount, currency) "left with more than {amount} {currency} in one year: {members} members, in reports/hardship.csv"
                               "年度个人负担超过 {amount} {currency}：{members} 人，名单见 reports/hardship.csv"
    batch_above_share(share, above, file, unstated, differ) "left with more than {share} of the household's yearly income in one year: {above} households and members without one, in {file}; with own cost and no stated income: {unstated}; members of one household state different incomes: {differ}, held to the lowest"
                               "年度个人负担超过家庭年收入 {share}：{above} 户（未填家庭的按会员计），名单见 {file}；有个人负担而未填收入：{unstated} 户；同一家庭所填收入不一致：{differ} 户，按最低的一项比较"
    batch_payments(count, amount, currency) "payments: {count}, together {amount} {currency}"
                               "应拨付：{count} 笔，共 {amount} {currency}"
    batch_noticed(count)       "notices: {count}, in notices.html"
                               "核定通知书：{count} 份，见 notices.html"
    batch_without_notice(bill) "no notice for `{bill}`: this run has no decision on such a bill; check the id, and look for it in rejects.csv"
                               "`{bill}` 没有核定通知书：本次运行没有这张结算单的核定结果；请核对编号，并查看 rejects.csv"
    batch_outputs(path)        "outputs are in `{path}`"
                               "结果在 `{path}`"
}

// A night with a ledger.
sentences! {
    night_ledger()             "the ledger, which `huzhu ledger new` makes: a night pays only differences to earlier nights"
                               "台账文件，须先由 `huzhu ledger new` 新建：只拨付与此前各晚的差额"
    night_posted_on()          "the posting day, at most today; left out, today"
                               "记账日，不晚于今天；不写则为今天"
    night_by()                 "the author; left out, the account of the operating system"
                               "经办人；不写则为当前系统账户"
    night_adopt()              "the name of rules that change earlier decisions, to apply them"
                               "采用会改变既有核定结果的规则时，写明其名称"
    night_adopt_only()         "only for the members whose ids this CSV lists (`member_id`); all others stay under the rules that applied to them until then"
                               "只对此 CSV（`member_id` 列）所列会员采用；其余会员仍按此前对其适用的规则办理"
    night_posted(run, day)     "run {run} is posted for {day}"
                               "批次 {run} 已入账，记账日 {day}"
    night_rehearse()           "rehearse the night: write all its files, and nothing to the ledger"
                               "试运行：照常写出批次的全部文件，但不写入台账"
    rehearsed(run, day)        "rehearsal of run {run} for {day}: nothing was posted"
                               "试运行（批次 {run}，记账日 {day}）：未入账"
    rehearsed_more(members, amount) "  earlier decisions, more: {members} members, {amount} in all"
                               "  既有核定结果增加：{members} 人，合计 {amount}"
    rehearsed_less(members, amount) "  earlier decisions, less: {members} members, {amount} in all"
                               "  既有核定结果减少：{members} 人，合计 {amount}"
    rehearsed_prepared(count, amount) "  would be prepared: {count} payments, {amount} in all"
                               "  将制单：{count} 笔，合计 {amount}"
    rehearsed_withdrawn(count, amount) "  would be withdrawn: {count} payments, {amount} in all"
                               "  将撤回：{count} 笔，合计 {amount}"
    rehearsed_offset(count, amount) "  would be offset: {count} members, {amount} in all"
                               "  将抵扣：{count} 人，合计 {amount}"
    rehearsed_held(count)      "  would be held for review: {count} bills"
                               "  将暂缓待核查：结算单 {count} 张"
    night_bills()              "tonight's bills" "今晚的结算单"
    night_members()            "tonight's members" "今晚的会员信息"
    night_periods()            "tonight's enrolment periods" "今晚的参保期"
    night_rows(of, rows, new, known, left_out, rejected, waiting) "{of}: {rows} rows; new {new}, known already {known}, taken back or replaced {left_out}, rejected {rejected}, of members not known yet {waiting}"
                               "{of:#}：{rows} 行；新增 {new}，此前已有 {known}，作废或被更正 {left_out}，未通过校验 {rejected}，查无会员信息 {waiting}"
    night_new_decided(bills, paid, nil, denied) "of these decided: {bills}; paid {paid}, nil {nil}, denied {denied}"
                               "其中已审核 {bills} 张：给付 {paid} 张，应付为零 {nil} 张，不予给付 {denied} 张"
    night_decided(members, bills, paid, nil, denied) "decided with the whole history: members {members}, their bills {bills}, tonight's and earlier ones; paid {paid}, nil {nil}, denied {denied}"
                               "本批次审核会员 {members} 人、结算单 {bills} 张（含以往）；给付 {paid} 张，应付为零 {nil} 张，不予给付 {denied} 张"
    night_moved(kind, count, amount) "{kind}: {count}, in all {amount}"
                               "{kind}：{count} 笔，合计 {amount}"
    night_changes(count)       "earlier decisions that changed: {count}, in changes.csv"
                               "变动的既有核定结果：{count} 项，见 changes.csv"
    night_pending(count)       "rows of members not known yet: {count}, in pending.csv; every later night tries them again"
                               "{count} 行查无会员信息，暂缓处理（见 pending.csv），以后每晚自动重试"
    night_void_unknown(count)  "rows that take back an unknown bill: {count}, in unknown_voids.csv; check the ids of the bills"
                               "作废的单号在台账中查无此单：{count} 行，见 unknown_voids.csv；请核对单号"
    night_settled_elsewhere(count) "bills that an opening includes, and that are not decided: {count}, in openings.csv"
                               "已计入期初、不再审核的结算单：{count} 张，见 openings.csv"
    night_openings_idle(count) "openings that open nothing, since their day lies in no enrolment period: {count}, in openings.csv; record them again with a day in a period"
                               "不起作用的期初（其日期不在任何参保期内）：{count} 项，见 openings.csv；请以参保期内的日期重新录入"
    night_nothing_new()        "nothing new"
                               "没有新内容"
}

// Explaining a bill from the ledger.
sentences! {
    about_notice()             "write the notice of decision on a bill for its member, from the ledger"
                               "按台账出具结算单的核定通知书，每单一页"
    notice_bill()              "ids of bills; also of those that are denied, or pay nothing"
                               "结算单号，可多个；不予给付或应付为零的也可出具"
    notice_member()            "all bills of this member"
                               "该会员的全部结算单"
    notice_run()               "all bills that this run decided for the first time or otherwise"
                               "该批次首次核定或改变核定的全部结算单"
    notice_out()               "folder for a file for each sheet, notice-RUN-BILL.html; left out, all go to the standard output"
                               "存放文件夹，每单一个文件 notice-批次-单号.html；不写则输出到标准输出"
    notice_of_nothing()        "name the bills: ids of bills, `--member` or `--run`"
                               "请写明结算单号，或用 `--member`、`--run` 指定"
    notices_written(count, out) "notices: {count}, in `{out}`"
                               "核定通知书：{count} 份，见 `{out}`"
    night_no_notices()         "a night writes no notices; after it, `huzhu notice --ledger FILE --run N --out DIR` writes those of its run"
                               "带台账的批次不直接出具通知书；批次完成后请用 `huzhu notice --ledger 台账 --run 批次 --out 文件夹` 出具"
    about_explain()            "explain how a bill was decided, as posted, and what changed since"
                               "按入账时的情况说明结算单的核定结果，以及其后的变化"
    explain_bill()             "the id of the bill"
                               "结算单号"
    explain_ledger()           "the ledger"
                               "台账文件"
    explain_run()              "as posted by this run or the last before it; left out, the newest"
                               "按此批次（或其前最近一次）入账时的情况；不写则为最新"
    explain_diff()             "only what differs from the decision before; from that of run N where a number is given"
                               "只说明与上一次核定结果的差异；给出批次号则与该批次比较"
    explain_rules()            "only what would differ under these rules"
                               "只说明改用此规则后的差异"
    explain_check()            "which decision has this receipt code, as printed on a notice"
                               "核对通知书上的验证码对应哪一次核定结果"
    no_receipt_code(text)      "`{text}` is no receipt code: it has twelve digits and letters, as `7K2M-9QX4-04TB`"
                               "`{text}` 不是验证码：验证码为 12 位数字和字母，如 `7K2M-9QX4-04TB`"
}

// Separators of cells other than commas.
sentences! {
    sign_wide_semicolon()      "full-width semicolons"
                               "全角分号"
    sign_wide_comma()          "full-width commas"
                               "全角逗号"
}

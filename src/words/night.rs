//! For the operator: `huzhu night`, its settings in `huzhu.toml`, and its log.

// The command and its arguments.
sentences! {
    about_night()              "run tonight's night as `huzhu.toml` says, and log it"
                               "按 `huzhu.toml` 运行今晚的批次，并记入日志"
    arg_config()               "the settings; left out, `huzhu.toml` in this folder"
                               "设置文件；不写则为当前文件夹的 `huzhu.toml`"
    arg_init()                 "write a `huzhu.toml` to begin with; nothing is replaced"
                               "新建一份 `huzhu.toml`；不覆盖任何文件"
    arg_check()                "say what tonight's night would use, and run nothing"
                               "列出今晚的批次将用到什么；不运行"
    arg_rules()                "the rules, instead of those in `huzhu.toml`"
                               "规则，代替 `huzhu.toml` 中所写"
    arg_ledger()               "the ledger, instead of the one in `huzhu.toml`"
                               "台账，代替 `huzhu.toml` 中所写"
    arg_out()                  "the output folder, instead of the one in `huzhu.toml`; may hold `{{date}}` and `{{run}}`"
                               "输出文件夹，代替 `huzhu.toml` 中所写；可含 `{{date}}` 和 `{{run}}`"
    arg_log()                  "the log of nights; left out, as `huzhu.toml` says, or `huzhu.log` beside the ledger"
                               "批次日志；不写则按 `huzhu.toml`，或为台账旁的 `huzhu.log`"
}

// Settings.
sentences! {
    no_settings(path)          "there is no `{path}`; go to the office's folder, name the file with `--config`, or write one with `huzhu night --init`"
                               "没有 `{path}`；请到经办机构的文件夹中运行，或用 `--config` 指定，或用 `huzhu night --init` 新建"
    out_without_run()          "the folder of the outputs is the same for each night of a day, and one would take the place of another"
                               "同一天各批次的输出文件夹相同，后一批会覆盖前一批的结果"
    folder_and_files()         "`folder` and files stand beside each other; keep the folder, or all three files"
                               "`folder` 与各文件不能并列；请只写文件夹，或写全三个文件"
    no_placeholder(key, written) "`{key}` takes no placeholder, and `{written}` is none here; write a path without braces"
                               "`{key}` 不用占位符，`{written}` 在此处无效；请写不含花括号的路径"
    unknown_placeholder(written, known) "`{written}` is no placeholder here; write {known}, or a path without braces"
                               "`{written}` 在此处不是占位符；请写 {known}，或不含花括号的路径"
    not_a_count(key, text)     "`{key}` is `{text}`; write a whole number, 0 or more"
                               "`{key}` 为 `{text}`；请写不小于 0 的整数"
    not_between(key, text, least, most) "`{key}` is `{text}`; write a whole number from {least} to {most}"
                               "`{key}` 为 `{text}`；请写 {least} 至 {most} 的整数"
    settings_written(path)     "wrote `{path}`; change it for your office"
                               "已新建 `{path}`；请按本机构的情况修改"
    then_make(ledger)          "then `huzhu ledger new {ledger}`, once, and `huzhu night --check`"
                               "然后运行一次 `huzhu ledger new {ledger}`，再用 `huzhu night --check` 检查"
}

// Nights and their log.
sentences! {
    another_run(run)           "another night has posted run {run} meanwhile; nothing was posted; run it again"
                               "其间另一批次已作为批次 {run} 入账；本次未入账；请重新运行"
    not_a_log(path)            "`{path}` is no log of nights, and nothing is added to it; name another file with `--log` or `log`"
                               "`{path}` 不是批次日志，不会写入；请用 `--log` 或 `log` 另写一个文件"
    log_not_writable(path, why) "the log `{path}` cannot be written: {why}; check the room that is left, and the right to write there"
                               "无法写入日志 `{path}`：{why:#}；请检查剩余空间和写入权限"
    unfinished(at)             "the night that began at {at} did not end; `huzhu ledger runs` shows whether it was posted, and this night takes up what it was not"
                               "{at} 开始的批次没有正常结束；是否已入账见 `huzhu ledger runs`，未入账的由本批次办理"
}

// What a night would use.
sentences! {
    uses_settings(path)        "settings: `{path}`"
                               "设置：`{path}`"
    uses_rules(path, scheme, hash) "rules: `{path}`, scheme `{scheme}`, {hash}"
                               "规则：`{path}`，计划 `{scheme}`，{hash}"
    uses_file(path, bytes)     "  `{path}`, {bytes} bytes"
                               "  `{path}`，{bytes} 字节"
    uses_files(day)            "files of {day}:"
                               "{day} 的文件："
    uses_ledger(path, run, day) "ledger: `{path}`, newest run {run} of {day}"
                               "台账：`{path}`，最近批次 {run}（记账日 {day}）"
    uses_new_ledger(path)      "ledger: `{path}`, without a run"
                               "台账：`{path}`，尚无批次"
    adopts_needed(name)        "  these are not the rules of that run: if they change what was decided, the night is refused without `--adopt {name}`"
                               "  与该批次的规则不同：如会改变既有核定结果，须加 `--adopt {name}`，否则拒绝"
    uses_out(path)             "outputs: `{path}`"
                               "输出：`{path}`"
    uses_log(path)             "log: `{path}`"
                               "日志：`{path}`"
    uses_author(by)            "author: {by}"
                               "经办人：{by}"
    uses_limits(rejects, threads) "limits: rejected rows {rejects}, threads {threads}"
                               "限制：未通过校验 {rejects} 行，线程 {threads:#}"
    as_many_as_there_are()     "as many as the machine has" "全部处理器"
    may_not_write(path)        "nothing can be written to `{path}`; see to the right to write there"
                               "无法写入 `{path}`；请检查写入权限"
    ready()                    "everything is there; nothing was run"
                               "一切就绪；未运行任何批次"
    not_ready(count)           "not ready: {count}; nothing was run"
                               "未就绪：{count} 处；未运行任何批次"
}

//! For the reader of a publication list on a board.

sentences! {
    title()                    "publication of benefits decided" "互助金给付公示"
    of_month(month)            "month {month}" "所属月份：{month}"
    of_run(run, day)           "run {run} of {day}" "批次 {run}，记账日 {day}"
    opening()                  "the following benefits were decided; names and ids are masked:"
                               "经审核，拟向下列会员给付互助金（姓名、编号已隐去部分），现予公示："
    serial()                   "no." "序号"
    items()                    "cover" "保障项目"
    sum(people)                "total, people: {people}" "合计 {people} 人"
    corrections()              "less by corrections of earlier decisions" "更正以往核定减少"
    total()                    "due, as booked" "应付净额（与账面一致）"
    objection()                "who does not agree may tell the office until the last day of publication: ____________"
                               "如有异议，请于公示期（____年__月__日至____年__月__日）内向经办机构反映。"
}

// The command.
sentences! {
    about()                    "write the publication list of a month or a run: units, masked names and ids, what for and how much"
                               "出具公示名单：单位、隐去部分的姓名和编号、保障项目及金额"
    arg_month()                "of all runs posted for this month" "该月全部批次"
    arg_run()                  "of this run" "某一批次"
    arg_out()                  "the folder for the list, as a page and as a table" "名单文件夹：网页和表格各一份"
    written(people, sum, folder) "people on the list: {people}, {sum} in all; in `{folder}`"
                               "公示名单 {people} 人，共 {sum}，在 `{folder}`"
    empty()                    "nothing became due for anyone in it: there is no list"
                               "其间没有新核定的给付，不出具名单"
}

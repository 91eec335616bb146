//! For who sends members, enrolments and bills.

sentences! {
    missing_value(column)      "`{column}` is empty; every row must have it"
                               "`{column}` 为空；每行都须填写"
    missing_amount(column)     "`{column}` is empty; write `0.00` where there is none"
                               "`{column}` 为空；没有该项金额时请填 `0.00`"
    bad_date(text)             "`{text}` is not a date; write it like `2024-12-31`"
                               "`{text}` 不是日期；应写成 `2024-12-31` 的样子"
    bad_units(text, most)      "`{text}` is not a number of units from 1 to {most}"
                               "`{text}` 不是 1 到 {most} 的份数"
    negative_amount(text)      "`{text}` is negative; a refund is sent as the bill with `status` `void`"
                               "`{text}` 为负；退费请以该结算单 `status` 为 `void` 报送"
    unknown_word(text, known)  "`{text}` is not known; write one of {known}"
                               "`{text}` 不在可用值之内；应为 {known} 之一"
    end_before_start()         "the period ends before it starts; mend `start` or `end`"
                               "终止日早于起始日；请更正 `start` 或 `end`"
    discharge_before_admission() "discharged before admitted; mend `admission` or `discharge`"
                               "出院早于入院；请更正 `admission` 或 `discharge`"
    payers_above_total(paid, total) "funds and hospital bear {paid}, more than the bill's {total}; check each amount against the sheet"
                               "各基金与医院合计负担 {paid}，超过总费用 {total}；请与结算单逐项核对"
    parts_above_total(parts, total) "parts of {parts} exceed the bill's {total}; check each amount against the sheet"
                               "分项合计 {parts}，超过总费用 {total}；请与结算单逐项核对"
}

// Rows that cannot be used.
sentences! {
    empty_row()                "the row is empty; delete it"
                               "本行为空；请删除"
    wrong_cells(found, header) "the row has {found} cells, the header {header}; look for a comma or a quote too many or too few"
                               "本行有 {found} 格，表头有 {header} 格；请检查多余或缺少的逗号、引号"
    unknown_member()           "no row of the members file has this id; add the member, or mend the id"
                               "会员文件中没有此编号；请补报会员，或更正编号"
    blocked_by_reject()        "a row of this member in the members or enrolments file is rejected; mend that row first"
                               "该会员在会员文件或参保文件中有被退回的行；请先更正该行"
    id_conflict()              "rows of one id say different things, and no highest `revision` tells which holds; send one, or number them"
                               "同一编号的各行内容不同，且没有唯一最高的 `revision`；请只报一行，或编上版次"
    bad_revision(text)         "`{text}` is not a revision; write a whole number, the latest being the highest"
                               "`{text}` 不是版次；应为整数，越新越大"
    too_many_bills(most)       "the member has more than {most} bills; check the id"
                               "该会员的结算单超过 {most} 张；请核对编号"
    too_many_periods(most)     "the member has more than {most} enrolment periods; check the id"
                               "该会员的参保期超过 {most} 段；请核对编号"
}

// Files that cannot be used.
sentences! {
    unreadable(path, why)      "`{path}` cannot be read: {why}"
                               "无法读取 `{path}`：{why}"
    not_utf8(path, line)       "`{path}` is not UTF-8 text from line {line} on; save it as \"CSV UTF-8\""
                               "`{path}` 自第 {line} 行起不是 UTF-8 文本；请另存为“CSV UTF-8”"
    no_header(path, columns)   "`{path}` has no header row; its first row must name the columns: {columns}"
                               "`{path}` 没有表头；首行须写列名：{columns}"
    missing_columns(path, columns) "`{path}` lacks columns; add to its header: {columns}"
                               "`{path}` 缺少列；请在表头补上：{columns}"
    columns_twice(path, columns) "`{path}` names columns twice; keep one each of: {columns}"
                               "`{path}` 有重复的列；请各留一列：{columns}"
    open_quote(path, line)     "a quote opened in the row at line {line} of `{path}` is never closed; close or delete it"
                               "`{path}` 第 {line} 行起的引号没有闭合；请补上或删去"
    too_many_rows(path, most)  "`{path}` has more than {most} rows; split the members into several runs"
                               "`{path}` 超过 {most} 行；请按会员分几次运行"
}

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

//! For the member who receives a notice, and the office that signs it.

// The head.
sentences! {
    title()                    "notice of decision" "核定通知书"
    number()                   "no." "编号"
    code()                     "receipt code" "验证码"
    name()                     "name" "姓名"
    unit()                     "unit" "单位"
    hospital()                 "hospital" "医院"
    decided_on()               "decided on" "核定日期"
    member()                   "member" "会员编号"
    bill()                     "bill" "结算单号"
    admission()                "admitted" "入院日期"
    discharge()                "discharged" "出院日期"
    begin()                    "care began" "就医开始日期"
    end()                      "care ended" "就医结束日期"
    settled_on()               "settled" "结算日期"
    submitted_on()             "filed" "申报日期"
    nights()                   "nights" "住院天数"
    edition()                  "terms" "适用条款"
    source()                   "source" "条款依据"
    opening()                  "the bill above has been examined and decided as follows:"
                               "上列结算单经审核，核定如下："
    disallowed_because(line, reason) "{line}; reason: {reason}" "{line:#}；原因：{reason}"
    payable()                  "payable on this bill" "本单核定互助金合计"
    in_capitals()              "in capitals" "大写"
    capitals_of_yuan(amount)   "CNY {amount}" "人民币{amount}"
    amounts_in(currency)       "amounts in {currency}" "金额单位：{currency}"
    amounts_in_yuan()          "amounts in CNY (yuan)" "金额单位：人民币元"
}

// The working, and the end.
sentences! {
    step()                     "step" "计算步骤"
    payer()                    "borne by" "费用项目"
    amount()                   "amount" "金额"
    steps_left_out()           "the steps do not fit on one sheet; ask the office for them"
                               "计算步骤较多，本页未列，可向经办机构索取"
    objection()                "a member who does not agree may ask the office for a review, with this sheet and papers that show why"
                               "对本核定结果有异议的，可持本通知书及有关材料向经办机构申请复核"
    handled_by()               "handled by" "经办人"
    checked_by()               "checked by" "复核"
    stamp()                    "stamp" "盖章"
    date()                     "date" "日期"
    date_blank()               "year　　month　　day" "年　　月　　日"
    none()                     "this run decided none of the bills asked for"
                               "所指定的结算单在本次运行中均无核定结果"
}

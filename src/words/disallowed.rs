//! For the adjuster who disallows amounts of bills (核减), or allows them again.

// The commands, and the list of manual facts.
sentences! {
    about_disallow()           "disallow an amount of a bill: it is out of catalogue, and the total stands; the next night posts it, and the notice shows the reason"
                               "核减结算单的一笔金额：转入自费，总费用不变；下一批次入账，原因写入核定通知书"
    about_allow()              "allow a disallowed amount of a bill again; the next night posts it"
                               "撤销结算单的一笔核减；下一批次入账"
    arg_column()               "what it is disallowed of"
                               "核减所属的列"
    arg_amount()               "how much is disallowed"
                               "核减金额"
    arg_allow_amount()         "which amount, where several of the column are disallowed"
                               "撤销哪一笔，仅在该列有多笔核减时填写"
    said_disallow(no, member, bill, value, column) "no {no}, member {member}: of bill `{bill}`, {value} of {column} are disallowed (disallow)"
                               "第 {no} 号，会员 {member}：结算单 `{bill}` 的{column:#}核减 {value:#}"
    said_allow(no, member, bill, value, column) "no {no}, member {member}: of bill `{bill}`, {value} of {column} are allowed again (allow)"
                               "第 {no} 号，会员 {member}：结算单 `{bill}` 的{column:#}撤销核减 {value:#}"
    said_taken_back(later)     "taken back by no {later}" "已由第 {later} 号撤销"
}

// What a disallowed amount does.
sentences! {
    disallow_moves(bill, amount, column, rest) "bill `{bill}`: {amount} of {column} are out of catalogue, and {rest} stay there"
                               "结算单 `{bill}`：{column:#}核减 {amount}，转入自费；该列尚余 {rest}"
    allow_moves(bill, amount, column, rest) "bill `{bill}`: {amount} are of {column} again, which comes to {rest}"
                               "结算单 `{bill}`：撤销{column:#}的核减 {amount}；该列为 {rest}"
    disallow_pays(before, after) "the bill pays {before} now, and {after} with this"
                               "该结算单现给付 {before}，办理后为 {after}"
    disallow_sums(before, after, paid) "all bills of the member pay {before} now, and {after} with this; prepared for the bank so far: {paid}"
                               "该会员全部结算单现合计 {before}，办理后合计 {after}；至今已制单 {paid}"
    disallow_above(bill, amount, column, most) "{amount} is more than bill `{bill}` has of {column} that is not disallowed yet: {most}"
                               "{amount} 超过结算单 `{bill}` {column:#}尚未核减的金额 {most}"
    nothing_disallowed(bill, column) "nothing of {column} of bill `{bill}` is disallowed"
                               "结算单 `{bill}` 的{column:#}没有核减"
    not_disallowed_so(bill, column, amounts) "name the disallowed amount of {column} of bill `{bill}` with `--amount`: {amounts}"
                               "结算单 `{bill}` 的{column:#}有以下核减，请用 `--amount` 写明撤销哪一项：{amounts}"
}

//! A settlement that was pasted or dropped at the window: what was understood of it, and what was not.

sentences! {
    paste()                    "paste a settlement, or drop its file" "粘贴医保结算数据或拖入文件"
    paste_hint()               "JSON of a national settlement (setlinfo), or a header and a row as CSV, ours or national, up to 1 MiB; boxes are filled in, and you check them before you ask"
                               "可用医保结算信息（setlinfo）JSON，或含表头的一行 CSV（本系统或国家医保字段均可），不超过 1 MiB；填入后请核对再试算"
    paste_box()                "the settlement" "结算数据"
    drop_box()                 "or its file, in UTF-8: drop it here or choose it" "或结算数据文件（UTF-8 编码）：可拖到此处，也可点击选择"
    too_long()                 "the settlement is longer than 1 MiB: take that of this bill alone" "结算数据超过 1 MiB，请只提供本次结算的数据"
    empty_file()               "the file is empty" "文件为空"
    not_utf8()                 "the file is not text in UTF-8, and nothing of it was read" "文件不是 UTF-8 文本，未读入任何内容"
    not_utf8_help()            "save a file in GB18030 or GBK, or a spreadsheet, as UTF-8, or open it and paste from it; a scan or a PDF cannot be read"
                               "GB18030、GBK 编码的文件或电子表格，请先另存为 UTF-8，或打开后复制粘贴；扫描件和 PDF 无法读取"
    file_was_read()            "the file was read, and not the text that was pasted" "已读入文件，粘贴的内容未读入"
    fill_in()                  "fill in the boxes" "填入结算单"
    understood()               "read from the settlement: check it before you ask" "已从结算数据读入，请核对后试算"
    not_used()                 "not used" "未采用"
    field_is(name, title, text) "{name}: {title} {text}" "{name}：{title:#} {text:#}"
    bill_number()              "number of the bill" "结算单号"
    no_meaning()               "no box of the sheet" "结算单上无对应项目"
    of_the_person()            "says who the person is" "个人身份信息"
    is_checked()               "checked against the others" "仅用于核对"
    is_a_rate()                "a rate, not an amount" "是支付比例，不是金额"
    inside_or_beside()         "lies inside or beside what the personal account paid, as the export has it"
                               "家庭共济支付，是否已含在个人账户支付内因导出口径而异"
    said_already()             "another field has filled in this box already" "该项目已由另一字段填入"
    word_unknown(text)         "{text} is no choice of the box: choose yourself" "{text} 不是该栏选项，请自行选择"
    day_unknown(text)          "{text} is no day" "{text} 不是日期"
    other_person()             "the id in the settlement is not this member's: check whose it is"
                               "结算数据中的证件号码与当前会员不一致，请核对是否本人"
    more_rows(count)           "{count} more rows are left out: one sheet is filled in at a time"
                               "另有 {count} 行未读入：一次只填一张结算单"
    sum_differs(whole, said, parts, sum) "{whole} is {said}, while {parts} come to {sum}: look at the paper sheet"
                               "{whole:#} {said}，而{parts:#}合计为 {sum}，请核对纸质结算单"
    funds()                    "what the funds paid" "基金支付总额"
    all_funds()                "the funds one by one" "各项基金支付"
    four_parts()               "out of catalogue, over the limit, class-B share and in scope"
                               "全自费、超限价、先行自付和政策范围内费用"
    three_payers()             "funds, person and hospital" "基金、个人和医院负担"
    cash()                     "cash paid by the person" "个人现金支付"
    person_less_account()      "the person's part less the personal account" "个人负担减去个人账户支付"
    nothing_pasted()           "nothing was pasted, and no file dropped" "没有粘贴内容，也没有拖入文件"
    not_json(place)            "the text begins like JSON and cannot be read at {place}: copy all of it"
                               "内容以 JSON 开头，但在 {place} 处无法读取，请完整复制"
    not_a_table()              "the text is no JSON, and no header with a row below it"
                               "内容既不是 JSON，也不是“表头加一行数据”"
    no_known_field()           "no field of it is known: paste the header too" "没有可识别的字段，请连同表头一起粘贴"
    is_a_refund()              "this is a refund row: it takes back a settlement, and is no bill"
                               "这是退费记录（冲销原结算），不是结算单"
    total_of_all()             "medical cost in total" "医疗费总额"
}

/// Names on the paper sheet and in exported lists, with the national ones.
pub(crate) const ON_PAPER: [(&str, &str); 32] = [
    ("结算单号", "setl_id"),
    ("身份证号", "certno"),
    ("身份证号码", "certno"),
    ("证件号码", "certno"),
    ("姓名", "psn_name"),
    ("性别", "gend"),
    ("出生日期", "brdy"),
    ("就医类别", "med_type"),
    ("医疗类别", "med_type"),
    ("医院等级", "hosp_lv"),
    ("入院日期", "begndate"),
    ("出院日期", "enddate"),
    ("结算日期", "setl_time"),
    ("诊断", "dise_no"),
    ("总费用", "medfee_sumamt"),
    ("金额合计", "medfee_sumamt"),
    ("医疗费总额", "medfee_sumamt"),
    ("全自费", "fulamt_ownpay_amt"),
    ("超限价自费", "overlmt_selfpay"),
    ("先行自付", "preselfpay_amt"),
    ("符合政策范围", "inscp_scp_amt"),
    ("政策范围内费用", "inscp_scp_amt"),
    ("起付线", "act_pay_dedc"),
    ("统筹基金支付", "hifp_pay"),
    ("公务员补助", "cvlserv_pay"),
    ("企业补充", "hifes_pay"),
    ("大额", "hifob_pay"),
    ("大病保险", "hifmi_pay"),
    ("医疗救助", "maf_pay"),
    ("其他支付", "oth_pay"),
    ("个人账户支付", "acct_pay"),
    ("个人现金支付", "psn_cash_pay"),
];

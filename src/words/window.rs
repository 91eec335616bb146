//! For clerks at a window (窗口), and for those who stand before it.

use super::Sentence;

// Opening the window.
sentences! {
    about_serve()              "open a window in a browser: what the cover pays for a bill, on all that the ledger knows; nothing is posted"
                               "在浏览器中打开服务窗口：依据台账试算结算单待遇；不写入台账"
    arg_ledger()               "the ledger, which is only read"
                               "台账文件，只读"
    arg_rules()                "other rules than those of the newest night"
                               "不用最近一晚的规则，改用此规则"
    arg_listen()               "address and port to listen on, as `127.0.0.1:7480`; port 0 takes a free one"
                               "监听的地址和端口，如 `127.0.0.1:7480`；端口 0 表示自动选取"
    arg_by()                   "who sits at the window while there are no users, for the log of looks"
                               "尚无用户时的窗口经办人姓名，记入查看日志"
    not_this_computer(address) "`{address}` can be reached from other computers: say under which name, with `--public https://NAME`, or write `127.0.0.1` and a port"
                               "`{address}` 可从其他计算机访问：请用 `--public https://网址` 写明网址，或改写 `127.0.0.1` 加端口"
    cannot_listen(address, why) "cannot listen on {address}: {why}"
                               "无法监听 {address}：{why}"
    system_refuses(why)        "the system refuses: {why}" "系统拒绝：{why}"
    opened(address)            "the window is open on {address}; Ctrl-C closes it"
                               "服务窗口已在 {address} 打开；按 Ctrl-C 关闭"
    link(link)                 "open this once in a browser on this computer: {link}"
                               "请在本机浏览器中打开此链接（仅一次有效）：{link}"
    closed()                   "the window is closed" "服务窗口已关闭"
}

// The page.
sentences! {
    title()                    "service window" "服务窗口"
    skip()                     "to the answer and the sheet" "跳到正文"
    left()                     "the window is closed in this browser" "已退出服务窗口"
    no_id()                    "fill in the id of the member" "请填写会员身份证号"
    not_found()                "no member of this id is known" "未查到该会员"
    not_found_help()           "check the id; a new member is known once the enrolment has been posted"
                               "请核对证件号码；新参保会员须待参保信息入账后方可查询"
    find_member()              "find a member" "查找会员"
    member_id()                "member id" "会员身份证号"
    member_id_hint()           "15 or 18 characters, as on the card; the page shows only a part of it"
                               "按证件填写 15 位或 18 位；页面只显示部分号码"
    find()                     "find" "查找"
    other_member()             "another member" "换一位会员"
    leave()                    "leave the window" "退出"
    other_language()           "中文" "English"
    cover_on(day)              "cover on {day}" "{day} 的保障情况"
    unit_of(unit)              "unit: {unit}" "单位：{unit}"
    plan()                     "plan" "保障计划"
    period()                   "period" "参保期"
    units()                    "units" "份数"
    standing()                 "on that day" "当日状态"
    in_force()                 "in force" "有效"
    to_come(day)               "cover begins on {day}" "自 {day} 起保障"
    enrolled_too_late()        "enrolled when the period was over" "登记时本期已满，无保障"
    over()                     "over" "已到期"
    not_paid_for()             "the contribution has not come in" "互助费未到账"
    no_periods()               "the ledger knows of no enrolment" "台账中没有参保记录"
    limits()                   "what is left of each limit" "各项限额余额"
    no_limits()                "no benefit of that day has a limit that adds up" "当日没有累计限额"
    limit_line(left, most)     "{left} left of {most}" "剩余 {left}（限额 {most}）"
    days_line(left, most)      "{left} days left of {most}" "剩余 {left} 天（限 {most} 天）"
    times_line(left, most)     "{left} times left of {most}" "剩余 {left} 次（限 {most} 次）"
    stays_line(left, most)     "{left} stays left of {most}" "剩余 {left} 次住院（限 {most} 次）"
    the_bill()                 "the bill" "结算单"
    the_bill_hint()            "in the order of the settlement sheet; what is not known yet stays empty"
                               "按医保结算单顺序填写；暂不清楚的金额可留空"
    more_boxes()               "more boxes of the sheet" "结算单其他项目"
    ask()                      "work out what is paid" "试算"
    needed()                   "(needed)" "（必填）"
    nothing_chosen()           "choose" "请选择"
    admission()                "admission" "入院日期"
    discharge()                "discharge" "出院日期"
    settled_on()               "settled by primary cover on" "医保结算日期"
    submitted_on()             "filed on" "申报日期"
    hospital()                 "hospital" "医院"
    stay()                     "number of the stay, where other bills are of it too" "住院号（分次结算的同一次住院）"
    day_hint()                 "like 2024-03-01" "如 2024-03-01"
    amount_hint()              "like 3980.50" "如 3980.50"
    box_empty(title)           "{title}: nothing is filled in" "{title:#}：未填写"
    of_box(title, message)     "{title}: {message}" "{title:#}：{message:#}"
    amount_help()              "write the amount as on the sheet, like 3980.50; leave it empty where it is not known yet"
                               "请按结算单填写金额，如 3980.50；暂不清楚的可留空"
    rest_is_zero()             "boxes of amounts left empty are empty on the sheet too"
                               "其余金额结算单上均无（按 0 计）"
    older_bills(count)         "{count} older bills" "更早的结算单 {count} 张"
    day_help()                 "write the day as on the sheet, like 2024-03-01"
                               "请按结算单填写日期，如 2024-03-01"
    choice_help()              "choose one" "请选择一项"
    there_is_a_problem()       "there is a problem" "以下内容需要更正"
    answer()                   "the answer" "试算结果"
    pays(amount)               "the cover pays {amount}" "预计支付互助金 {amount}"
    pays_nothing()             "nothing is payable on this bill" "本单应付互助金为零"
    is_denied()                "this bill is denied" "本单不予给付"
    pays_between(least, most)  "the cover pays between {least} and {most}" "预计支付互助金 {least} 至 {most}"
    total_first()              "fill in the total of the bill first" "请先填写总费用"
    look_for()                 "on the sheet, look for" "请在结算单上查找"
    left_to_worker(amount)     "left to the worker: {amount}" "个人仍需负担：{amount}"
    why()                      "why" "说明"
    others_change()            "what it changes on other bills" "对其他结算单的影响"
    all_together(amount)       "all bills together: {amount} more" "全部结算单合计增加 {amount}"
    days_from_to(from, to)     "{from} to {to}" "{from} 至 {to}"
    preview_only()             "worked out now, on all that the ledger knows; nothing is posted, and what is paid is decided by the night"
                               "以上为依据台账现有数据的试算，不入账；最终以核定结果为准"
    history()                  "bills so far" "历次结算单"
    no_bills()                 "no bill so far" "没有结算单"
    bill()                     "bill" "结算单"
    settled()                  "settled" "结算日期"
    billed()                   "billed" "总费用"
    pays_now()                 "pays" "现应付"
    posted()                   "as posted" "已核定（可打印通知书）"
    not_posted()               "not yet" "未核定"
    steps()                    "how it is worked out" "计算过程"
    back()                     "back" "返回"
}

// What stands where there is no answer.
sentences! {
    no_session()               "this window is not open in this browser" "此浏览器尚未打开服务窗口"
    no_session_help()          "open the link that the program printed last; it holds once"
                               "请打开程序窗口中最新显示的链接；链接仅一次有效"
    no_page()                  "there is no such page" "没有此页"
    not_from_here()            "the request does not come from a page of this window" "请求并非来自本窗口页面"
    too_big()                  "that is more than a bill has" "内容过大"
    no_answer()                "the ledger gives no answer" "台账未能给出结果"
    too_slow()                 "the request came too slowly" "请求超时"
    not_called_json()          "call the body `application/json`" "请求内容应声明为 `application/json`"
    member_beside_the_bill()   "write the id of the member outside of `bill`" "会员身份证号应写在 bill 之外"
    needs_key()                "send the key of the API as `Authorization: Bearer KEY`"
                               "请以 `Authorization: Bearer 密钥` 发送 API 密钥"
    not_json(why)              "the body is no JSON that the API takes: {why}"
                               "请求内容不是可用的 JSON：{why}"
    no_such_bill()             "the member has no such bill" "该会员名下没有此结算单"
    no_sheet()                 "no decision holds on this bill now" "此结算单目前没有有效的核定结果"
    bad_day()                  "write the day like `2024-03-01`" "日期应写作 `2024-03-01`"
}

// What the description of the API says, in English alone.
sentences! {
    api_summary()              "What a member's cover pays, on all that a ledger knows. Nothing is posted."
                               "依据台账试算会员的待遇；不入账"
    api_cover()                "Periods and what is left of limits on a day" "某日的参保期和限额余额"
    api_history()              "Bills so far" "历次结算单"
    api_limits()               "What is left of each limit on a day" "某日各项限额余额"
    api_preview()              "What a bill would be paid" "试算一张结算单"
    api_explain()              "How a bill so far is decided, and why" "说明一张结算单的核定过程"
    api_notice()               "The notice of a bill, to print" "一张结算单的核定通知书"
    api_answer()               "The answer" "答复"
    api_bad_json()             "The body is not JSON of this form" "请求内容不是此格式的 JSON"
    api_no_key()               "The key is missing or another" "缺少密钥或密钥不符"
    api_refused()              "The member is not for this program" "会员不属此程序的范围"
    api_unknown()              "The ledger knows no such member or bill" "台账中没有此会员或结算单"
    api_too_long()             "The body is too long" "请求内容过长"
    api_not_json()             "The body is not called JSON" "请求未声明为 JSON"
    api_wrong_fields()         "Fields cannot be used" "字段有误"
    api_no_answer()            "The ledger gives no answer" "台账未能给出结果"
}

// Values of facts.
sentences! {
    inpatient()                "in hospital" "住院"
    outpatient_chronic()       "out-patient, chronic illness" "门诊慢特病"
    emergency()                "emergency" "急诊"
    event()                    "an event" "其他给付事项"
    level_1()                  "level 1" "一级"
    level_2()                  "level 2" "二级"
    level_3()                  "level 3" "三级"
    level_none()               "without a level" "未定级"
    illness()                  "illness" "疾病"
    accident()                 "accident" "意外"
    maternity()                "maternity" "生育"
    other_cause()              "other" "其他"
    yes()                      "yes" "是"
    no()                       "no" "否"
}

/// What stands between a name and a figure in Chinese.
pub(crate) const COLON: &str = "：";
/// What stands behind the year, the month and the day of a date in Chinese.
pub(crate) const YEAR: char = '年';
pub(crate) const MONTH: char = '月';
pub(crate) const DAY: char = '日';

/// What a person calls a value of a fact; the value itself where it is the scheme's own.
pub(crate) fn value_title(fact: &str, value: &str) -> Sentence {
    match (fact, value) {
        ("category", "inpatient") => inpatient(),
        ("category", "outpatient_chronic") => outpatient_chronic(),
        ("category", "emergency") => emergency(),
        ("category", "event") => event(),
        ("hospital_level", "1") => level_1(),
        ("hospital_level", "2") => level_2(),
        ("hospital_level", "3") => level_3(),
        ("hospital_level", "none") => level_none(),
        ("cause", "illness") => illness(),
        ("cause", "accident") => accident(),
        ("cause", "maternity") => maternity(),
        ("cause", "other") => other_cause(),
        (_, "yes") => yes(),
        (_, "no") => no(),
        (_, own) => Sentence::new(own.to_owned(), own.to_owned()),
    }
}

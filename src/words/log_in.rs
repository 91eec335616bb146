//! For who comes to the window, and for who says how it is reached.

// Coming in.
sentences! {
    title()                    "log in" "登录"
    name()                     "name" "姓名"
    password()                 "password" "密码"
    enter()                    "log in" "登录"
    wrong()                    "name or password is wrong" "姓名或密码不正确"
    locked(minutes)            "too many attempts: this name is locked for {minutes} minutes; a supervisor can give you a new link"
                               "尝试次数过多：该姓名已锁定，请 {minutes} 分钟后再试，或请主管重新生成链接"
    set_title(name)            "a password for {name}" "设置{name}的密码"
    set_hint()                 "at least ten characters, five of them different; a few words are easy to remember"
                               "至少 10 个字符，其中不同字符不少于 5 个；几个词连写便于记忆"
    again()                    "the same again" "再次输入"
    set()                      "set the password" "设置密码"
    not_the_same()             "the two are not the same" "两次输入不一致"
    not_of_role()              "this page is for others" "您的岗位无权查看此页"
}

// Reasons.
sentences! {
    show_id()                  "show the whole id" "显示完整编号"
    reason_title()             "why do you look?" "查看原因"
    reason_hint()              "what you write is kept in the log of looks" "所填内容记入查看日志"
    go_on()                    "go on" "继续"
    no_reason()                "write a reason" "请填写原因"
    whole_id()                 "the whole id" "完整编号"
}

// The log of looks.
sentences! {
    looks()                    "who looked" "查看日志"
    search()                   "search" "查询"
    of_member()                "at the member" "被查看会员编号"
    by_user()                  "by" "查看人"
    from_day()                 "from" "自"
    to_day()                   "to" "至"
    moment()                   "moment" "时间"
    command()                  "by which command" "查看方式"
    whose()                    "whose data" "被查看人"
    why()                      "why" "原因"
    everybodys()               "everybody's" "全体会员"
    saw_member()               "the page of a member" "会员页面"
    saw_bill()                 "how a bill is worked out" "结算单核定明细"
    saw_notice()               "a sheet to take home" "通知书"
    saw_id()                   "the whole id" "完整编号"
    saw_looks()                "this log" "查看日志"
    saw_by_program()           "the answer to a program" "接口查询"
    sought()                   "a search by name" "按姓名查找"
    found_no_one()             "a search that found no member" "查找未果"
    of_another_office()        "nothing: a member of another office" "未予查看：属其他经办机构"
    of_ones_own()              "nothing: their own file" "未予查看：本人资料"
    of_a_restricted_member()   "nothing: a restricted member" "未予查看：受限会员"
    came_in()                  "came in" "登录"
    did_not_come_in()          "did not get in" "登录未成功"
    is_whole(count)            "the log is whole: {count} looks" "日志完整，共 {count} 条"
    is_not_whole(lines)        "the log was changed at lines {lines}" "日志第 {lines} 行曾被改动"
    checked_at(moment)         "all of it was checked at {moment}, and with each page what is new" "{moment} 全部核对，此后随页面核对新增部分"
    check_all()                "check all of it again" "重新核对全部日志"
    older()                    "older ones" "更早的记录"
    no_such_member()           "no member is known by this id" "没有使用此编号的会员"
}

// How the window is reached.
sentences! {
    no_users()                 "other computers would reach the window, and it has no users: make the first with `huzhu users add`"
                               "其他计算机可访问窗口，但尚无用户：请先用 `huzhu users add` 新增首个用户"
    no_name(text)              "`{text}` is no name of a window: write it as `https://desk.example.org`, with a port where it is not 443"
                               "`{text}` 不是可用的窗口网址：应写作 `https://desk.example.org`，端口不是 443 时写明端口"
    certificate_unusable(file, why) "`{file}` cannot be used for TLS: {why}" "`{file}` 不能用于 TLS：{why}"
    open_key(file)             "others may read `{file}`: the key of the certificate is for its owner alone (`chmod 600`)"
                               "其他人可读取 `{file}`：证书私钥只能由属主读取（`chmod 600`）"
    arg_public()               "the name under which other computers reach the window, as `https://desk.example.org`; needs users, and a certificate or a proxy"
                               "其他计算机访问窗口的网址，如 `https://desk.example.org`；须已有用户，并有证书或反向代理"
    arg_certificate()          "the certificate of that name, in PEM, with those that it rests on" "该网址的证书链（PEM）"
    arg_certificate_key()      "the key of the certificate, in PEM, which only its owner may read"
                               "证书私钥（PEM），仅属主可读"
    arg_behind_proxy()         "a proxy on the way has the certificate, and hands requests on as they came"
                               "由前置的反向代理负责 TLS，并原样转交请求"
}

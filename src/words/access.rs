//! For who says who may see what: users, keys of programs, restricted members.

// Why something cannot be done.
sentences! {
    not_ours(path)             "`{path}` is no file of users and looks that this program knows: another program wrote it, or a newer version"
                               "`{path}` 不是本程序可用的用户和查看记录文件：为其他程序或更新版本所写"
    system_refuses(why)        "the system refuses: {why}" "系统拒绝：{why:#}"
    unknown_name(name)         "there is no `{name}`; `huzhu users list` lists all names"
                               "没有名为“{name}”的用户或程序；可用 `huzhu users list` 列出"
    taken_name(name)           "there is a `{name}` already; `huzhu users change` changes a user"
                               "已有“{name}”；修改用户请用 `huzhu users change`"
    no_link()                  "the link was used, or is older than a day; ask a supervisor for another"
                               "链接已使用或已超过一天；请主管重新生成"
    weak_password(least)       "a password has at least {least} characters, five of them different, and at most 256 bytes"
                               "密码至少 {least} 个字符，其中不同字符不少于 5 个，且不超过 256 字节"
    as_before()                "it is so already, or the ledger has no members yet"
                               "已是该状态，或台账尚未入过会员"
    last_supervisor()          "one supervisor has to be there, to look after the users: the first user is one, and the last stays one"
                               "至少须有一名主管管理用户：首个用户须为主管，最后一名主管不得改为其他岗位或删除"
}

// Why a member is not shown.
sentences! {
    other_office()             "another office looks after this member" "该会员由其他经办机构办理"
    own_file()                 "this file is your own: ask a colleague" "不得查看本人的资料：请由其他同事办理"
    is_restricted()            "a supervisor looks after this member" "该会员须由主管办理"
    needs_reason()             "say why this member is looked at" "请填写查看该会员的原因"
}

// Roles.
sentences! {
    clerk()                    "clerk" "窗口经办"
    supervisor()               "supervisor" "主管"
    auditor()                  "auditor" "审计"
}

// The commands.
sentences! {
    about_users()              "who may see what at the window: users, keys of programs, restricted members"
                               "管理服务窗口的查看权限：用户、程序密钥和受限会员"
    about_list()               "list users, programs and restricted members" "列出用户、程序和受限会员"
    about_add()                "make a user, and print the link by which the user sets a password"
                               "新增用户，并给出其设置密码的链接"
    about_change()             "give a user another role, part or ids of their own; the user has to log in anew"
                               "修改用户的岗位、所辖范围或本人编号；该用户须重新登录"
    about_remove()             "take a user away; the log keeps what the user saw"
                               "删除用户；其查看记录仍保留"
    about_link()               "print a new link by which a user sets a password, as after it was forgotten"
                               "重新生成用户设置密码的链接，如忘记密码时"
    about_key()                "make a key by which a program asks the window, and print it once"
                               "新增程序密钥，密钥仅显示一次"
    about_unkey()              "take the key of a program away" "撤销程序密钥"
    about_restrict()           "let only supervisors see a member, and only with a reason"
                               "将会员设为受限：仅主管填写原因后可查看"
    about_unrestrict()         "let clerks see the member again" "取消会员的查看限制"
    arg_ledger()               "the ledger; users stand beside it, in `LEDGER.access`"
                               "台账文件；用户存于其旁的 `LEDGER.access`"
    arg_user()                 "the name by which the user logs in" "用户登录名"
    arg_program()              "the name of the program, for the log of looks" "程序名称，记入查看日志"
    arg_role()                 "what the user is there for: a clerk sees members, a supervisor also restricted ones, an auditor sees who looked at whom"
                               "用户岗位：窗口经办（clerk）查看会员，主管（supervisor）另可查看受限会员，审计（auditor）查看查看记录"
    arg_part()                 "members with this `org_code`, or one below it"
                               "所辖范围：`org_code` 为此编码及其下级的会员"
    arg_everyone()             "all members" "全体会员"
    arg_own()                  "an id of the user as a member, which the user may not look at; may be repeated"
                               "该用户本人的会员编号，不得自行查看；可写多次"
    arg_member()               "the member, by an id in any spelling" "会员编号，写法不限"
    arg_by()                   "who changes it" "办理人"
    arg_reason()               "why" "原因"
    user_line(name, role, part, state, made, by) "{name}: {role}, {part}; {state}; {made} by {by}"
                               "{name}：{role:#}，{part:#}；{state:#}；{made} {by} 办理"
    everyone()                 "all members" "全体会员"
    part_of(code)              "members of {code}" "{code} 的会员"
    has_password()             "has a password" "已设置密码"
    has_link()                 "has a link to set a password" "待设置密码"
    is_out()                   "has no password, and no link" "未设置密码，链接已失效"
    program_line(name, part, made, by) "program {name}: {part}; {made} by {by}"
                               "程序 {name}：{part:#}；{made} {by} 办理"
    restricted_line(member, made, by) "restricted member {member}; {made} by {by}"
                               "受限会员 {member}；{made} {by} 办理"
    nobody_yet()               "there is no user yet: the window opens by a one-time link, on this computer alone"
                               "尚无用户：窗口仅在本机以一次性链接打开"
    link_printed(name)         "hand this link to {name}; it holds once, for a day, and sets the password"
                               "请将此链接交给{name}；链接一日内一次有效，用于设置密码"
    key_printed(name)          "the key of {name}, which is not shown again" "{name} 的密钥，以后不再显示"
    done()                     "done" "已办理"
}

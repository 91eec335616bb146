//! Changes of who may see what, as the log of looks tells them.

sentences! {
    made_user(user)            "made the user {user}" "新增用户 {user:#}"
    changed_user(user)         "changed the user {user}" "修改用户 {user:#}"
    rights(name, role, part)   "{name}: {role}, {part}" "{name}：{role:#}，{part:#}"
    but_own(user)              "{user}, but the own file" "{user:#}，本人资料除外"
    made_link(name)            "made a link for {name} to set a password" "为用户 {name} 生成设置密码的链接"
    set_password()             "set a password" "设置密码"
    removed_user(name)         "took the user {name} away" "删除用户 {name}"
    made_key(name, part)       "made a key for the program {name}: {part}" "为程序 {name} 生成密钥：{part:#}"
    removed_key(name)          "took the key of the program {name} away" "收回程序 {name} 的密钥"
    restricted(masked)         "restricted the member {masked}" "将会员 {masked} 设为受限"
    unrestricted(masked)       "lifted the restriction of the member {masked}" "解除会员 {masked} 的受限"
}

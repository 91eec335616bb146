//! For who hands data on with pseudonyms in the place of ids.

// `huzhu pseudonymise`.
sentences! {
    about()                    "writes members, enrolments and bills with pseudonyms in the place of ids: what rules pay on them stays the same to the fen"
                               "将会员、参保和结算单文件去标识化：以代号替换身份号码等标识，按规则核定的金额分毫不变"
    arg_rules()                "the rules, which say how ids are read and which columns are asked for" "规则文件：决定标识如何识别、需要哪些列"
    arg_key()                  "the key of the pseudonyms; made where there is none; keep it apart from the files" "代号密钥文件；没有则新建；须与去标识化文件分开保管"
    arg_out()                  "the folder to write to" "输出文件夹"
    written(members, enrolments, bills, folder) "written with pseudonyms to {folder}: {members} members, {enrolments} enrolment periods, {bills} bills"
                               "已去标识化并写入 {folder}：会员 {members} 行、参保 {enrolments} 行、结算单 {bills} 行"
    key_made(path)             "the key was made: `{path}`. Who has it can find out whose each pseudonym is; without it no later file fits these"
                               "已生成密钥：`{path}`。持有密钥者可还原代号对应的人员；密钥遗失后，以后的文件无法与本次衔接"
    left_out(rows)             "{rows} rows that cannot be used were left out; `huzhu batch` says what is wrong with them"
                               "{rows} 行未通过校验，未写出；原因可用 `huzhu batch` 查看"
    still_personal()           "these files are still personal data: days, amounts and diagnoses may tell who somebody is (`docs/pseudonyms.md`)"
                               "去标识化后的文件仍属个人信息：日期、金额、诊断仍可能识别到具体个人（见 `docs/zh/pseudonyms.md`）"
    any_ids()                  "the rules take resident numbers alone (`member_ids = \"resident\"`): in the copy that goes with these files leave that line out"
                               "规则只接受居民身份号码（`member_ids = \"resident\"`）：随文件提供的规则副本请删去该行"
    key_failed(path, why)      "the key `{path}` cannot be used: {why}" "密钥 `{path}` 无法使用：{why:#}"
    key_too_short(path)        "the key `{path}` is empty or too short; name a file that is not there, and a key is made"
                               "密钥 `{path}` 为空或过短；请指定一个尚不存在的文件，程序将自动生成"
    key_of_others(path)        "others than its owner may read the key `{path}`; take their rights away: `chmod 600 {path}`"
                               "密钥 `{path}` 可被他人读取；请收回权限：`chmod 600 {path}`"
    key_among_outputs(path)    "the key `{path}` would lie in the folder that is handed on; keep it elsewhere"
                               "密钥 `{path}` 位于对外提供的文件夹内；请另存他处"
}

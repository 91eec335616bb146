//! Finding a member by name at the window.

sentences! {
    by_name()                  "or by name and unit" "或按姓名和单位查找"
    name()                     "name" "姓名"
    name_hint()                "the whole name, as in the ledger" "请填写完整姓名"
    unit()                     "unit, or a part of its code" "单位代码（可只填一部分）"
    no_name()                  "fill in the name" "请填写姓名"
    nobody()                   "no member of this name is known in such a unit" "未查到该单位的此姓名会员"
    nobody_help()              "check the name, leave the unit out, or look by the id"
                               "请核对姓名，或不填单位再查，或按证件号码查找"
    too_many(most)             "more than {most} members have this name" "同名会员超过 {most} 人"
    too_many_help()            "say more of the unit, or look by the id" "请补充单位，或按证件号码查找"
    found(count)               "{count} of this name" "同名会员 {count} 人"
    member_id()                "id" "证件号码"
    born()                     "born in" "出生年份"
    of_unit()                  "unit" "单位"
}

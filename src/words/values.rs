//! What people call the values of facts that files write.

use super::Sentence;

sentences! {
    level_1()                  "level 1" "一级"
    level_2()                  "level 2" "二级"
    level_3()                  "level 3" "三级"
    no_level()                 "no level" "未定级"
    inpatient()                "in-patient" "住院"
    outpatient_chronic()       "out-patient, chronic" "门诊慢特病"
    emergency()                "emergency" "急诊"
    event()                    "event" "一次性事件"
    illness()                  "illness" "疾病"
    accident()                 "accident" "意外"
    maternity()                "maternity" "生育"
    other_cause()              "other" "其他"
    male()                     "male" "男"
    female()                   "female" "女"
    yes()                      "yes" "是"
    no()                       "no" "否"
    not_listed()               "none of the lists" "不在所列病种内"
}

/// What people call a value of a fact that every scheme has; a value that a scheme declares stays as it is.
pub(crate) fn usual(fact: &str, value: &str) -> Sentence {
    match (fact, value) {
        ("category", "inpatient") => inpatient(),
        ("category", "outpatient_chronic") => outpatient_chronic(),
        ("category", "emergency") => emergency(),
        ("category", "event") => event(),
        ("hospital_level", "1") => level_1(),
        ("hospital_level", "2") => level_2(),
        ("hospital_level", "3") => level_3(),
        ("hospital_level", _) => no_level(),
        ("cause", "illness") => illness(),
        ("cause", "accident") => accident(),
        ("cause", "maternity") => maternity(),
        ("cause", "other") => other_cause(),
        ("diagnosis", "none") => not_listed(),
        ("sex", "M") => male(),
        ("sex", "F") => female(),
        (_, "yes") => yes(),
        (_, "no") => no(),
        (_, own) => Sentence::new(own.to_owned(), own.to_owned()),
    }
}

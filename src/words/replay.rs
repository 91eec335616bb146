//! For who asks what other rules would pay: terms, sweeps and what is wrong with them.

// Terms that are asked for.
sentences! {
    bad_address(text)          "`{text}` is no place in a rule file; write it like `parameters.ceiling` or `benefit.medical.bands.rates[0].pays`"
                               "`{text}` 不是规则中的位置；应写作 `parameters.ceiling` 或 `benefit.medical.bands.rates[0].pays`"
    patch_not_toml(file, why)  "`{file}` is not TOML: {why}"
                               "`{file}` 不是有效的 TOML：{why}"
    no_edition(edition, known) "there is no edition `{edition}`; there are {known}"
                               "没有版本 `{edition}`；现有版本：{known}"
    addresses_nothing(address, terms, near) "`{address}` stands nowhere in `{terms}`; {near}"
                               "`{terms}` 中没有 `{address}`；{near}"
    in_several_editions(address, editions, first) "`{address}` stands in several editions, {editions}; say which, as in `{first}:{address}`"
                               "`{address}` 见于多个版本（{editions}）；请写明哪一版，如 `{first}:{address}`"
    not_a_part(address)        "`{address}` is a value and holds nothing; write the value itself"
                               "`{address}` 是单个值，不含下级；请直接写值"
    not_a_value(address)       "`{address}` is a part of the rules, not a value; name a value in it"
                               "`{address}` 是规则的一个部分，不是值；请写明其中的某个值"
    other_kind(address, was, text) "`{address}` is `{was}`, and `{text}` is no value of that kind; keep the unit"
                               "`{address}` 现为 `{was}`，`{text}` 与其类型不符；请保持相同单位"
    bad_set(text)              "`{text}` sets nothing; write it like `parameters.ceiling=60000`"
                               "`{text}` 无法识别；应写作 `parameters.ceiling=60000`"
    bad_sweep(text)            "`{text}` is no sweep; write it like `parameters.ceiling=50000..100000:10000`, each with `%` or none"
                               "`{text}` 无法识别；应写作 `parameters.ceiling=50000..100000:10000`，三个数同带 `%` 或同不带"
    too_many_points(most)      "more than {most} points would be tried; take larger steps"
                               "试算点超过 {most} 个；请加大步长"
}

// Provisions, and what is solved for.
sentences! {
    threshold()                "threshold"
                               "准入门槛"
    deductible()               "deductible"
                               "起付线"
    limit(number)              "limit {number}"
                               "第 {number} 项封顶线"
    shared_limit(number)       "shared limit {number}"
                               "第 {number} 项共用封顶线"
    bad_solve(text)            "`{text}` solves for nothing; write it like `parameters.ceiling for total = 19550000`; a target of `loss_ratio` or `above` has `%`"
                               "`{text}` 无法识别；应写作 `parameters.ceiling for total = 19550000`；`loss_ratio` 与 `above` 的目标值须带 `%`"
    no_number(address, was)    "`{address}` is `{was}`, no number; name a value that is one"
                               "`{address}` 现为 `{was}`，不是数值；请写明某个数值"
}

// What groups are called.
sentences! {
    by_year()                  "year"
                               "年度"
    by_benefit()               "benefit"
                               "互助项目"
    by_age()                   "age"
                               "年龄"
    by_district()              "district"
                               "区县"
    by_town()                  "town"
                               "镇街"
    no_place()                 "not given"
                               "未填"
    years_old(years)           "{years} years"
                               "{years} 岁"
    merged(count)              "{count} small groups together"
                               "{count} 个人数较少的组合并"
    level_1()                  "level 1"
                               "一级"
    level_2()                  "level 2"
                               "二级"
    level_3()                  "level 3"
                               "三级"
    no_level()                 "no level"
                               "未定级"
    inpatient()                "in-patient"
                               "住院"
    outpatient_chronic()       "out-patient, chronic"
                               "门诊慢特病"
    emergency()                "emergency"
                               "急诊"
    event()                    "event"
                               "一次性事件"
    male()                     "men"
                               "男"
    female()                   "women"
                               "女"
    yes()                      "yes"
                               "是"
    no()                       "no"
                               "否"
}

/// What people call a hospital level of the files.
pub fn level(level: &str) -> super::Sentence {
    match level {
        "1" => level_1(),
        "2" => level_2(),
        "3" => level_3(),
        _ => no_level(),
    }
}

/// What people call a word of the files; a scheme's own stands for itself.
pub fn word(word: &str) -> super::Sentence {
    match word {
        "inpatient" => inpatient(),
        "outpatient_chronic" => outpatient_chronic(),
        "emergency" => emergency(),
        "event" => event(),
        "M" => male(),
        "F" => female(),
        "yes" => yes(),
        "no" => no(),
        own => super::Sentence::new(own.to_owned(), own.to_owned()),
    }
}

// A run.
sentences! {
    nobody_enrolled(terms, plan) "nobody counted is enrolled in {plan} of `{terms}`: its benefits and contributions are nothing here"
                               "所计会员中无人参保 `{terms}` 的{plan}：其待遇与会费在此均为零"
    no_fund_of_days()          "only bills of some days are counted: contributions, which are of all days, are not set against them"
                               "只计部分日期的结算单，而会费属于全部日期，故不计算赔付率与结余"
    no_ratio(name)             "`{name}` has no loss ratio to solve for: its plans name no `fee`, or only bills of some days are counted"
                               "`{name}` 无赔付率可求：规则中没有会费，或只计部分日期的结算单"
    ids_unknown(count)         "{count} ids of `--only` are not among the members"
                               "`--only` 所列编号中有 {count} 个不在会员数据中"
    nobody_in_scope()          "no member with bills is in scope; widen the filter, or see that ids and units are written as in the files"
                               "筛选范围内没有结算单；请放宽筛选条件，或检查编号与单位代码是否与数据一致"
    named_twice(name)          "two sets of terms are called `{name}`; give one another name"
                               "有两组规则同名 `{name}`；请改名"
    too_many_sides(most)       "more than {most} sets of terms; compare fewer at once"
                               "规则超过 {most} 组；请分次比较"
    no_scenario(name, known)   "no terms are called `{name}`; there are {known}"
                               "没有名为 `{name}` 的规则；现有：{known}"
    no_fee(name)               "`{name}` names no fee, so that there is no loss ratio of it; write `fee` in its plans"
                               "`{name}` 的规则中没有会费，无法计算赔付率；请在 plan 中写明 `fee`"
    said_unread(count, why)    "{count} members cannot be decided under these terms: {why}"
                               "有 {count} 名会员无法按这些规则计算：{why}"
}

// What to mind.
sentences! {
    lower_floor(scenario, benefit, old, new, under, between, bills) "`{scenario}` pays {benefit} from {new} where the baseline asks for {old}: stays below {old} may never have been filed. Of the {bills} bills in the data that are of its categories, {between} have an in-scope cost between the two and {under} below both; if fewer were filed than there were, the cost is understated"
                               "`{scenario}` 的{benefit}自 {new} 起付，基准为 {old}：低于 {old} 的费用可能从未申报。数据中此类结算单共 {bills} 笔，政策范围内费用介于两者之间的 {between} 笔，低于两者的 {under} 笔；若实际未申报的更多，本结果低估支出"
    wider_scope(scenario, benefit, category, bills) "`{scenario}` pays {benefit} on {category} bills, which the baseline does not: the data holds {bills} of them, and others may never have been filed"
                               "`{scenario}` 的{benefit}可用于{category}结算单，基准规则不支付此类：数据中有 {bills} 笔，其余可能从未申报"
    costs_grown(rates, year)   "costs are not those of the bills: each amount of bills of years before {year} is grown to the prices of {year} (rates a year: {rates}), under all terms alike; limits and thresholds are as the rules say"
                               "费用并非结算单原值：{year} 年以前的结算单，各项金额按年增长率（{rates}）逐年折算到 {year} 年水平，各组规则相同；额度与门槛仍按规则"
    more_of_same(rates, year)  "there are not as many bills as there were: those of years before {year} become more or fewer up to {year} (rates a year: {rates}), under all terms alike. A further stay is of the same member, near the one that it is like, and uses up the same limits; contributions stay as they were"
                               "结算单数量与原数据不同：{year} 年以前各年的数量按年增长率（{rates}）折算到 {year} 年水平，各组规则相同。每次新增就医视为同一会员所有，日期紧邻原就医，共用同一额度；会费收入不变"
    more_of_others(rates, year) "there are not as many bills as there were: those of years before {year} become more or fewer up to {year} (rates a year: {rates}), under all terms alike. A further stay is of somebody who is as the member is and has no other; it is counted with the member. Contributions stay as they were"
                               "结算单数量与原数据不同：{year} 年以前各年的数量按年增长率（{rates}）折算到 {year} 年水平，各组规则相同。每次新增就医视为另一名情况相同的会员所有，该会员没有其他就医，人数仍计在原会员名下；会费收入不变"
    unsaid(count)              "{count} openings or decisions by hand are of benefits or limits that a scenario does not have, and are left out there"
                               "有 {count} 项期初值或人工核定所涉及的项目或额度在情景规则中不存在，在该情景下不予计入"
    grows_too_far(years)       "growth goes beyond any bill, or over more than {years} years; take another year or a smaller rate"
                               "增长超出范围，或跨越超过 {years} 年；请改用较近的年份或较小的增长率"
    too_many_more(most)        "the bills of one member grow to more than {most}; take another year or a smaller rate"
                               "由一名会员的结算单增长而来的超过 {most} 笔；请改用较近的年份或较小的增长率"
    growth_unclear(category, year) "growth of {category} up to {year} is unclear: there is a rate of the category and one of the year; say which holds with `{category},{year}=...`"
                               "{category} 在 {year} 年的增长率不明确：既有按类别的，也有按年份的；请写明 `{category},{year}=...`"
    growth_of_other_years(text, first, last) "`{text}` is of a year that is not grown to: growth is from {first} to {last}"
                               "`{text}` 的年份不在折算范围内：范围为 {first} 年至 {last} 年"
    grows_twice(one, other)    "`{one}` and `{other}` are of the same category and year; leave one of them out"
                               "`{one}` 与 `{other}` 属于同一类别与年份；请去掉其中一个"
    bad_growth(text)           "`{text}` is no growth; write it like `5%`, `-1.5%`, `inpatient=6%`, `2024=3%` or `inpatient,2024=4%`, with at most two decimals"
                               "`{text}` 无法识别；应写作 `5%`、`-1.5%`、`inpatient=6%`、`2024=3%` 或 `inpatient,2024=4%`，至多两位小数"
    no_category(name, known)   "there is no category `{name}`; there are {known}"
                               "没有类别 `{name}`；现有：{known}"
    rows_refused(rows)         "{rows} rows of the files are refused and are no part of this; `huzhu batch` tells why"
                               "数据中有 {rows} 行被拒收，未计入本结果；原因见 `huzhu batch`"
    not_met(last)              "no level between 0 and {last} meets the target; the nearest is told"
                               "在 0 至 {last} 之间没有取值能达到目标；给出最接近者"
    not_one_way()              "the figure does not go one way with the value: other levels may meet the target too"
                               "结果并不随取值单向变化：可能另有取值也达到目标"
}

// The command and its arguments.
sentences! {
    about()                    "decide history under other rules: who gains, who loses, what it costs"
                               "按其他规则重算历史数据：谁受益、谁受损、要花多少"
    baseline()                 "the rules to compare with; `@EDITION` takes the terms of one edition for all days"
                               "作为基准的规则；`@版本` 表示该版条款适用于全部日期"
    scenario()                 "rules to try; may be given several times"
                               "要试算的规则；可写多次"
    patch()                    "a TOML file with only what changes in the baseline; may be given several times"
                               "只含改动部分的 TOML 文件，作用于基准规则；可写多次"
    set()                      "one value changed in the baseline; all that are given make one scenario"
                               "修改基准规则中的一个值；所写各项合为一个情景"
    sweep()                    "one value tried at many levels; several make a grid"
                               "对一个值逐级试算；写多个则组合成网格"
    solve()                    "the value that meets a target; FIGURE is `total`, `loss_ratio` or `above`"
                               "求达到目标的取值；FIGURE 为 `total`（总额）、`loss_ratio`（赔付率）或 `above`（负担过重比例）"
    over()                     "the terms that are swept and solved over, by name; left out, the baseline"
                               "逐级试算与求解所依据的规则名；不写则为基准"
    provisions()               "tell what each threshold, deductible and limit holds back"
                               "计算每项门槛、起付线、封顶线少付了多少"
    ledger()                   "a ledger in place of files; it is only read"
                               "以台账代替数据文件；只读"
    question()                 "the question, as the report is to put it"
                               "报告中要写明的问题"
    unit()                     "only members of units at or below this path"
                               "只计此单位路径及其下属单位的会员"
    only()                     "only members listed in this file, column `member_id`"
                               "只计此文件 `member_id` 列中的会员"
    from()                     "only bills that belong to this day or later; earlier ones still use up limits"
                               "只计归属日期不早于此日的结算单；之前的仍占用额度"
    to()                       "only bills that belong to this day or earlier"
                               "只计归属日期不晚于此日的结算单"
    sample()                   "only this share of members, drawn by the seed"
                               "只抽取此比例的会员，由种子决定"
    above()                    "what a member is left with in a year that is counted as much; left out, 30000"
                               "年度自付超过此金额的会员单独计数；不写则为 30000"
    grow()                     "what a bill costs grows by this much a year, of one category, up to one year, or of all others; may be given several times"
                               "单笔费用每年增长的比例，可分医疗类别、分年份；可写多次"
    grow_bills()               "there are this much more bills a year; as with --grow"
                               "结算单数量每年增长的比例，写法同 --grow"
    more_bills()               "whose the further bills are: `same-members`, who fall ill more often, or `other-members`, of whom each has one"
                               "新增结算单归谁：`same-members` 为原会员就医更频繁，`other-members` 为另有会员患病，各一笔"
    grow_to()                  "the year whose prices all earlier bills are to have, and as many as in which"
                               "把以前各年的费用与数量折算到这一年的水平"
    bootstrap()                "draws of members for 95 % intervals, 0 for none; left out, 1000"
                               "用于计算 95% 区间的重抽次数，0 为不算；不写则为 1000"
    seed()                     "another seed makes other draws; left out, 1"
                               "不同种子得到不同抽样；不写则为 1"
    least_members()            "cells of fewer members are merged; left out, 5"
                               "少于此人数的分组予以合并；不写则为 5"
    key()                      "a file with a secret: members are told by words that only who has it can make"
                               "密钥文件：会员以只有持钥者能生成的代号表示"
    full_ids()                 "tell members by their whole ids"
                               "以完整编号表示会员"
    by_bill()                  "write what is paid on each bill, too"
                               "另写逐单结果"
    few_draws(least)           "an interval needs at least {least} draws; write `--bootstrap 0` for none"
                               "计算区间至少需要 {least} 次抽样；不需要时写 `--bootstrap 0`"
    history_missing()          "say where history is: `--data DIR`, the three files, or `--ledger FILE`"
                               "请写明历史数据：`--data 文件夹`、三个文件，或 `--ledger 文件`"
    bad_members(path, why)     "`{path}` is no list of members: {why}; write a CSV with the column `member_id`"
                               "`{path}` 不是会员名单：{why}；应为含 `member_id` 列的 CSV"
    no_id_column(path, known)  "`{path}` has no column `member_id`; its columns are {known}"
                               "`{path}` 缺少 `member_id` 列；现有列：{known}"
    bad_key(path, why)         "the key `{path}` cannot be read: {why}"
                               "无法读取密钥 `{path}`：{why}"
    empty_key(path)            "the key `{path}` is empty or too short; put a secret of at least 16 characters into it"
                               "密钥文件 `{path}` 为空或过短；请写入至少 16 个字符的口令"
}

// What the command says when it is done.
sentences! {
    sum_history(members, bills) "decided again: {bills} bills of {members} members"
                               "已重算：{members} 名会员的 {bills} 笔结算单"
    sum_baseline(name, total, currency) "baseline `{name}`: {total} {currency}"
                               "基准 `{name}`：{total} {currency}"
    sum_scenario(name, total, currency) "scenario `{name}`: {total} {currency}"
                               "情景 `{name}`：{total} {currency}"
    sum_difference(total, share) "  difference: {total} ({share})"
                               "  差额：{total}（{share}）"
    sum_members(gainers, gains, losers, losses) "  {gainers} members gain {gains}, {losers} lose {losses}"
                               "  {gainers} 名会员增加 {gains}，{losers} 名会员减少 {losses}"
    sum_solved(address, target, found) "`{address}` for {target}: {found}"
                               "求 `{address}`，使{target}：{found}"
    sum_sweep(points)          "levels tried: {points}, in sweep.csv"
                               "逐级试算 {points} 个取值，见 sweep.csv"
    mind()                     "mind"
                               "请注意"
}

// What could tell of a few.
sentences! {
    merged_within(count, place) "{count} small groups of {place} together"
                               "{place} 内 {count} 个人数较少的组合并"
    few_in_scope(least)        "fewer than {least} members are in scope, so that every figure would tell of them; widen the filter, or, where that may be told, write `--least-members 1`"
                               "范围内不足 {least} 人，任何数字都会透露这几个人的情况；请放宽筛选条件；确可透露的，请加 `--least-members 1`"
    few_paid_in_scope(name, least) "under `{name}` fewer than {least} of the members in scope get anything, so that the total would tell of them; widen the filter, or, where that may be told, write `--least-members 1`"
                               "按 `{name}`，范围内获付的不足 {least} 人，合计数会透露这几个人的情况；请放宽筛选条件；确可透露的，请加 `--least-members 1`"
    few_moved_in_scope(name, least) "under `{name}` fewer than {least} of the members in scope get more or less, so that the difference would tell of them; widen the filter, or, where that may be told, write `--least-members 1`"
                               "按 `{name}`，范围内待遇有变动的不足 {least} 人，差额会透露这几个人的情况；请放宽筛选条件；确可透露的，请加 `--least-members 1`"
    few_at_levels(levels, least) "{levels} levels are left out of the sweep: under each of them fewer than {least} members get anything"
                               "逐级试算略去 {levels} 个取值：在这些取值下获付的不足 {least} 人"
    no_development()           "transactions.csv and triangles.csv are not written: of a unit or of chosen members, single months tell of single members; where that may be told, write `--least-members 1`"
                               "未写 transactions.csv 与 triangles.csv：只计某一单位或指定会员时，单个月份的数字会透露个人情况；确可透露的，请加 `--least-members 1`"
}

// What must be known before any figure is read.
sentences! {
    read_first()               "read this first"
                               "务必先看"
    terms_of_nobody(name)      "nobody in this history is enrolled in any plan of `{name}`: what it pays cannot be found from these data, and nothing that is compared with it means anything. See whether these are the rules of this scheme, and whether plans are called in `enrolments.csv` as they are in the rules"
                               "本批数据中没有人参保 `{name}` 的任何保障项目：无法据此算出其付款，与其相比的一切数字均无意义。请核对规则是否属于本方案，`enrolments.csv` 中的保障项目代码是否与规则一致"
    no_edition_then(name, bills, all) "no edition of `{name}` is in force on the days of {bills} of the {all} bills counted, on which it therefore pays nothing; to hold the terms of one edition to every day, write `RULES@EDITION`"
                               "计入的 {all} 笔结算单中，有 {bills} 笔的日期没有生效的 `{name}` 版本，因此一概不付；如要以某一版条款适用于全部日期，请写 `规则@版本`"
    pays_nothing(name)         "`{name}` pays nothing on any bill of this history. See whether members are enrolled in its plans, whether an edition of it is in force on the days of the bills, and whether its benefits are open to such bills"
                               "`{name}` 对本批结算单一笔也不付。请核对会员是否参保其保障项目、结算单日期是否有生效的版本、待遇是否适用于这类结算单"
    mostly_refused(rows, bills) "most of history is missing: {rows} rows of the files are refused, and {bills} bills are left. Every figure is of what is left; `huzhu batch` tells why rows are refused"
                               "大部分历史数据未能计入：拒收 {rows} 行，仅余结算单 {bills} 笔。所有数字只反映余下部分；拒收原因见 `huzhu batch`"
}

// Days of which a warning is.
sentences! {
    days_between(from, to)     " (bills dated {from} to {to})"
                               "（{from} 至 {to} 的结算单）"
    days_from(from)            " (bills dated {from} and later)"
                               "（{from} 及以后的结算单）"
    days_to(to)                " (bills dated {to} and earlier)"
                               "（{to} 及以前的结算单）"
}

// What meets a target.
sentences! {
    not_found(last)            "none of the levels tried between 0 and {last} meets the target; the figure goes both ways with the value, so that one between them may; the nearest is told"
                               "在 0 至 {last} 之间试算的各取值均未达到目标；结果随取值有升有降，其间或有取值能够达到；给出最接近者"
    same_for_all(from, to)     "the figure is the same at all levels from {from} to {to}"
                               "取值在 {from} 至 {to} 之间时结果相同"
    of_total(target)           "total = {target}"
                               "付款合计为 {target}"
    of_loss_ratio(target)      "loss_ratio = {target}"
                               "赔付率为 {target}"
    of_above(target)           "above = {target}"
                               "负担过重的年度占比为 {target}"
    met_between(low, less, high, more) "{low} gives {less}, and {high} gives {more}"
                               "取 {low} 时为 {less}，取 {high} 时为 {more}"
    met_by(level, figure)      "{level} gives {figure}"
                               "取 {level} 时为 {figure}"
    met_by_none()              "no level gives a figure"
                               "没有可用的取值"
}

// The fund, in a few words.
sentences! {
    sum_fund(contributions, ratio, balance) "  contributions {contributions}, loss ratio {ratio}, balance {balance}"
                               "  缴费 {contributions}，赔付率 {ratio}，结余 {balance}"
}

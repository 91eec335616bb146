//! For who writes rule files.

// Shape.
sentences! {
    error() "error" "错误"
    help() "help" "建议"
    not_toml(why)              "this is not TOML: {why}"
                               "不合 TOML 语法：{why}"
    missing(key)               "missing `{key}`"
                               "缺少 `{key}`"
    no_fact_of_a_day(key)      "`{key}` is no fact of a day: a correction of it is so for all days; write it in `member`"
                               "`{key}` 不随日期变化，更正即对所有日期生效；请写在 `member` 中"
    changes_by_day()           "changes stand in the order of their days, each on a later day than the one before"
                               "各项变更须按生效日先后排列，且日期不得重复"
    missing_choice(key, options) "`{key}` is not written, and the terms can be read in more than one way; write one of {options}"
                               "未写 `{key}`，而条款有不止一种读法；请写明 {options} 之一"
    unknown_key(key)           "unknown key `{key}`"
                               "未知的键 `{key}`"
    did_you_mean(key)          "did you mean `{key}`?"
                               "是不是想写 `{key}`？"
    known_keys(keys)           "known here: {keys}"
                               "此处可写：{keys}"
    remove_key(key)            "take `{key}` out"
                               "请删去 `{key}`"
    write_it(example)          "write `{example}`"
                               "请写 `{example}`"
    not_text(key)              "`{key}` must be text in quotes"
                               "`{key}` 应为带引号的文字"
    not_a_value(key)           "`{key}` must be text in quotes or a decimal number"
                               "`{key}` 应为带引号的文字或十进制数"
    not_a_table(key)           "`{key}` must be a table: `{key} = {{ ... }}` or `[{key}]`"
                               "`{key}` 应为表：`{key} = {{ ... }}` 或 `[{key}]`"
    not_tables(key)            "`{key}` must be a list of one or more tables: `{key} = [{{ ... }}, ...]` or `[[{key}]]`"
                               "`{key}` 应为一个或多个表的列表：`{key} = [{{ ... }}, ...]` 或 `[[{key}]]`"
    not_a_list(key)            "`{key}` must be a list: `[\"...\"]`"
                               "`{key}` 应为列表：`[\"...\"]`"
    empty_list(key)            "the list `{key}` is empty; name one thing at least"
                               "列表 `{key}` 为空；至少写一项"
    empty_text(key)            "the text of `{key}` is empty"
                               "`{key}` 的文字为空"
    not_one_of(text, options)  "`{text}` is not known here; write one of {options}"
                               "`{text}` 在此处不可用；应为 {options} 之一"
    not_an_id(text)            "`{text}` is not an id; write letters a to z, digits and `_`, a letter first"
                               "`{text}` 不是编号；应为小写字母、数字和 `_`，字母开头"
    not_a_currency(text, known) "`{text}` is not a currency known here; write one of {known}"
                               "`{text}` 不是已知的币种；应为 {known} 之一"
    not_an_amount(text, ok)    "`{text}` is not an amount; write it like `{ok}`"
                               "`{text}` 不是金额；应写作 `{ok}`"
    amount_too_fine(text, digits, ok) "`{text}` has more decimals than the currency, which has {digits}; write it like `{ok}`"
                               "`{text}` 小数位过多，最多 {digits} 位；应写作 `{ok}`"
    not_a_rate(text)           "`{text}` is not a rate between 0% and 100%; write `65%`, `62.5%` or `0.65`"
                               "`{text}` 不是 0% 到 100% 的比例；应写作 `65%`、`62.5%` 或 `0.65`"
    not_a_factor(text)         "`{text}` is not a factor from 0 to 100; write `95%`, `0.95` or `1.20`"
                               "`{text}` 不是 0 到 100 的系数；应写作 `95%`、`0.95` 或 `1.20`"
    one_is_unclear()           "a bare `1` may mean 1% or 100%: write `1%`, `100%` or `1.0`"
                               "单写 `1` 可指 1% 或 100%：请写 `1%`、`100%` 或 `1.0`"
    too_fine(text, digits)     "`{text}` has more than {digits} decimals, which this scheme cannot keep exactly"
                               "`{text}` 的小数超过 {digits} 位，无法精确计算"
    not_a_count(text, most)    "`{text}` is not a whole number from 0 to {most}"
                               "`{text}` 不是 0 到 {most} 的整数"
    not_a_date(text)           "`{text}` is not a date; write it like `2024-12-31`"
                               "`{text}` 不是日期；应写作 `2024-12-31`"
    not_a_month_day(text)      "`{text}` is not a day of the year; write it like `03-31`"
                               "`{text}` 不是月日；应写作 `03-31`"
    negative(text)             "`{text}` is below zero; the amount here is zero or more"
                               "`{text}` 小于零；此处金额不能为负"
    too_large(text, most)      "`{text}` is more than any bill can be; the most is `{most}`: check it"
                               "`{text}` 超过单张结算单的金额上限 `{most}`；请核对"
    zero(key)                  "`{key}` cannot be zero"
                               "`{key}` 不能为零"
    unreadable(path, why)      "`{path}` cannot be read: {why}"
                               "无法读取 `{path}`：{why:#}"
    no_rules(path)             "`{path}` holds no rule file; put one `.toml` file per edition there"
                               "`{path}` 中没有规则文件；每期一个 `.toml` 文件"
    not_utf8(path)             "`{path}` is not UTF-8 text; save it as UTF-8"
                               "`{path}` 不是 UTF-8 文本；请另存为 UTF-8"
    too_big(path, most)        "`{path}` is larger than {most} bytes, which no rule file is"
                               "`{path}` 超过 {most} 字节，不像规则文件"
    more_mistakes(most)        "there are more mistakes than these {most}; mend these first"
                               "错误不止以上 {most} 处；请先更正这些"
    too_deep(most)             "brackets, dots or names are nested more than {most} deep"
                               "括号、点号或名称嵌套超过 {most} 层"
}

// Names and formulas.
sentences! {
    unknown_name(name)         "nothing here is called `{name}`"
                               "此处没有名为 `{name}` 的项"
    names_here(names)          "names that may stand here: {names}"
                               "此处可用的名称：{names}"
    lists_here(names)          "name a list of `[lists]`: {names}"
                               "请写 `[lists]` 中的名单：{names}"
    name_twice(name)           "`{name}` is the name of two things"
                               "`{name}` 重名"
    id_twice(id)               "`{id}` is there twice; each may be there once"
                               "`{id}` 重复；每个只能出现一次"
    reserved_name(name)        "`{name}` already means something here; choose another name"
                               "`{name}` 在此处已有含义；请另取名称"
    never_used(name)           "nothing asks for `{name}`: changing it would change no payment"
                               "`{name}` 没有被用到：改动它不会影响任何给付"
    parameter_says(name, text) "`{name}` stands for `{text}`, as `[parameters]` says"
                               "按 `[parameters]`，`{name}` 即 `{text}`"
    share_of(name)             "write `{name} of ...` for a share"
                               "如指占比，请写 `{name} of ...`"
    formula_end()              "the formula ends too early"
                               "公式不完整"
    formula_token(text)        "`{text}` is not expected here in a formula"
                               "公式此处不应有 `{text}`"
    formula_help()             "a formula has `+`, `-`, `20% of x`, `min(a, b)`, `max(a, b)`, brackets, amounts and names"
                               "公式可用 `+`、`-`、`20% of x`、`min(a, b)`、`max(a, b)`、括号、金额和名称"
    formula_too_fine(digits)   "this formula cannot be kept exactly: its percentages have more than {digits} decimals as fractions, or its weights are too large"
                               "公式无法精确计算：百分比化为小数后超过 {digits} 位，或权重过大"
    formula_too_long(most)     "this formula, with the names in it written out, has more than {most} parts"
                               "公式连同其中名称展开后超过 {most} 项"
    formula_circle(name)       "`{name}` is defined by itself"
                               "`{name}` 的定义引用了自身"
    formula_late(name)         "`{name}` is not known before the bills are decided, so it cannot be summed or gate a window"
                               "`{name}` 在裁定之前未知，不能用于求和或作为门槛"
    formula_paid(name)         "`{name}` does not stand above this benefit"
                               "`{name}` 不在本项之前"
    no_units(plan)             "plan `{plan}` has no units: write `units = {{ most = ... }}` there, or do not ask for them"
                               "保障项目 `{plan}` 未设份数：请在该项目写 `units = {{ most = ... }}`，或不要用份数"
    needs_renewal_gap(plan)    "plan `{plan}` must say `renewal_gap`: how many uncovered days still make a renewal"
                               "保障项目 `{plan}` 须写明 `renewal_gap`：间断多少天以内仍算续保"
    rate_is_not_amount(name)   "`{name}` is a rate, but an amount must stand here"
                               "`{name}` 是比例，此处应为金额"
    too_many_decimals(decimals, most) "rates and factors of this benefit have {decimals} decimals together; at most {most} can be kept"
                               "本项的比例和系数共有 {decimals} 位小数；最多保留 {most} 位"
    overflow(bill)             "amounts can grow beyond what can be counted: a bill of {bill} would do it"
                               "金额可能超出可计范围：一张 {bill} 的结算单即会如此"
    overflow_help()            "use fewer decimals in rates and factors, or smaller factors"
                               "请减少比例和系数的小数位，或减小系数"
}

// Schedules and conditions.
sentences! {
    unknown_fact(text)         "`{text}` is not a fact"
                               "`{text}` 不是可用的判断条件"
    not_a_pattern(text, fact)  "`{text}` is not a value of `{fact}`"
                               "`{text}` 不是 `{fact}` 的取值"
    values_of(fact, values)    "values of `{fact}`: {values}"
                               "`{fact}` 的取值：{values}"
    range_backwards(text)      "`{text}` runs backwards; write the smaller number first"
                               "`{text}` 首尾颠倒；请先写较小的数"
    schedule_gap(what)         "nothing is said for {what}"
                               "未写明 {what} 的情形"
    schedule_gap_help()        "add it, or `otherwise = ...`"
                               "请补上，或写 `otherwise = ...`"
    schedule_overlap(what)     "{what} is said twice; take it out of one"
                               "{what} 重复规定；请保留一处"
    schedule_idle_otherwise()  "`otherwise` can never apply: every value is already met"
                               "`otherwise` 永远用不到：各取值均已规定"
    is_or_rows()               "write `is` for one fact, or `rows` for several"
                               "一个事实用 `is`，多个事实用 `rows`"
    too_many_cells(most)       "this schedule has more than {most} cells; use wider ranges or fewer facts"
                               "这张表超过 {most} 格；请放宽区间或减少事实"
    ordinal_in_when()          "`ordinal` cannot stand in `when`: write a rate by ordinal instead, with `0%` where nothing is paid"
                               "`ordinal` 不能写在 `when` 中：请按次数写给付比例，不付的写 `0%`"
    ordinal_alone()            "`counts` and `window` belong to schedules by `ordinal`"
                               "`counts` 和 `window` 只用于按 `ordinal` 的表"
}

// Provisions.
sentences! {
    band_order()               "this band can never be reached: it ends at or below the one before it"
                               "本段永远用不到：其终点不高于前一段"
    band_after_open()          "this band can never be reached: the one before it has no end"
                               "本段永远用不到：前一段没有终点"
    band_gap(from, to)         "bands leave a gap from {from} to {to}"
                               "各段之间有空档：{from} 至 {to}"
    band_overlap(from, to)     "bands overlap from {from} to {to}"
                               "各段重叠：{from} 至 {to}"
    band_beyond_counted(most)  "this band can never be reached: only {most} of the base is counted"
                               "本段永远用不到：计算基数最多 {most}"
    mend_counted()             "take the band out, or raise `most` of `counted`"
                               "请删去本段，或提高 `counted` 的 `most`"
    lowest_first()             "list bands from the lowest `to` to the highest"
                               "各段按 `to` 由低到高排列"
    model_open()               "primary cover's last band must have no `to`"
                               "基本医保模型的最后一段不写 `to`"
    one_way_to_pay()           "a benefit pays in exactly one way: `rate`, `bands`, `days` or `sum`"
                               "每项互助金只有一种给付方式：`rate`、`bands`、`days` 或 `sum`"
    no_base(key)               "`{key}` needs a base, and `days` and `sum` have none"
                               "`{key}` 需要基数，而 `days` 和 `sum` 没有基数"
    base_idle()                "`base` is not used with `days` or `sum`"
                               "`days` 或 `sum` 不用 `base`"
    unpaid_bills_idle()        "`unpaid_bills` means something only where `counted`, `deductible` or bands carry over between bills"
                               "`unpaid_bills` 只有在 `counted`、`deductible` 或分段跨单累计时才有意义"
    only_with(key, other)      "`{key}` means something only with `{other}`"
                               "`{key}` 只有与 `{other}` 同用才有意义"
    one_of_two(a, b)           "write exactly one of `{a}` and `{b}`"
                               "`{a}` 与 `{b}` 须写且只写一个"
    one_measure()              "a limit is in exactly one of `amount`, `days` and `times`"
                               "封顶线须写且只写 `amount`、`days`、`times` 之一"
    shared_of_total()          "a limit shared by several benefits cannot depend on a total, which is of one benefit; write a limit in each of them"
                               "多项互助金共用的封顶线不能取决于某一项的合计；请在各项中分别写明"
    shared_is_money()          "a limit shared by several benefits is in money: write `amount`"
                               "多项互助金共用的封顶线须为金额：请写 `amount`"
    days_limit_without_days()  "a limit in days needs a benefit paid by the day; write `amount` or `times`"
                               "按天数封顶的互助金须按日给付；请写 `amount` 或 `times`"
    columns_per_band(columns, bands) "bands: {bands}, columns: {columns}; name one column for each band"
                               "共 {bands} 段，却写了 {columns} 列；每段须有一列"
    not_an_amount_field(name)  "`{name}` is not an amount field of bills"
                               "`{name}` 不是结算单的金额字段"
    unknown_plan(id)           "there is no plan `{id}`"
                               "没有保障项目 `{id}`"
    unknown_benefit(id)        "there is no benefit `{id}`"
                               "没有互助金项目 `{id}`"
    plan_without_benefit(id)   "plan `{id}` has no benefit; write one, or take the plan out"
                               "保障项目 `{id}` 没有任何互助金；请写一项，或删去该项目"
    unknown_funder(id)         "there is no funder `{id}`"
                               "没有出资方 `{id}`"
    funder_help()              "declare it in `[[funder]]`; without the key, the scheme itself bears the benefit"
                               "请在 `[[funder]]` 中声明；不写此项则由本计划出资"
    funder_without_benefit(id) "no benefit names the funder `{id}`; write `funder = \"{id}\"` in one, or take the funder out"
                               "没有互助金写明由出资方 `{id}` 承担；请在某项中写 `funder = \"{id}\"`，或删去该出资方"
    in_two_alternatives(id)    "`{id}` is in two `[[alternatives]]`; it may be in one"
                               "`{id}` 出现在两组 `[[alternatives]]` 中；只能在一组"
    two_at_least(key)          "`{key}` needs two or more"
                               "`{key}` 至少两项"
    cover_of_two_plans()       "the window `cover` needs benefits of one plan; choose another window, or fewer benefits"
                               "累计期 `cover` 要求各项同属一个保障项目；请另选累计期，或减少项目"
    limit_id_needed(id)        "two limits are called `{id}`; give each its own `id`"
                               "两条封顶线同名 `{id}`；请各写不同的 `id`"
    age_order()                "`from` is above `to`; mend one of them"
                               "`from` 大于 `to`；请更正其一"
    tier_order()               "this tier begins with no more members than the one before it"
                               "本档的起始人数不多于前一档"
    smallest_first()           "list tiers from the fewest `members` to the most"
                               "各档按 `members` 由少到多排列"
    too_many(key, most)        "more than {most} of `{key}`, which is all there is room for"
                               "`{key}` 超过 {most} 个，无法容纳"
    member_amount()            "an amount field belongs to bills"
                               "金额字段只能属于结算单"
    not_a_field_value(text)    "`{text}` cannot be a value of a field: no commas, no blanks at the ends, not empty"
                               "`{text}` 不能作字段的取值：不可有逗号，首尾不可有空格，不可为空"
    not_a_code(text)           "`{text}` is not a diagnosis code; write it like `C16.9`, or `C16*` for all that begin with `C16`"
                               "`{text}` 不是诊断编码；应写成 `C16.9`，或以 `C16*` 指所有以 `C16` 开头的编码"
    values_only_for_category() "`values` belongs to fields of type `category`"
                               "`values` 只用于 `category` 类字段"
    same_in_all(key)           "`{key}` differs from the edition before it; `[scheme]` is the same in every edition of a book"
                               "`{key}` 与前一期不同；同一计划各期的 `[scheme]` 须相同"
    same_field(name)           "field `{name}` differs from the edition before it; declare it alike, or give it a new name"
                               "字段 `{name}` 与前一期不同；请写得一致，或另取名称"
    same_list(name)            "list `{name}` differs from the edition before it; give the new list a new name"
                               "名单 `{name}` 与前一期不同；新名单请用新名称"
    edition_ends_before()      "the edition ends before it begins; mend `from` or `to`"
                               "本期终止日早于起始日；请更正 `from` 或 `to`"
    edition_gap(days, other)   "{days} days are without rules between edition `{other}` and this one"
                               "第 `{other}` 期与本期之间有 {days} 天没有规则"
    edition_overlap(days, other) "this edition overlaps edition `{other}` by {days} days"
                               "本期与第 `{other}` 期重叠 {days} 天"
    edition_open(other)        "this edition has no `to`, but edition `{other}` follows it"
                               "本期没有写 `to`，而其后还有第 `{other}` 期"
    opening_needs_window()     "`opens` means something only with a window of several bills"
                               "`opens` 只用于跨单累计的门槛"
}

// Cases.
sentences! {
    case_unknown_limit(id)     "there is no limit `{id}`"
                               "没有封顶线 `{id}`"
    case_bad_value(column, why) "`{column}`: {why}"
                               "`{column}`：{why}"
    case_unknown_bill(id)      "the case has no bill `{id}`"
                               "本案例没有结算单 `{id}`"
    case_takes_back()          "`takes_back` is for bills.csv, where one row takes back another; write here only the bills that are left"
                               "`takes_back` 只用于 bills.csv，由一行冲销另一行；此处只写冲销后仍有效的结算单"
    override_twice(bill, benefit) "`{benefit}` of bill `{bill}` is decided by hand twice; keep the later decision"
                               "结算单 `{bill}` 的 `{benefit}` 有两次人工核定；请只保留较后的一次"
    unknown_accumulator(name)  "nothing adds up from bill to bill under the name `{name}`"
                               "没有名为 `{name}` 的跨单累计额"
    opening_twice(name, day)   "`{name}` has two openings for the window of {day}; add them up"
                               "`{name}` 在 {day} 所在累计期有两个期初余额；请合并为一个"
    opening_without_period(name, day) "`{name}` adds up over enrolment periods, and no period of the member contains {day}"
                               "`{name}` 按参保期累计，而该会员没有包含 {day} 的参保期"
}

/// What the reader of TOML says, by how it begins, and the same in Chinese.
const TOML: [(&str, &str); 30] = [
    ("duplicate key", "同一个键写了两次"),
    ("invalid basic string", "引号没有成对"),
    ("invalid multi-line basic string", "三引号没有成对"),
    ("invalid literal string", "单引号没有成对"),
    ("missing opening quote", "缺少开头的引号"),
    ("missing escaped value", "反斜杠后缺少字符"),
    ("string values must be quoted", "文字须加引号"),
    ("missing comma between array elements", "列表各项之间缺少逗号"),
    ("missing comma between key-value pairs", "各键之间缺少逗号"),
    ("extra comma", "多了一个逗号"),
    ("extra `=`", "多了一个 `=`"),
    ("extra assignment", "多了一个 `=`"),
    ("unexpected `=` in array", "列表中不应有 `=`"),
    ("missing assignment", "键后缺少 `=`"),
    ("key with no value", "键后缺少 `=` 和值"),
    ("missing value", "`=` 后缺少值"),
    ("missing key", "缺少键"),
    ("invalid unquoted key", "键只能用字母、数字、`_` 和 `-`，否则须加引号"),
    ("unquoted keys cannot be empty", "键不能为空"),
    ("invalid key-value pair", "应写作 `键 = 值`"),
    ("invalid inline table element", "应写作 `键 = 值`"),
    ("invalid value", "值写法有误"),
    ("unclosed array table", "缺少 `]]`"),
    ("unclosed array", "缺少 `]`"),
    ("unclosed table", "缺少 `]`"),
    ("unclosed inline table", "缺少 `}`"),
    ("unexpected leading zero", "数字开头多了 0"),
    ("unexpected key or value", "此处不应有键或值"),
    ("unexpected content", "此处有多余内容"),
    ("invalid comment character", "注释中有不可用的字符"),
];

/// The complaint about a text that is not TOML, from what its reader says.
pub fn not_toml_as(said: &str) -> super::Sentence {
    let chinese = TOML.iter().find(|(begins, _)| said.starts_with(begins));
    let chinese = not_toml(chinese.map_or(said, |(_, chinese)| chinese));
    let text = |sentence: super::Sentence, lang| sentence.text(lang).to_owned();
    let english = text(not_toml(said), super::Lang::English);
    super::Sentence::new(english, text(chinese, super::Lang::Chinese))
}

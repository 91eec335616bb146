//! For who sends the office's own files as they are, and for who says what their columns mean.

// `huzhu map`.
sentences! {
    about_map()                "shows what is understood of an office's own files, column by column, and writes what is to be declared"
                               "逐列显示对单位原始文件的识别结果，并生成待补充的列对应关系"
    map_file()                 "a file as the office has it" "单位的原始文件"
    map_rules()                "the rules, whose own columns are known too" "规则文件；计划自设的列也能识别"
    map_out()                  "where to write what is to be declared; it is not replaced" "写出待补充的列对应关系；已有文件不会被覆盖"
    import_file()              "a TOML file with `[import.NAME]`: what columns of office files mean" "含 `[import.NAME]` 的 TOML 文件：说明原始文件各列的含义"
    encoding_of_files()        "how the letters of all files are written, where that is not found out by itself" "文件编码；未能自动识别时指定"
    mapped(place, line)        "`{place}`, header in line {line}" "`{place}`，表头在第 {line} 行"
    no_table(place)            "`{place}`: no header is known" "`{place}`：没有可识别的表头"
    is_read_as(header, column) "  `{header}` is {column}" "  `{header}` 识别为 {column}"
    is_not_read(header)        "  `{header}` is not read" "  `{header}` 不读取"
    from_the_id(column)        "  {column} comes from the resident number" "  {column} 取自居民身份号码"
    declared_value(column, value) "  {column} is `{value}` where the file says nothing" "  {column} 在文件未写处取 `{value}`"
    values_are(values)         "    as: {values}" "    例如：{values}"
    enough_for(file)           "enough for {file}" "可用作 {file}"
    lacks_for(file, columns)   "not enough for {file}; missing: {columns}" "尚不能用作 {file}：缺少 {columns}"
    map_out_exists(path)       "`{path}` is there already; name another file" "`{path}` 已存在；请另写文件名"
    map_written(path)          "what is to be declared stands in `{path}`: fill in what is empty, and give it as `--import`"
                               "待补充的内容已写入 `{path}`：请填写空缺，并以 `--import` 指定"
    fill_in_columns()          "columns that were not understood: our name, or \"\" if it is not read" "未识别的列：填写本系统列名，不读取的留空"
    fill_in_values()           "what holds for every row where the file says nothing; delete what a column says" "文件未写处各行共用的值；文件中有对应列的请删去该项"
    fill_in_words()            "codes whose meaning differs from region to region" "各地含义不同的代码"
}

// What is told of rows that are not refused.
sentences! {
    note_hidden(place, rows, line) "`{place}`: the spreadsheet hides {rows} rows, first row {line}; they are read like all others. Delete there what shall not count"
                               "`{place}`：有 {rows} 行在表格中被隐藏，首处在第 {line} 行；已照常读取。不应计入的行请在原表中删除"
    note_deleted(place, records) "`{place}`: {records} records are marked as deleted, and are not read"
                               "`{place}`：有 {records} 条记录标为已删除，未读取"
    note_below(place, rows, line) "`{place}`: {rows} rows with totals, signatures or remarks are no records and are left out, first line {line}"
                               "`{place}`：有 {rows} 行合计、签章或备注，不作为记录读取，首处在第 {line} 行"
    note_do_not_agree(place, rows, line, why) "`{place}`: {rows} settlements do not add up, first line {line}: {why}. They are read as they stand; ask who sent them"
                               "`{place}`：有 {rows} 条结算的金额不平，首处在第 {line} 行：{why:#}。已按原值读取；请向报送单位核实"
    note_numbers_as_ids(place, rows, line, header) "`{place}`: `{header}` holds {rows} ids of digits, of different lengths, as numbers, the shortest in row {line}: if ids began with zeros, these are lost. Format the column as text where they do"
                               "`{place}`：`{header:#}` 列有 {rows} 个编号以数字格式保存且长短不一，最短的在第 {line} 行：如编号本以 0 开头，则 0 已丢失。如有此情况，请将该列设为文本格式后重新填写"
}

// `huzhu excel`.
sentences! {
    about_excel()              "writes the results of a run as workbooks: decisions, payments, rejects and summary; and the rejected rows, to be mended and sent again. Of a replay, all its tables"
                               "将一次运行的结果写成表格文件：核定、拨付、未通过校验和汇总；未通过校验的行另成一册，供更正后再报送。重新测算的，写出其全部表格"
    excel_folder()             "the folder of the results" "结果文件夹"
    excel_csv()                "also CSV files with the mark by which a spreadsheet knows UTF-8" "另写带 UTF-8 标记的 CSV，供表格软件打开"
    no_results(path)           "`{path}` holds no results of a run: there is no `manifest.json`" "`{path}` 中没有运行结果：没有 `manifest.json`"
    no_workbook(path)          "a workbook cannot hold the results in `{path}`" "`{path}` 中的结果无法写成表格文件"
    written(path)              "written: {path}" "已写出：{path}"
    sheet_decisions()          "decisions" "核定"
    sheet_payments()           "payments" "拨付"
    sheet_rejects()            "rejects" "未通过校验"
    sheet_summary()            "summary" "汇总"
    sheet_totals()             "totals" "给付合计"
    sheet_terms()              "rules side by side" "条款对照"
    sheet_sweep()              "other levels" "逐档试算"
    sheet_provisions()         "provisions" "规定的控制作用"
    sheet_burden()             "left with members" "个人负担"
    sheet_fund()               "fund" "基金收支"
    sheet_stress()             "stress" "压力测试"
    sheet_experience()         "cover and claims" "参保与理赔"
    sheet_trend()              "trend" "实际增长"
    sheet_credibility()        "units" "单位可信度"
    sheet_completion()         "completion" "最终给付估计"
    sheet_adequacy()           "adequacy" "基金充足性"
    sheet_triangles()          "triangles" "发展三角"
    sheet_transactions()       "transactions" "按月给付"
    sheet_differences()        "differences" "会员差额"
    sheet_by_bill()            "by bill" "逐单给付"
}

/// Usual Chinese headers beside those of paper sheets, with our columns.
pub(crate) const HEADERS: [(&str, &str); 101] = [
    ("会员编号", "member_id"),
    ("会员号", "member_id"),
    ("会员证号", "member_id"),
    ("职工编号", "member_id"),
    ("身份证", "member_id"),
    ("证件号", "member_id"),
    ("身份号码", "member_id"),
    ("公民身份号码", "member_id"),
    ("居民身份证号", "member_id"),
    ("居民身份证号码", "member_id"),
    ("居民身份号码", "member_id"),
    ("社会保障号", "member_id"),
    ("社会保障号码", "member_id"),
    ("会员姓名", "name"),
    ("职工姓名", "name"),
    ("参保人姓名", "name"),
    ("患者姓名", "name"),
    ("出生年月日", "birth_date"),
    ("单位", "org_code"),
    ("所属单位", "org_code"),
    ("工作单位", "org_code"),
    ("单位编码", "org_code"),
    ("单位代码", "org_code"),
    ("单位路径", "org_code"),
    ("困难职工", "hardship"),
    ("是否困难", "hardship"),
    ("是否困难职工", "hardship"),
    ("家庭编号", "household_id"),
    ("家庭年收入", "household_income"),
    ("保障项目", "plan"),
    ("互助项目", "plan"),
    ("参保项目", "plan"),
    ("起始日", "start"),
    ("起始日期", "start"),
    ("参保起始日", "start"),
    ("参保起始日期", "start"),
    ("保障起始日", "start"),
    ("保障起始日期", "start"),
    ("终止日", "end"),
    ("终止日期", "end"),
    ("参保终止日", "end"),
    ("参保终止日期", "end"),
    ("保障终止日", "end"),
    ("保障终止日期", "end"),
    ("份数", "units"),
    ("参保份数", "units"),
    ("参保登记日", "enrolled_on"),
    ("参保登记日期", "enrolled_on"),
    ("参保日期", "enrolled_on"),
    ("登记日期", "enrolled_on"),
    ("到账日", "paid_on"),
    ("到账日期", "paid_on"),
    ("结算号", "bill_id"),
    ("结算编号", "bill_id"),
    ("结算流水号", "bill_id"),
    ("单据号", "bill_id"),
    ("医院编号", "hospital_id"),
    ("医院编码", "hospital_id"),
    ("医院代码", "hospital_id"),
    ("医疗机构编码", "hospital_id"),
    ("定点医疗机构编码", "hospital_id"),
    ("定点医药机构编号", "hospital_id"),
    ("医院级别", "hospital_level"),
    ("入院时间", "admission"),
    ("出院时间", "discharge"),
    ("结算时间", "settled_on"),
    ("诊断编码", "diagnosis"),
    ("疾病编码", "diagnosis"),
    ("出院诊断", "diagnosis"),
    ("医疗总费用", "total"),
    ("费用总额", "total"),
    ("总金额", "total"),
    ("自费", "out_of_catalogue"),
    ("个人自费", "out_of_catalogue"),
    ("全自费金额", "out_of_catalogue"),
    ("超限价", "over_limit"),
    ("乙类先行自付", "class_b_prepay"),
    ("先行自付金额", "class_b_prepay"),
    ("政策范围内金额", "in_scope"),
    ("符合政策范围金额", "in_scope"),
    ("起付标准", "deductible"),
    ("医保起付线", "deductible"),
    ("实际支付起付线", "deductible"),
    ("统筹", "pool_paid"),
    ("统筹支付", "pool_paid"),
    ("基本统筹支付", "pool_paid"),
    ("大病", "critical_paid"),
    ("大病支付", "critical_paid"),
    ("救助支付", "assistance_paid"),
    ("其他基金支付", "other_paid"),
    ("大额支付", "large_amount_paid"),
    ("职工大额", "large_amount_paid"),
    ("医院承担", "hospital_borne"),
    ("申报日期", "submitted_on"),
    ("确诊日期", "diagnosed_on"),
    ("就医原因", "cause"),
    ("是否定点", "in_network"),
    ("是否转诊", "referral"),
    ("住院标识", "stay_id"),
    ("版次", "revision"),
    ("冲销单号", "takes_back"),
];

/// Words in cells beside what people usually call a value, by column.
pub(crate) const WORDS: [(&str, &str, &str); 27] = [
    ("sex", "男性", "M"),
    ("sex", "女性", "F"),
    ("hospital_level", "三甲", "3"),
    ("hospital_level", "三乙", "3"),
    ("hospital_level", "二甲", "2"),
    ("hospital_level", "二乙", "2"),
    ("hospital_level", "一甲", "1"),
    ("hospital_level", "无等级", "none"),
    ("hospital_level", "未评级", "none"),
    ("category", "普通住院", "inpatient"),
    ("category", "门诊慢性病", "outpatient_chronic"),
    ("category", "门诊慢病", "outpatient_chronic"),
    ("category", "门诊特病", "outpatient_chronic"),
    ("category", "门慢", "outpatient_chronic"),
    ("category", "门诊急诊", "emergency"),
    ("cause", "意外伤害", "accident"),
    ("cause", "分娩", "maternity"),
    ("hardship", "困难", "yes"),
    ("hardship", "困难职工", "yes"),
    ("hardship", "非困难", "no"),
    ("hardship", "非困难职工", "no"),
    ("hardship", "Y", "yes"),
    ("hardship", "N", "no"),
    ("status", "正常", "final"),
    ("status", "有效", "final"),
    ("status", "作废", "void"),
    ("status", "冲销", "void"),
];

/// Words with which the row of a total begins.
pub(crate) const TOTALS: [&str; 4] = ["合计", "总计", "共计", "累计"];

/// Words with which a row below the table begins that is none of it: totals of a page, signatures, remarks.
pub(crate) const BELOW: [&str; 15] = [
    "小计",
    "本页",
    "制表",
    "填表",
    "制单",
    "审核",
    "复核",
    "经办",
    "负责人",
    "单位负责人",
    "单位盖章",
    "单位(盖章)",
    "备注:",
    "注:",
    "说明:",
];

//! For who gives decisions to systems that read FHIR, and takes claims from them.

// `huzhu fhir`.
sentences! {
    about()                    "writes what was decided as FHIR R4: ExplanationOfBenefit, ClaimResponse and Coverage"
                               "将核定结果写成 FHIR R4 资源：ExplanationOfBenefit、ClaimResponse、Coverage"
    arg_results()              "the folder of a batch with `--explain`" "以 `--explain` 运行的 batch 的输出文件夹"
    arg_ledger()               "the ledger, of which `--run` is exported" "台账；导出 `--run` 所指的批次"
    arg_run()                  "the bills that this run decided anew or otherwise" "该批次新核定或变更核定的结算单"
    arg_out()                  "the folder to write to" "输出文件夹"
    arg_bundle()               "one Bundle; left out, a file of lines for each kind of resource" "写成一个 Bundle；不写则每种资源一个逐行文件"
    arg_created()              "when the resources are made, with the zone: `2026-03-02T09:14:05+08:00`, or a day; left out, now"
                               "资源生成时间，须带时区：`2026-03-02T09:14:05+08:00`，或只写日期；不写则为当前时间"
    arg_key()                  "call persons and bills by pseudonyms of this key, as `huzhu pseudonymise` does" "以该密钥的代号表示人员和结算单，与 `huzhu pseudonymise` 一致"
    arg_full_ids()             "whole ids; with the reason" "写出完整编号；须说明原因"
    written(bills, folder)     "written as FHIR to {folder}: {bills} bills" "已写成 FHIR 并存入 {folder}：结算单 {bills} 张"
    no_explanations(folder, why) "`{folder}` has no `explanations.jsonl` ({why}); run `huzhu batch --explain`" "`{folder}` 中没有 `explanations.jsonl`（{why:#}）；请以 `huzhu batch --explain` 运行"
    not_an_explanation(line)   "bill {line}: no explanation that this version reads; run `huzhu batch --explain` again" "第 {line} 张结算单：不是本版本可读的理赔明细；请重新以 `huzhu batch --explain` 运行"
    not_a_moment(text)         "`{text}` is no moment with a zone, and no day; write `2026-03-02T09:14:05+08:00` or `2026-03-02`"
                               "`{text}` 不是带时区的时间，也不是日期；请写成 `2026-03-02T09:14:05+08:00` 或 `2026-03-02`"
    source_missing()           "name the folder of a batch, `--results DIR`, or a ledger, `--ledger FILE --run RUN`" "请以 `--results DIR` 指定 batch 的输出文件夹，或以 `--ledger FILE --run RUN` 指定台账"
}

// What stands in resources.
sentences! {
    kind_of_claim()            "mutual-aid supplementary medical cover" "互助补充医疗保障"
    hospital_not_said()        "hospital: not stated" "医院：未载明"
    no_cover()                 "no cover" "未参保"
}

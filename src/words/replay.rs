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

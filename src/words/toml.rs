//! What the reader of TOML says of a text that is none.

use super::rules::not_toml;
use super::{Lang, Sentence};

/// Beginnings of the messages of the TOML reader, and the same in Chinese.
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

/// The mistake of a text that is not TOML, from the message of its reader.
pub(crate) fn not_toml_as(message: &str) -> Sentence {
    let chinese = TOML.iter().find(|(begins, _)| message.starts_with(begins));
    let chinese = not_toml(chinese.map_or(message, |(_, chinese)| chinese));
    let text = |sentence: Sentence, lang| sentence.text(lang).to_owned();
    let english = text(not_toml(message), Lang::English);
    Sentence::new(english, text(chinese, Lang::Chinese))
}

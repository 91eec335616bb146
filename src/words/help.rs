//! The few words that clap writes in every help text by itself.

use super::Lang;

/// What clap writes in English in every help text, and the same in Chinese.
const HELP: [(&str, &str); 5] = [
    ("[OPTIONS]", "[选项]"),
    ("[COMMAND]", "[命令]"),
    ("<COMMAND>", "<命令>"),
    ("[possible values: ", "[可用值: "),
    ("[default: ", "[默认值: "),
];

/// A help text of clap in a language.
pub(crate) fn help_text(english: String, lang: Lang) -> String {
    match lang {
        Lang::English => english,
        Lang::Chinese => {
            HELP.iter().fold(english, |text, (english, chinese)| text.replace(english, chinese))
        }
    }
}

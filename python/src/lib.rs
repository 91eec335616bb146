//! The engine of huzhu for Python.
//!
//! A skin over the library: tables come in by the Arrow PyCapsule interface and go out by it, rules and previews are those
//! of the program. No amount is computed, and no cell read, on this side.

mod arguments;
mod bill;
mod errors;
mod explanation;
mod preview;
mod question;
mod replay;
mod rules;
mod run;
mod stream;
mod study;
mod table;

/// What `import huzhu` gives, but for what is written in Python.
#[pyo3::pymodule]
mod _huzhu {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::errors::{Error, InputError, QuestionError, RulesError};
    #[pymodule_export]
    use crate::errors::{RuleMistake, TableMistake};
    #[pymodule_export]
    use crate::explanation::Explanation;
    #[pymodule_export]
    use crate::preview::Preview;
    #[pymodule_export]
    use crate::replay::replay;
    #[pymodule_export]
    use crate::rules::Rules;
    #[pymodule_export]
    use crate::study::Study;
    #[pymodule_export]
    use crate::table::{Decisions, Table};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("MEANING", huzhu::adjudication::MEANING)
    }
}

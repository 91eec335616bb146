//! What a user is there for, and whose data belongs to it.

use std::fmt;

use crate::words::{Sentence, access as words};

/// What a user is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sits at a window, and sees the members of a part.
    Clerk,
    /// Sees all members of a part, restricted ones with a reason, and looks after the users.
    Supervisor,
    /// Sees who looked at whom, and bills without names.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 3] = [Role::Clerk, Role::Supervisor, Role::Auditor];

    /// As it is written in a command and in the file.
    pub fn code(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::Supervisor => "supervisor",
            Role::Auditor => "auditor",
        }
    }

    /// What a person calls it.
    pub fn title(self) -> Sentence {
        match self {
            Role::Clerk => words::clerk(),
            Role::Supervisor => words::supervisor(),
            Role::Auditor => words::auditor(),
        }
    }

    /// The role of a code.
    pub fn of(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The members that somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Everyone,
    /// Those whose `org_code` is this one, or lies below it.
    Below(String),
}

impl Part {
    /// The part as it is kept: a star, or a code.
    ///
    /// ```
    /// use huzhu::access::Part;
    ///
    /// let town = Part::of("3710.02");
    /// assert!(town.has("3710.02") && town.has("3710.02.17"));
    /// assert!(!town.has("3710.021") && !town.has("3710") && !town.has(""));
    /// assert!(Part::of("*").has(""));
    /// ```
    pub fn of(text: &str) -> Part {
        if text == "*" { Part::Everyone } else { Part::Below(text.to_owned()) }
    }

    /// What a person calls it.
    pub fn title(&self) -> Sentence {
        match self {
            Part::Everyone => words::everyone(),
            Part::Below(code) => words::part_of(code),
        }
    }

    /// Whether a member of a unit is of it.
    pub fn has(&self, org_code: &str) -> bool {
        match self {
            Part::Everyone => true,
            Part::Below(code) => org_code
                .strip_prefix(code.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        }
    }
}

impl Part {
    /// Whether all members of another part are of it too.
    pub fn covers(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Everyone, _) => true,
            (Part::Below(_), Part::Everyone) => false,
            (Part::Below(_), Part::Below(code)) => self.has(code),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Everyone => "*",
            Part::Below(code) => code,
        })
    }
}

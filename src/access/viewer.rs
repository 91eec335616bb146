//! Who asks for a member, and whether they may see it: a pure answer to what is known of both.

use super::role::{Part, Role};
use super::users::User;
use crate::ledger::Name;
use crate::words::{Sentence, access as words};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The name for the log of looks.
    pub name: Name,
    /// What they are there for.
    pub role: Role,
    /// The members that they may see.
    pub part: Part,
    /// The words of ids that are their own.
    pub own: Vec<String>,
}

impl Viewer {
    /// Somebody who sees all that a role sees.
    pub fn new(name: Name, role: Role, part: Part) -> Viewer {
        Viewer { name, role, part, own: Vec::new() }
    }
}

impl From<User> for Viewer {
    fn from(user: User) -> Viewer {
        let User { name, role, part, own, .. } = user;
        Viewer { name, role, part, own }
    }
}

/// What decides whether a member may be seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    /// The unit of the member.
    pub org_code: &'s str,
    /// The words of all ids of the person.
    pub words: &'s [String],
    /// Whether the member is restricted.
    pub is_restricted: bool,
    /// Whether a reason was given.
    pub has_reason: bool,
}

/// Why a member is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The member is of another part.
    OtherOffice,
    /// The member is who asks.
    OwnFile,
    /// The member is restricted.
    Restricted,
    /// The member is restricted, and who asks may see it with a reason.
    NeedsReason,
}

impl Refusal {
    /// As it stands in the log of looks.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::OtherOffice => "other office",
            Refusal::OwnFile => "own file",
            Refusal::Restricted | Refusal::NeedsReason => "restricted",
        }
    }

    /// The sentence, in every language.
    pub fn sentence(self) -> Sentence {
        match self {
            Refusal::OtherOffice => words::other_office(),
            Refusal::OwnFile => words::own_file(),
            Refusal::Restricted => words::is_restricted(),
            Refusal::NeedsReason => words::needs_reason(),
        }
    }
}

impl Viewer {
    /// Why a member is not shown; nothing where it is. That the member is of another part comes first: to who may not
    /// see it, nothing else is said of it.
    ///
    /// ```
    /// use huzhu::access::{Part, Refusal, Role, Seen, Viewer};
    /// use huzhu::ledger::Name;
    ///
    /// let clerk = Viewer::new(Name::new("Li")?, Role::Clerk, Part::of("3710.02"));
    /// let words = ["4be1".to_owned()];
    /// let seen = Seen { org_code: "3710.02.7", words: &words, is_restricted: false, has_reason: false };
    /// assert_eq!(clerk.refused(seen), None);
    /// assert_eq!(clerk.refused(Seen { org_code: "3710.03", ..seen }), Some(Refusal::OtherOffice));
    /// # Ok::<(), huzhu::ledger::InputError>(())
    /// ```
    pub fn refused(&self, seen: Seen) -> Option<Refusal> {
        if !self.part.has(seen.org_code) {
            return Some(Refusal::OtherOffice);
        }
        if self.own.iter().any(|own| seen.words.contains(own)) {
            return Some(Refusal::OwnFile);
        }
        match (seen.is_restricted, self.role) {
            (false, _) => None,
            (true, Role::Supervisor) if seen.has_reason => None,
            (true, Role::Supervisor) => Some(Refusal::NeedsReason),
            (true, Role::Clerk | Role::Auditor) => Some(Refusal::Restricted),
        }
    }

    /// Whether names and whole ids are shown: an auditor sees what was paid, and not to whom.
    pub fn sees_names(&self) -> bool {
        self.role != Role::Auditor
    }

    /// Whether the log of looks is shown.
    pub fn sees_looks(&self) -> bool {
        self.role == Role::Auditor
    }

    /// Whether they look after users.
    pub fn keeps_users(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Whether they look after a user of a part: of their own part, and not after themselves.
    pub fn keeps(&self, name: &Name, part: &Part) -> bool {
        self.keeps_users() && self.part.covers(part) && !self.name.is_same_person(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_see_whom() {
        let words = ["a1".to_owned(), "a2".to_owned()];
        let asks = |role, part, own: &[&str]| Viewer {
            name: Name::kept("Li"),
            role,
            part: Part::of(part),
            own: own.iter().map(|word| (*word).to_owned()).collect(),
        };
        let seen = |is_restricted, has_reason| Seen {
            org_code: "3710.02",
            words: &words,
            is_restricted,
            has_reason,
        };
        use Refusal::{NeedsReason, OtherOffice, OwnFile, Restricted};
        use Role::{Auditor, Clerk, Supervisor};
        for (role, part, own, is_restricted, has_reason, refused) in [
            (Clerk, "3710", &[][..], false, false, None),
            (Clerk, "3710.02", &["b1"], false, false, None),
            (Clerk, "3710.03", &[], false, true, Some(OtherOffice)),
            // Nothing is said of a restricted member, or of an own file, of another part.
            (Clerk, "3710.03", &["a1"], true, true, Some(OtherOffice)),
            (Clerk, "3710", &["a2"], false, true, Some(OwnFile)),
            (Clerk, "3710", &[], true, true, Some(Restricted)),
            (Supervisor, "*", &[], true, false, Some(NeedsReason)),
            (Supervisor, "*", &[], true, true, None),
            (Supervisor, "*", &["a1"], true, true, Some(OwnFile)),
            (Supervisor, "3711", &[], true, true, Some(OtherOffice)),
            (Auditor, "*", &[], false, false, None),
            (Auditor, "*", &[], true, true, Some(Restricted)),
        ] {
            let found = asks(role, part, own).refused(seen(is_restricted, has_reason));
            assert_eq!(found, refused, "{role:?} of {part}, restricted: {is_restricted}");
        }
    }
}

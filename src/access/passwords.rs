//! Passwords: what is kept of them, what is asked of them, and the one way to hold one to what is kept.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;

use super::error::AccessError;
use super::key::Key;

/// The fewest characters of a password, and of them different ones.
const LEAST: usize = 10;
const DIFFERENT: usize = 5;
/// The most bytes: longer texts would only cost time.
const MOST: usize = 256;

/// How much a guess at a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Hashing {
    /// What OWASP asks for: <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>.
    pub const USUAL: Hashing = Hashing { memory: 19 * 1024, passes: 2 };
}

/// Makes and checks what is kept of passwords, with Argon2id, one at a time: however many knock, the memory of one is
/// taken.
pub struct Passwords {
    argon2: Mutex<Argon2<'static>>,
    /// The hash of a password that nobody has, in place of that of a user who is not there.
    nobodys: String,
}

impl Passwords {
    /// Passwords whose guesses cost so much.
    ///
    /// # Errors
    ///
    /// When Argon2 takes no such cost, or there is no memory for it.
    pub fn new(hashing: Hashing) -> Result<Passwords, AccessError> {
        let params = Params::new(hashing.memory, hashing.passes, 1, None).map_err(refused)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobodys = hash(&argon2, Key::new()?.text())?;
        Ok(Passwords { argon2: Mutex::new(argon2), nobodys })
    }

    /// What is kept of a password.
    ///
    /// # Errors
    ///
    /// When it is too short, too long or has too few different characters; or there is no memory.
    pub fn keep(&self, password: &str) -> Result<String, AccessError> {
        let characters = normal(password).chars().count();
        let different = normal(password).chars().collect::<BTreeSet<char>>().len();
        if characters < LEAST || different < DIFFERENT || password.len() > MOST {
            return Err(AccessError::WeakPassword { least: LEAST });
        }
        hash(&self.argon2.lock().unwrap_or_else(PoisonError::into_inner), password)
    }

    /// Whether a password is the one of which `kept` is kept. Where nothing is kept, nobody's is held against it, so
    /// that the time it takes does not tell whether there is such a user.
    pub fn is(&self, password: &str, kept: Option<&str>) -> bool {
        let argon2 = self.argon2.lock().unwrap_or_else(PoisonError::into_inner);
        // One that is longer than any was never set, as the empty one.
        let password = normal(if password.len() > MOST { "" } else { password });
        let is_right =
            argon2.verify_password(password.as_bytes(), kept.unwrap_or(&self.nobodys)).is_ok();
        is_right && kept.is_some()
    }
}

fn hash(argon2: &Argon2, password: &str) -> Result<String, AccessError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(refused)?;
    let hash = argon2.hash_password_with_salt(normal(password).as_bytes(), &salt);
    Ok(hash.map_err(refused)?.to_string())
}

/// One spelling, in whatever width and composition a keyboard writes it.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn refused(why: impl std::fmt::Display) -> AccessError {
    AccessError::System { why: io::Error::other(why.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Hashing = Hashing { memory: 8, passes: 1 };

    #[test]
    fn a_password_is_right_in_any_width_and_wrong_in_any_other_letter() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let kept = passwords.keep("Kranich 2026!").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{kept}");
        assert!(passwords.is("Ｋｒａｎｉｃｈ 2026!", Some(&kept)));
        for wrong in ["", "kranich 2026!", "Kranich 2026", "Kranich 2026!!"] {
            assert!(!passwords.is(wrong, Some(&kept)), "{wrong}");
        }
        // One of a user who has none yet, or who is not there.
        assert!(!passwords.is("Kranich 2026!", None));
        assert_ne!(passwords.keep("Kranich 2026!").unwrap(), kept, "each has its own salt");
    }

    #[test]
    fn who_is_not_there_costs_what_a_user_costs() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(&passwords.nobodys), cost(&passwords.keep("Kranich 2026!").unwrap()));
    }

    #[test]
    fn short_long_and_monotonous_passwords_are_refused() {
        let passwords = Passwords::new(CHEAP).unwrap();
        for weak in ["", "Kranich 2", "aaaaaaaaaaaaaaa", "1212121212", &"Kranich 2026".repeat(30)] {
            assert!(
                matches!(passwords.keep(weak), Err(AccessError::WeakPassword { .. })),
                "{weak}"
            );
        }
        assert!(passwords.keep("鹤立鸡群风吹草低见牛").is_ok(), "ten characters");
    }
}

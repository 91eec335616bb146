//! Windows as they are asked for: the six that every edition has, and those that it declares.

use super::asked::{self, Kind};
use super::reader::{Read, Reader, Reports};
use super::scope::Scope;
use super::table::{Span, list, nearest};
use super::window::Window;
use crate::words::{self, Sentence};

impl Reader<'_, Scope<'_>> {
    /// Reports windows over spells that were asked for where bills are of other kinds than days in hospital.
    pub fn check_spells(&mut self, categories: u64) {
        for (place, in_hospital) in std::mem::take(&mut self.scope.asked_spells) {
            let others = categories & !in_hospital;
            let other = self.scope.vocabulary.categories.get(others.trailing_zeros() as usize);
            if let Some(other) = other.filter(|_| others != 0) {
                self.error(place, words::rules::no_days_in_hospital(other));
            }
        }
    }

    /// Reports sums over decided bills that were asked for where bills are not decided after those.
    pub fn check_last(&mut self, categories: u64) {
        let last = self.scope.vocabulary.decided_last;
        for (place, name) in std::mem::take(&mut self.scope.asked_last) {
            if categories & !last != 0 {
                let help = words::rules::decided_last_help();
                self.advise(place, words::rules::not_decided_last(&name), help);
            }
        }
    }

    /// Takes the required key `window`.
    pub fn window(&mut self) -> Read<Window> {
        self.window_of(Window::names().collect())
    }

    /// Takes the required key `window`, which must run over several bills.
    pub fn window_of_several(&mut self) -> Read<Window> {
        self.window_of(Window::names().skip(1).collect())
    }

    /// What a window of households is refused with where it must be of one member; `why` it must.
    pub fn of_one_member(
        &mut self,
        place: Span,
        window: Read<Window>,
        why: Sentence,
    ) -> Read<Window> {
        match window? {
            Window::Household(_) => Err(self.error(place, why)),
            window => Ok(window),
        }
    }

    /// Takes the required key `window`: one of these, or one that the edition declares.
    fn window_of(&mut self, names: Vec<&'static str>) -> Read<Window> {
        let declared = self.scope.windows.clone();
        let options = || names.iter().copied().chain(declared.iter().map(|one| one.name.as_str()));
        let node = self.required_choice("window", || list(options()))?;
        asked::is("window", || Kind::Words(names.iter().map(|name| (*name).to_owned()).collect()));
        let text = self.scalar(&node, "window")?;
        if let Some(one) = declared.iter().find(|one| one.name == text) {
            self.scope.used_windows.insert(one.name.clone());
            if let Ok(Window::Spell(spell)) = one.window {
                self.scope.asked_spells.push((node.span.clone(), spell.categories));
            }
            return one.window;
        }
        match Window::named(text).filter(|_| options().any(|name| name == text)) {
            Some(window) => Ok(window),
            None => {
                let help = nearest(text, options()).map(words::rules::did_you_mean);
                let message = words::rules::not_one_of(text, list(options()));
                Err(self.advise(node.span.clone(), message, help))
            }
        }
    }
}

//! The first page: whose bill is it?

use maud::{Markup, html};

use super::{Reader, box_faults, frame, summary};
use crate::intake::mask;
use crate::window::find::Namesake;
use crate::window::sheet::BoxFault;
use crate::words::{find as words, window};

/// The box of the name, and that of the unit.
pub(in crate::window) const NAME: &str = "name";
pub(in crate::window) const UNIT: &str = "unit";

/// What was typed into the boxes of the first page.
#[derive(Default)]
pub(in crate::window) struct Sought<'s> {
    pub id: &'s str,
    pub name: &'s str,
    pub unit: &'s str,
}

/// The first page, with what is wrong with what was typed.
pub(in crate::window) fn find(reader: Reader, sought: &Sought, faults: &[BoxFault]) -> String {
    let body = html! {
        (summary(reader, faults))
        form method="post" action="/member" autocomplete="off" {
            (reader.key())
            h1 { label for="member_id" { (reader.say(&window::member_id())) } }
            p.hint id="member_id-hint" { (reader.say(&window::member_id_hint())) }
            (box_faults(reader, "member_id", faults))
            input.id id="member_id" name="member_id" value=(sought.id) type="text" spellcheck="false"
                autocomplete="off" aria-describedby="member_id-hint" autofocus;
            button type="submit" { (reader.say(&window::find())) }
        }
        (by_name(reader, sought, faults))
    };
    frame(reader, &window::find_member(), &body)
}

fn by_name(reader: Reader, sought: &Sought, faults: &[BoxFault]) -> Markup {
    html! {
        form method="post" action="/find" autocomplete="off" {
            (reader.key())
            h2 { (reader.say(&words::by_name())) }
            div.box {
                label for=(NAME) { (reader.say(&words::name())) }
                p.hint id="name-hint" { (reader.say(&words::name_hint())) }
                (box_faults(reader, NAME, faults))
                input.id id=(NAME) name=(NAME) value=(sought.name) type="text" spellcheck="false"
                    aria-describedby="name-hint";
            }
            div.box {
                label for=(UNIT) { (reader.say(&words::unit())) }
                (box_faults(reader, UNIT, faults))
                input.id id=(UNIT) name=(UNIT) value=(sought.unit) type="text" spellcheck="false";
            }
            button type="submit" { (reader.say(&window::find())) }
        }
    }
}

/// Members of one name, each under the number that leads to the page.
pub(in crate::window) fn namesakes(reader: Reader, found: &[(u32, Namesake)]) -> String {
    let heads = [words::name(), words::member_id(), words::born(), words::of_unit()];
    let body = html! {
        h1 { (reader.say(&words::found(found.len()))) }
        table {
            thead { tr { @for head in &heads { th scope="col" { (reader.say(head)) } } } }
            tbody {
                @for (number, one) in found {
                    tr {
                        td { a href=(format!("/member/{number}")) { bdi { (one.name) } } }
                        td { (mask(&one.member_id)) }
                        td { (one.born) }
                        td { bdi { (one.unit) } }
                    }
                }
            }
        }
    };
    frame(reader, &window::find_member(), &body)
}

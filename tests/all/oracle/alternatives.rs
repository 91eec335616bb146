//! Benefits of which only one is paid in a window: each is tried, then one is taken.

use super::at::At;
use super::calendar::Window;
use super::claim::Claim;
use super::fold::{Working, computed, run};
use super::fraction::Fraction;
use super::node::Node;

/// Which benefit of which group of alternatives is taken in which window.
#[derive(Clone, Default)]
pub struct Choices(Vec<(Group, Vec<(Window, String)>)>);

/// A group is the same in every edition that lists the same benefits for the same window.
#[derive(Clone, PartialEq)]
pub struct Group {
    benefits: Vec<String>,
    window: String,
    take: String,
}

pub fn decide_all(claim: &Claim) -> Vec<Working> {
    let groups = groups(claim);
    let mut choices = Choices::default();
    for (place, group) in groups.iter().enumerate() {
        let later = &groups[place + 1..];
        let chosen = choose(claim, group, &choices, later);
        choices.0.push((group.clone(), chosen));
    }
    run(claim, &choices, &[])
}

fn groups(claim: &Claim) -> Vec<Group> {
    let mut groups = Vec::new();
    for table in claim.editions.iter().flat_map(|edition| edition.list("alternatives")) {
        let group = group_of(table);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

fn group_of(table: &Node) -> Group {
    let benefits = table.texts("benefits").into_iter().map(str::to_owned).collect();
    Group { benefits, window: table.text("window").to_owned(), take: table.text("take").to_owned() }
}

/// Each benefit of the group is tried alone, in every window at once; then each window takes its own.
fn choose(
    claim: &Claim,
    group: &Group,
    earlier: &Choices,
    later: &[Group],
) -> Vec<(Window, String)> {
    let tried: Vec<(&String, Vec<Working>)> = group
        .benefits
        .iter()
        .map(|option| {
            let mut choices = earlier.clone();
            let everywhere =
                windows(claim, group).into_iter().map(|window| (window, option.clone()));
            choices.0.push((group.clone(), everywhere.collect()));
            (option, run(claim, &choices, later))
        })
        .collect();
    let take = |window: Window| {
        let sums = tried.iter().map(|(option, workings)| {
            (*option, computed_in(claim, workings, option, group, &window))
        });
        let option = taken(&group.take, sums.collect());
        (window, option)
    };
    windows(claim, group).into_iter().map(take).collect()
}

/// The first that pays most, or the first that pays anything; of those that pay nothing, the first.
fn taken(take: &str, sums: Vec<(&String, Fraction)>) -> String {
    let most = sums.iter().map(|(_, sum)| *sum).max().expect("a group lists benefits");
    let wanted = match take {
        "larger" => sums.iter().find(|(_, sum)| *sum == most),
        "first_listed" => sums.iter().find(|(_, sum)| sum.is_above_zero()),
        other => panic!("`{other}` is not a way to take one of several"),
    };
    wanted.unwrap_or(&sums[0]).0.clone()
}

fn computed_in(
    claim: &Claim,
    workings: &[Working],
    option: &str,
    group: &Group,
    window: &Window,
) -> Fraction {
    let there = claim.bills.iter().filter_map(|bill| claim.at_benefit(bill, option));
    let there = there.filter(|at| at.window(&group.window) == *window);
    there.map(|at| computed(workings, at.bill, option)).sum()
}

/// The windows in which the group has bills.
fn windows(claim: &Claim, group: &Group) -> Vec<Window> {
    let mut windows = Vec::new();
    for bill in &claim.bills {
        for at in group.benefits.iter().filter_map(|benefit| claim.at_benefit(bill, benefit)) {
            let window = at.window(&group.window);
            if !windows.contains(&window) {
                windows.push(window);
            }
        }
    }
    windows
}

/// Whether the benefit stands aside on this bill, because of the choices or because groups whose
/// choice comes later are not asked yet.
pub fn stands_aside(at: &At, choices: &Choices, later: &[Group]) -> bool {
    let id = at.benefit_id().to_owned();
    let edition = at.claim.edition_of(at.bill).expect("a benefit stands in an edition");
    let of_edition: Vec<Group> = edition.list("alternatives").into_iter().map(group_of).collect();
    let concerns = |group: &Group| of_edition.contains(group) && group.benefits.contains(&id);
    let not_yet = later.iter().any(concerns);
    let another = choices.0.iter().filter(|(group, _)| concerns(group)).any(|(group, chosen)| {
        let here = at.window(&group.window);
        chosen.iter().any(|(window, option)| *window == here && *option != id)
    });
    not_yet || another
}

//! How the message sets and the unions of the corpus are told apart, counted.

use crate::Row;
use asyncapi_channels_codegen::model::{Api, TypeKind};
use asyncapi_channels_codegen::plan::{Frames, KeySet, Select, Step};
use std::collections::BTreeMap;

/// Prints how many sets of several messages, and how many unions, are told apart in each way.
/// Channels that unite others are left out: theirs are the same messages.
pub(crate) fn print(rows: &[Row]) {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for api in rows.iter().filter_map(Row::api) {
        for strategy in message_sets(api) {
            counts.entry(strategy).or_default()[0] += 1;
        }
        for strategy in unions(api) {
            counts.entry(strategy).or_default()[1] += 1;
        }
    }
    println!("| told apart by | sets of messages | `oneOf` and `anyOf` |\n|---|---:|---:|");
    for (strategy, [sets, unions]) in &counts {
        println!("| {strategy} | {sets} | {unions} |");
    }
    let [sets, unions] = [0, 1].map(|column| counts.values().map(|row| row[column]).sum::<usize>());
    println!("| all | {sets} | {unions} |");
    let warnings = rows.iter().filter_map(Row::accepted);
    let warnings: Vec<&String> = warnings
        .flat_map(|expansion| &expansion.warnings)
        .filter(|warning| warning.contains("nothing tells the"))
        .collect();
    println!("\nwarnings of what nothing tells apart: {}", warnings.len());
    for warning in warnings {
        println!("- {}", warning.lines().next().unwrap_or_default());
    }
}

fn message_sets(api: &Api) -> impl Iterator<Item = &'static str> {
    let channels = api.channels.iter();
    channels
        .filter(|channel| channel.unites.is_empty())
        .flat_map(|channel| [&channel.to_server, &channel.to_client])
        .filter(|set| set.variants.len() > 1)
        .map(|set| of_frames(&set.frames))
}

fn of_frames(frames: &Frames) -> &'static str {
    match &frames.json {
        _ if !frames.ambiguous.is_empty() => "7 trial of some in document order, with a warning",
        Some(select) if frames.binary.is_empty() && frames.text.is_none() => of_select(select),
        _ => "1 kind of frame, then as below",
    }
}

fn unions(api: &Api) -> impl Iterator<Item = &'static str> {
    api.types.iter().filter_map(|def| match &def.kind {
        TypeKind::Union(union) => Some(of_select(&union.select)),
        _ => None,
    })
}

fn of_select(select: &Select) -> &'static str {
    match select {
        Select::Tag { path, .. } if path.len() > 1 => "2 tag, nested",
        Select::Tag { path, .. } if matches!(path[..], [Step::Index(_)]) => "4 tag in an array",
        Select::Tag {
            absent: None,
            other: None,
            ..
        } => "2 tag of all",
        Select::Tag { values, .. } if values.len() == 1 => "2 tag of one",
        Select::Tag { other: None, .. } => "2 tag of all, optional",
        Select::Tag { .. } => "3 tag of some, then properties",
        Select::Kind(_) => "4 JSON kind",
        Select::Keys(sets) if has_own_keys(sets) => "5 a required property of each",
        Select::Keys(_) => "6 sets of properties",
        Select::Variants(_) => "7 trial, the narrower first",
    }
}

/// Whether all but one have a required property that no other knows.
fn has_own_keys(sets: &[KeySet]) -> bool {
    let is_own = |set: &KeySet, key: &String| {
        let mut others = sets.iter().filter(|other| other.variant != set.variant);
        others.all(|other| !other.known.contains(key))
    };
    let with_own = sets
        .iter()
        .filter(|set| set.required.iter().any(|key| is_own(set, key)));
    with_own.count() + 1 >= sets.len()
}

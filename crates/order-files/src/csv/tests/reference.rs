//! Computes what the rows of a file mean, with all of them in memory.

use std::collections::HashMap;

use domain::Timestamp;

use super::{Line, Outcome, time_of};

/// What one file means, judged by its own rows.
pub(super) fn expected(lines: &[Line], has_slashes: bool) -> Outcome {
    struct Group {
        first: usize,
        time: Option<u16>,
        version: &'static str,
        status: &'static str,
        items: Vec<(String, u64)>,
        wrong: Option<String>,
        other_time: Option<u16>,
    }
    let days = || {
        lines
            .iter()
            .filter_map(|line| line.minute)
            .map(|minute| minute / 1440 + 1)
    };
    let is_told = !has_slashes || days().any(|day| day > 12);
    let at = |minute: u16| {
        let day = minute / 1440 + 1;
        let from = Timestamp::parse_rfc3339("2026-03-01T00:00:00Z")
            .unwrap()
            .millis();
        (is_told || day == 3).then(|| from + i64::from(minute) * 60_000)
    };
    let mut groups: Vec<(String, Group)> = Vec::new();
    let mut by_key: HashMap<(String, &str), usize> = HashMap::new();
    let mut before: Option<usize> = None;
    for (row, line) in lines.iter().enumerate() {
        let says_nothing =
            line.version.is_empty() && line.minute.is_none() && line.status.is_empty();
        let key = (
            line.id.clone(),
            if line.version.is_empty() {
                "0"
            } else {
                line.version
            },
        );
        let found = match before
            .filter(|before| says_nothing && !line.id.is_empty() && groups[*before].0 == line.id)
        {
            Some(before) => Some(before),
            None => by_key.get(&key).copied().filter(|_| !line.id.is_empty()),
        };
        let place = found.unwrap_or_else(|| {
            let group = Group {
                first: row,
                time: line.minute,
                version: line.version,
                status: line.status,
                items: Vec::new(),
                wrong: None,
                other_time: None,
            };
            groups.push((line.id.clone(), group));
            by_key.insert(key, groups.len() - 1);
            groups.len() - 1
        });
        let group = &mut groups[place].1;
        group.items.push((line.sku.clone(), line.quantity.into()));
        if line.minute.is_some() && line.minute != group.time {
            group.other_time = line.minute;
        }
        let meant = |status: &'static str| if status.is_empty() { "placed" } else { status };
        if !says_nothing && meant(line.status) != meant(group.status) {
            let (ours, theirs) = (meant(group.status), meant(line.status));
            let said = format!(
                "rows {} and {} of memory.csv differ in status (`{ours}`, `{theirs}`)",
                group.first + 2,
                row + 2
            );
            group.wrong.get_or_insert(said);
        }
        before = Some(place);
    }
    groups.sort_by_key(|(_, group)| (group.time.and_then(at), group.first));
    let has_two = |group: &Group| {
        group.time.and_then(at).is_some() && group.other_time.and_then(at).is_some()
    };
    let two_times = groups.iter().filter(|(_, group)| has_two(group)).count();
    let mut outcome = Outcome::default();
    for (id, group) in groups {
        match group.wrong {
            Some(wrong) => outcome.refused.push((wrong, Some(id))),
            None => {
                let time = group
                    .time
                    .map_or(String::new(), |minute| time_of(minute, has_slashes));
                let at = group.time.and_then(at).ok_or(time);
                outcome.orders.push((
                    id,
                    at,
                    group.version.to_owned(),
                    group.status.to_owned(),
                    group.items,
                ));
            }
        }
    }
    if two_times > 0 {
        let orders = match two_times {
            1 => "1 order has".to_owned(),
            many => format!("{many} orders have"),
        };
        outcome.notes.push(format!(
            "{orders} rows with different times: the first row's was taken"
        ));
    }
    outcome
}

//! Counts what became of the events.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use api_types::IntakeAnswer;
use pipeline::Summary;
use serde::Serialize;

#[derive(Debug)]
pub(crate) struct ImportSummary {
    accepted: u64,
    duplicates: u64,
    updated: u64,
    /// Accepted by a server whose store is unavailable. Their result is known only later.
    buffered: u64,
    rejected: BTreeMap<String, u64>,
    /// Accepted and updated orders that are tests and do not count.
    tests: u64,
    /// Values ignored in accepted orders, because they are of another kind than our field; by field.
    ignored: BTreeMap<String, u64>,
    /// What was assumed about the files, and what is wrong with them.
    notes: Vec<String>,
    started: Instant,
    took: Duration,
}

impl Default for ImportSummary {
    fn default() -> ImportSummary {
        ImportSummary {
            accepted: 0,
            duplicates: 0,
            updated: 0,
            buffered: 0,
            rejected: BTreeMap::new(),
            tests: 0,
            ignored: BTreeMap::new(),
            notes: Vec::new(),
            started: Instant::now(),
            took: Duration::ZERO,
        }
    }
}

#[derive(Serialize)]
struct Json<'a> {
    accepted: u64,
    duplicates: u64,
    updated: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    buffered: Option<u64>,
    rejected: &'a BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<u64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    ignored: &'a BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    seconds: f64,
    orders_per_second: f64,
}

impl ImportSummary {
    pub(super) fn add(&mut self, summary: &Summary) {
        self.accepted += summary.accepted;
        self.duplicates += summary.duplicates;
        self.updated += summary.updated;
        for event in &summary.rejected {
            self.reject(event.rejection.reason.as_str());
        }
        self.tests += summary.tests;
        for (name, values) in summary.ignored.each() {
            *self.ignored.entry(name.to_owned()).or_default() += values;
        }
    }

    pub(crate) fn add_answer(&mut self, answer: &IntakeAnswer) {
        self.accepted += answer.accepted;
        self.duplicates += answer.duplicates;
        self.updated += answer.updated;
        self.buffered += answer.buffered;
        for event in &answer.rejected {
            self.reject(&event.reason);
        }
        self.tests += answer.tests;
        for (name, values) in &answer.ignored {
            *self.ignored.entry(name.clone()).or_default() += values;
        }
    }

    pub(super) fn reject(&mut self, reason: &str) {
        *self.rejected.entry(reason.to_owned()).or_default() += 1;
    }

    pub(super) fn note_once(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn note(&mut self, notes: Vec<String>) {
        self.notes.extend(notes);
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    pub(super) fn events(&self) -> u64 {
        self.accepted + self.duplicates + self.updated + self.buffered + self.rejected()
    }

    /// Stops the timer.
    pub(crate) fn finish(&mut self) {
        self.took = self.started.elapsed();
    }

    fn orders_per_second(&self) -> f64 {
        (self.events() as f64 / self.took.as_secs_f64().max(1e-9) * 10.0).round() / 10.0
    }

    pub(super) fn json(&self) -> String {
        let json = Json {
            accepted: self.accepted,
            duplicates: self.duplicates,
            updated: self.updated,
            buffered: Some(self.buffered).filter(|orders| *orders > 0),
            rejected: &self.rejected,
            tests: Some(self.tests).filter(|orders| *orders > 0),
            ignored: &self.ignored,
            notes: &self.notes,
            seconds: self.took.as_secs_f64(),
            orders_per_second: self.orders_per_second(),
        };
        // Serializing numbers and text cannot fail.
        serde_json::to_string(&json).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "accepted    {:>12}\nduplicates  {:>12}\nupdated     {:>12}\nrejected    {:>12}",
            self.accepted,
            self.duplicates,
            self.updated,
            self.rejected()
        );
        for (reason, count) in &self.rejected {
            text.push_str(&format!("\n  {reason:<20} {count}"));
        }
        if self.tests > 0 {
            let tests = self.tests;
            text.push_str(&format!(
                "\ntests       {tests:>12}  of these, and count nothing"
            ));
        }
        if !self.ignored.is_empty() {
            let values: u64 = self.ignored.values().sum();
            text.push_str(&format!(
                "\nignored     {values:>12}  values of the wrong type for their field"
            ));
        }
        for (name, values) in &self.ignored {
            text.push_str(&format!("\n  {name:<20} {values}"));
        }
        if self.buffered > 0 {
            let buffered = self.buffered;
            text.push_str(&format!(
                "\nbuffered    {buffered:>12}  the server's store is away"
            ));
        }
        let (seconds, rate) = (self.took.as_secs_f64(), self.orders_per_second());
        text.push_str(&format!("\n{rate:.0} orders/s, {seconds:.2} s"));
        for note in &self.notes {
            text.push_str(&format!("\nnote: {note}"));
        }
        text
    }
}

//! Turns files exported by platforms into order events, by the platform's rules (`presets::exports`).
//!
//! The used part of a file is held in memory: the cells of the columns that are read, and which rows belong to each
//! order.

mod cells;
mod chunks;
mod clocks;
mod sheet;
mod zones;

use presets::exports::{Column, Export, plain_title};

pub(super) use chunks::Events;
pub(super) use sheet::Sheet;

/// A recognised export, with the positions of its columns.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) export: &'static Export,
    pub(super) columns: Vec<(Column, usize)>,
    /// The file's titles.
    titles: Vec<String>,
    /// Whether the user named the export.
    is_told: bool,
}

impl Found {
    /// Finds an export's columns among these titles. `told` assigns some by hand.
    ///
    /// # Errors
    /// A sentence that names the missing column.
    pub(super) fn new(
        export: &'static Export,
        titles: &csv::StringRecord,
        told: &[(Column, String)],
        is_told: bool,
    ) -> Result<Found, String> {
        let mut columns = export.places(titles.iter());
        for (column, title) in told {
            if !export.columns().any(|known| known == *column) {
                let known: Vec<&str> = export.columns().map(Column::name).collect();
                return Err(format!(
                    "map: an order export of {} has no `{}`; it has: {}",
                    export.title,
                    column.name(),
                    known.join(", ")
                ));
            }
            let plain = plain_title(title);
            let is =
                |it: &str| it.trim() == title || (!plain.is_empty() && plain_title(it) == plain);
            let Some(place) = titles.iter().position(is) else {
                return Err(format!("map: the file has no column `{title}`"));
            };
            columns.retain(|(known, _)| known != column);
            columns.push((*column, place));
        }
        let missing = export
            .needed()
            .find(|(column, _)| !columns.iter().any(|(known, _)| known == column));
        if let Some((column, usual)) = missing {
            return Err(format!(
                "an order export of {} needs a column for `{}`, usually titled like `{}`; use --map {}=COLUMN",
                export.title,
                column.name(),
                usual.first().copied().unwrap_or_default(),
                column.name()
            ));
        }
        columns.sort_unstable();
        Ok(Found {
            export,
            columns,
            titles: titles.iter().map(|title| title.trim().to_owned()).collect(),
            is_told,
        })
    }

    /// Notes which column was taken for which field.
    fn notes(&self, file: &str, notes: &mut Vec<String>) {
        let taken = self.columns.iter().map(|(column, place)| {
            let title = self.titles.get(*place).map_or("", |title| title);
            format!("{} = `{title}`", column.name())
        });
        let taken: Vec<String> = taken.collect();
        let title = self.export.title;
        let how = match self.is_told {
            true => "was read as",
            false => "is",
        };
        notes.push(format!(
            "{file} {how} an order export of {title}: {}",
            taken.join(", ")
        ));
        notes.push(format!(
            "{file}: it does not contain {}",
            self.export.untold
        ));
        let lacks = |column| !self.columns.iter().any(|(known, _)| *known == column);
        if lacks(Column::Id) && !lacks(Column::Key) {
            notes.push(format!(
                "{file}: it has no column with {title}'s own ids, so its orders will not match those that {title} sends"
            ));
        }
        if let Some(doubt) = self.export.doubt {
            notes.push(format!("{file}: warning: {doubt}"));
        }
    }
}

//! Files of orders that platforms export: their columns, and what the rows of an order mean.
//!
//! Each platform's file is a row of [`Export::all`]. Columns are recognised by their titles, in any order; each has
//! several titles, because platforms rename them. The reader interprets the file's numbers and times ([`Cells`]). Ids
//! match those of webhooks and API. Versions are 0 if a file has no time of change, so that anything from the platform
//! itself replaces the file's data.

mod amazon;
mod bigcommerce;
mod column;
mod ebay;
mod entities;
mod etsy;
mod lines;
mod magento;
mod prestashop;
mod rows;
mod shopify;
mod square;
mod status;
mod stripe;
mod woo_analytics;
mod woo_orders;

use domain::Rejection;

pub use column::Column;
pub use entities::without_entities;
pub use rows::Cells;

use crate::event::Event;
use column::Titles;
use rows::Rows;

/// A kind of file that a platform exports.
pub struct Export {
    /// Its stable name, by which users can select it.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Why it is doubtful, if it is so doubtful that it must be selected explicitly.
    pub doubt: Option<&'static str>,
    /// The zone of times without an offset.
    pub zone: Zone,
    /// Time formats in addition to the usual ones, in `strftime` notation; the first that fits a whole file is used.
    pub times: &'static [&'static str],
    /// Whether quotes in cells have a meaning.
    pub has_quotes: bool,
    /// What the file does not contain, and what replaces it.
    pub untold: &'static str,
    columns: &'static [(Column, Titles)],
    /// Required columns.
    needed: &'static [Column],
    /// Titles that are rare in other files.
    marks: Titles,
    read: fn(&Rows<'_>) -> Result<Vec<Event>, Rejection>,
    standing: status::Words,
}

/// The zone of times without an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The shop's.
    Shop,
    /// Universal time.
    Utc,
}

/// The content of an order's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The order's events: the order itself, and its refunds.
    pub events: Vec<Event>,
    /// An unknown status. The order counts.
    pub strange_status: Option<String>,
}

/// How many unusual titles identify a file for certain.
const SURE: usize = 2;

static ALL: [Export; 11] = [
    shopify::EXPORT,
    woo_analytics::EXPORT,
    woo_orders::EXPORT,
    stripe::EXPORT,
    square::EXPORT,
    etsy::EXPORT,
    amazon::EXPORT,
    ebay::EXPORT,
    magento::EXPORT,
    prestashop::EXPORT,
    bigcommerce::EXPORT,
];

impl Export {
    /// Every kind.
    pub fn all() -> &'static [Export] {
        &ALL
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<&'static Export> {
        ALL.iter().find(|export| export.name == name)
    }

    /// The export that a header belongs to, if that is certain enough to assume.
    pub fn of_titles<'t>(titles: impl Iterator<Item = &'t str> + Clone) -> Option<&'static Export> {
        let titles: Vec<String> = titles.map(plain_title).collect();
        let is_one = |export: &&Export| {
            let needed = export.needed.iter();
            export.doubt.is_none()
                && export.has_marks(&titles)
                && needed
                    .copied()
                    .all(|column| export.place(column, &titles).is_some())
        };
        ALL.iter().find(is_one)
    }

    /// The export that a header may belong to, even if that is uncertain.
    pub fn like_titles<'t>(titles: impl Iterator<Item = &'t str>) -> Option<&'static Export> {
        let titles: Vec<String> = titles.map(plain_title).collect();
        ALL.iter().find(|export| export.has_marks(&titles))
    }

    fn has_marks(&self, titles: &[String]) -> bool {
        let marks = self.marks.iter();
        let found = marks.filter(|mark| titles.iter().any(|title| title == *mark));
        found.count() >= SURE
    }

    fn place(&self, column: Column, titles: &[String]) -> Option<usize> {
        let known = self.columns.iter().filter(|(it, _)| *it == column);
        let mut known = known.flat_map(|(_, known)| known.iter());
        known.find_map(|known| titles.iter().position(|title| title == known))
    }

    /// The columns that this export may have.
    pub fn columns(&self) -> impl Iterator<Item = Column> + '_ {
        self.columns.iter().map(|(column, _)| *column)
    }

    /// The position of each of its columns under these titles. If several titles of a column appear, the first in its
    /// list is used.
    pub fn places<'t>(&self, titles: impl Iterator<Item = &'t str>) -> Vec<(Column, usize)> {
        let titles: Vec<String> = titles.map(plain_title).collect();
        let places = self.columns();
        let places = places.filter_map(|column| Some((column, self.place(column, &titles)?)));
        places.collect()
    }

    /// Required columns, with their titles.
    pub fn needed(&self) -> impl Iterator<Item = (Column, Titles)> + '_ {
        let of = |column: &Column| self.columns.iter().find(|(known, _)| known == column);
        self.needed.iter().filter_map(of).copied()
    }

    /// Reads the rows of an order.
    ///
    /// # Errors
    /// Explains why they are not an order.
    pub fn read(&self, cells: &dyn Cells) -> Result<Said, Rejection> {
        let rows = Rows::new(cells, self.standing);
        let events = (self.read)(&rows)?;
        Ok(Said {
            events,
            strange_status: rows.strange_status(),
        })
    }
}

/// A title in lower case, without spaces and punctuation.
pub fn plain_title(title: &str) -> String {
    title
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_export_is_known_by_its_own_titles_alone() {
        for export in Export::all() {
            assert_eq!(
                Export::from_name(export.name).map(|it| it.name),
                Some(export.name)
            );
            for column in export.needed {
                assert!(
                    export.columns().any(|it| it == *column),
                    "{}: {column:?}",
                    export.name
                );
            }
            let all = export.columns.iter().flat_map(|(_, titles)| titles.iter());
            for title in all.chain(export.marks) {
                assert_eq!(plain_title(title), *title, "{}", export.name);
            }
            let needed = export.needed().map(|(_, titles)| titles[0]);
            let titles: Vec<&str> = needed.chain(export.marks.iter().copied()).collect();
            let found = Export::of_titles(titles.iter().copied()).map(|it| it.name);
            let expected = export.doubt.is_none().then_some(export.name);
            assert_eq!(found, expected);
        }
        assert!(Export::of_titles(["id", "timestamp", "sku", "price"].into_iter()).is_none());
    }
}

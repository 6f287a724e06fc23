//! Files of orders as platforms export them: which columns they have, and what the rows of an order mean.
//!
//! A platform is a file with a row of [`Export::all`]. Columns are known by their titles in any order, and each by several
//! titles, since platforms rename them. What texts mean, numbers and times in the form of the file, is the reader's to say
//! ([`Cells`]); identities are those of webhooks and API, and versions are 0 where a file has no time of change, so that
//! whatever the platform itself tells takes the place of what a file told.

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
    /// Its stable name, by which it can be asked for.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What is doubtful about it, where that is so much that it is taken only when it is asked for.
    pub doubt: Option<&'static str>,
    /// In which zone times without an offset stand.
    pub zone: Zone,
    /// Forms of times beside the usual ones, as `strftime` writes them; the first that fits a whole file is taken.
    pub times: &'static [&'static str],
    /// Whether quotes in cells mean something.
    pub has_quotes: bool,
    /// What it cannot tell, and what stands in.
    pub untold: &'static str,
    columns: &'static [(Column, Titles)],
    /// Columns without which nothing can be known.
    needed: &'static [Column],
    /// Titles that other files rarely have.
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

/// What the rows of an order say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The order's events: itself, and what was given back.
    pub events: Vec<Event>,
    /// A status that is not known here. The order counts.
    pub strange_status: Option<String>,
}

/// How many unusual titles make it sure whose file it is.
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

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<&'static Export> {
        ALL.iter().find(|export| export.name == name)
    }

    /// Whose export a head line is, if that is sure enough to take it for one.
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

    /// Whose export a head line may be, also if it is not sure.
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

    /// Where each of its columns stands under these titles. Of several titles of a column the first of its list is taken.
    pub fn places<'t>(&self, titles: impl Iterator<Item = &'t str>) -> Vec<(Column, usize)> {
        let titles: Vec<String> = titles.map(plain_title).collect();
        let places = self.columns();
        let places = places.filter_map(|column| Some((column, self.place(column, &titles)?)));
        places.collect()
    }

    /// Columns without which nothing can be known, with the titles they are known by.
    pub fn needed(&self) -> impl Iterator<Item = (Column, Titles)> + '_ {
        let of = |column: &Column| self.columns.iter().find(|(known, _)| known == column);
        self.needed.iter().filter_map(of).copied()
    }

    /// Reads the rows of an order.
    ///
    /// # Errors
    /// Why they are none.
    pub fn read(&self, cells: &dyn Cells) -> Result<Said, Rejection> {
        let rows = Rows::new(cells, self.standing);
        let events = (self.read)(&rows)?;
        Ok(Said {
            events,
            strange_status: rows.strange_status(),
        })
    }
}

/// A title without case, spaces and punctuation.
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

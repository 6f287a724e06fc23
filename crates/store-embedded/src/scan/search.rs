//! Searches a leaderboard. The texts of the whole catalogue are searched outside the shop's lock; the few best-selling
//! items, which are known anyway, nearly always have the page and its ranks.

use domain::{BusinessDay, FoundItem, SearchText};
use ports::{Page, StoreError};

use super::{ITEMS, Scan};
use crate::state::{Marked, PART, RankedPage, SoldItems, TextFinder, Ties, keep_best, keep_first};

/// SKUs per look: they are far from each other in memory.
const SAMPLES: usize = 1_024;

impl Scan {
    /// A page of a leaderboard's items that match a text.
    pub(crate) fn search(
        mut self,
        day: Option<BusinessDay>,
        text: SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        let mut leaders = match day {
            Some(day) => self.look(|state| state.sold_on(day))?,
            None => self.look(|state| state.best_sold())?,
        };
        // In the order of the catalogue, items are read far faster.
        leaders.sort_unstable_by_key(|(item, _)| *item);
        let (items, end) = (
            self.look(|state| state.item_count())?,
            offset.saturating_add(limit),
        );
        let finder = TextFinder::new(text);
        let is_counted = day.is_none() && finder.counts();
        let among = Marked::of(&leaders);
        let (mut found, mut total) = match is_counted {
            true => self.count(&finder, items, &among)?,
            false => self.find(&finder, items, day.map(|_| &among))?,
        };
        let mut best = found.among(&leaders);
        let is_among_leaders = best.len() >= end.min(total);
        if !is_among_leaders {
            leaders = self.busy()?;
            if is_counted {
                (found, total) = self.count(&finder, items, &Marked::of(&leaders))?;
            }
            best = found.among(&leaders);
        }
        let mut placed = Vec::new();
        if best.len() >= end.min(total) {
            keep_first(&mut best, end);
            for some in best.chunks(ITEMS) {
                self.look(|state| state.place(some.iter().copied(), &mut placed))?;
            }
        } else {
            if is_counted {
                (found, total) = self.find(&finder, items, None)?;
            }
            let mut last = None;
            for part in 0..items.div_ceil(PART) {
                self.look(|state| state.place_sold(part, &found, last.as_ref(), &mut placed))?;
                last = keep_best(&mut placed, end).or(last);
            }
        }
        let mut page = RankedPage::of(placed, offset, limit);
        if !page.is_empty() {
            for some in leaders.chunks(ITEMS) {
                self.look(|state| state.count_before(some.iter().copied(), &mut page))?;
            }
        }
        if !is_among_leaders {
            for place in page.tied() {
                self.look(|state| state.count_tied(place, &mut page))?;
            }
        }
        let items = self.look(|state| state.named(&page))?;
        Ok(Page { items, total })
    }

    /// Those of the items, or of some, that have units and match, and how many.
    fn find(
        &mut self,
        finder: &TextFinder,
        items: usize,
        some: Option<&Marked>,
    ) -> Result<(Marked, usize), StoreError> {
        let mut found = Marked::default();
        for part in 0..items.div_ceil(PART) {
            let some = some.map(|some| some.part(part));
            if let Some(some) = some
                && some.is_none()
            {
                found.push(some);
                continue;
            }
            let (texts, sold) = self.look(|state| state.texts(part))?;
            found.push(finder.find(&texts).and(&some.unwrap_or(sold)));
        }
        let total = found.count();
        Ok((found, total))
    }

    /// Those of some items that match, and how many of all items have units and match. Hardly any others are read.
    fn count(
        &mut self,
        finder: &TextFinder,
        items: usize,
        some: &Marked,
    ) -> Result<(Marked, usize), StoreError> {
        let (mut found, mut total) = (Marked::default(), 0);
        for part in 0..items.div_ceil(PART) {
            let (texts, sold) = self.look(|state| state.texts(part))?;
            let (some, unsold) = (some.part(part), sold.others());
            let read = finder.find_in(&texts, some.blocks() | unsold.blocks());
            total += finder.count(&texts) - read.and(&unsold).count();
            found.push(read.and(&some));
        }
        Ok((found, total))
    }

    /// The items with more than a few units of all time. All others are in groups of ties from now on.
    fn busy(&mut self) -> Result<SoldItems, StoreError> {
        if self.look(|state| state.lacks_ties())? {
            let items = self.look(|state| state.item_count())?;
            let (step, mut samples) = (Ties::step(items), Vec::new());
            for start in (0..items).step_by(step * SAMPLES) {
                let some = start..items.min(start + step * SAMPLES);
                self.look(|state| state.sample(some, step, &mut samples))?;
            }
            let ties = Ties::new(items, samples);
            self.look(|state| state.set_ties(ties))?;
        }
        while self.look(|state| state.count_ties(ITEMS))? {}
        self.look(|state| state.busy())
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::sync::Arc;

    use domain::Shop;
    use ports::suite::Dice;

    use super::*;
    use crate::disk::Disk;
    use crate::poison::Poison;
    use crate::shop::ShopFigures;

    /// (SKU, name, units) by number.
    type Shelf = Vec<(String, Option<String>, i64)>;

    const PARTS: [&str; 9] = ["Kék", "TEA", "ς", "Σ", "99", "i", "İ", "日本", " "];

    fn text(dice: &mut Dice, most: usize) -> String {
        let parts = (0..dice.below(most + 1)).map(|_| PARTS[dice.below(PARTS.len())]);
        parts.collect()
    }

    /// By its definition: each item is looked at, and all are sorted.
    fn expected(shelf: &Shelf, text: &SearchText) -> Vec<(usize, String, Option<String>, i64)> {
        let mut sold: Vec<_> = shelf.iter().filter(|(_, _, units)| *units > 0).collect();
        sold.sort_by_key(|(sku, _, units)| Reverse((*units, sku)));
        let ranked = (1..).zip(sold);
        let found = ranked
            .filter(|(_, (sku, name, _))| text.finds(sku, name.as_deref(), &mut String::new()));
        found
            .map(|(rank, (sku, name, units))| (rank, sku.clone(), name.clone(), *units))
            .collect()
    }

    #[test]
    fn a_search_finds_what_its_definition_finds() {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Arc::new(Disk::open(folder.path()).expect("a disk"));
        let shop = Shop::new("shop", "UTC", "USD").expect("a shop");
        let stored = disk.add_shop(&shop).expect("a new shop");
        let figures = Arc::new(ShopFigures::recover(&disk, &shop, stored).expect("figures"));
        let poison = Arc::new(Poison::of("search"));
        let mut dice = Dice::new(23);
        let mut shelf = Shelf::new();
        let mut deep = 0;
        for round in 0..60 {
            let look = figures.look(&poison, |state| {
                // The second part of the catalogue begins in an early round, and its first leaders are chosen later.
                for _ in 0..dice.below(if round < 10 { 1_500 } else { 20 }) {
                    let number = shelf.len();
                    let sku = format!("{}{number}", text(&mut dice, 2));
                    state.shelve(number as u32, &sku);
                    shelf.push((sku, None, 0));
                }
                if round == 30 {
                    state.choose_leaders();
                }
                for _ in 0..2_000.min(shelf.len()) {
                    let number = dice.below(shelf.len());
                    let (_, name, units) = &mut shelf[number];
                    // Few different units have many ties; some have far more.
                    let change = match dice.below(40) {
                        0 => -*units,
                        1 => dice.below(5_000) as i64,
                        _ => dice.below(4) as i64 - 1,
                    };
                    *units += change;
                    state.sell_of(number as u32, change);
                    if round < 10 || dice.once_in(200) {
                        let new = text(&mut dice, 4);
                        state.name_of(number as u32, round, &new);
                        *name = Some(new);
                    }
                }
            });
            look.expect("the figures change");
            for _ in 0..3 {
                let most = [1, 2, 9][dice.below(3)];
                let wanted = SearchText::new(&text(&mut dice, most));
                let all = expected(&shelf, &wanted);
                let offset = [0, 0, dice.below(all.len() + 2)][dice.below(3)];
                let limit = [0, 1, 10, 1_000][dice.below(4)];
                let scan = Scan::new(Arc::clone(&figures), Arc::clone(&poison));
                let found = scan.search(None, wanted.clone(), offset, limit);
                let found = found.expect("a search is answered");
                assert_eq!(found.total, all.len(), "round {round}: {wanted:?}");
                let items = found.items.into_iter();
                let items = items.map(|it| (it.rank, it.item.sku, it.item.name, it.item.units));
                let page: Vec<_> = all.into_iter().skip(offset).take(limit).collect();
                assert_eq!(items.collect::<Vec<_>>(), page, "round {round}: {wanted:?}");
                deep += page.last().map_or(0, |last| usize::from(last.0 > 2_048));
            }
        }
        assert!(shelf.len() > PART && deep > 0, "{} {deep}", shelf.len());
    }
}

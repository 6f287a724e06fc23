//! Applies what whole files show about their identities.

use domain::Rejection;

use super::{NONE, Part, Table, key_of};

impl Table<'_> {
    /// Rejects identities that were cut, and restores those that were turned into fractions. Orders of several files
    /// may then turn out to be one.
    pub(in super::super) fn settle_identities(&mut self) {
        for index in 0..self.parts.len() {
            let part = &self.parts[index];
            let ids = &self.file(part).ids;
            let (id, found) = (part.id.map(|id| ids.plain(id)), self.cut_in(part));
            let part = &mut self.parts[index];
            part.id = id;
            if let Some(wrong) = found {
                part.refuse(wrong);
            }
        }
        let Some(mut by_key) = self.by_key.take() else {
            return;
        };
        if self.files.iter().any(|file| file.ids.are_fractions()) {
            by_key.clear();
            for (index, part) in self.parts.iter_mut().enumerate() {
                let Some(id) = part.id else {
                    continue;
                };
                let before = by_key.insert(key_of(part.version, id), index as u32);
                part.before = before.unwrap_or(NONE);
            }
        }
        self.by_key = Some(by_key);
    }

    fn cut_in(&self, part: &Part<'_>) -> Option<Rejection> {
        let file = self.file(part);
        let wrong = part.id.and_then(|id| file.ids.wrong(id, part.line));
        if wrong.is_some() || !file.skus.are_cut() {
            return wrong;
        }
        let mut cells = self.cells(part);
        cells.find_map(|cells| file.skus.wrong(cells.sku, part.line))
    }
}

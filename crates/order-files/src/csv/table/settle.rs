//! Applies what whole files show about their identities.

use std::sync::Arc;

use domain::Rejection;

use super::{NONE, Part, Span, Table, set_key};

impl Table {
    /// Rejects identities that were cut, and restores those that were turned into fractions. Orders of several files
    /// may then turn out to be one.
    pub(in super::super) fn settle_identities(&mut self) {
        let files = Arc::clone(&self.files);
        for index in 0..self.parts.len() {
            let part = &self.parts[index];
            let file = &files[part.file as usize];
            let found = self.cut_in(part);
            let id = part
                .id
                .filter(|_| file.ids.are_fractions())
                .map(|span| Span {
                    len: file.ids.plain(self.text(span)).len() as u32,
                    ..span
                });
            let part = &mut self.parts[index];
            part.id = id.or(part.id);
            if let Some(wrong) = found {
                part.refuse(wrong);
            }
        }
        let Some(mut by_key) = self.by_key.take() else {
            return;
        };
        if self.files.iter().any(|file| file.ids.are_fractions()) {
            by_key.clear();
            let mut key = std::mem::take(&mut self.key);
            for index in 0..self.parts.len() {
                let part = &self.parts[index];
                let Some(id) = self.said(part.id) else {
                    continue;
                };
                set_key(&mut key, self.said(part.version), id);
                let before = by_key.insert(key.as_str().into(), index as u32);
                self.parts[index].before = before.unwrap_or(NONE);
            }
        }
        self.by_key = Some(by_key);
    }

    fn cut_in(&self, part: &Part) -> Option<Rejection> {
        let file = self.file(part);
        let id = self.said(part.id);
        let wrong = id.and_then(|id| file.ids.wrong(id, part.line));
        if wrong.is_some() || !file.skus.are_cut() {
            return wrong;
        }
        let mut cells = self.cells(part);
        cells.find_map(|cells| file.skus.wrong(cells.sku, part.line))
    }
}

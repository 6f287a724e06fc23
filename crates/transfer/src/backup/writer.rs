//! A backup in progress: its lines, compressed and counted.

use std::io::{self, Write as _};

use data_encoding::HEXLOWER;
use domain::{
    BoardQuery, BusinessDay, DayRecord, LatestItem, LedgerEntry, Memo, OwnChannels, RetainedDays,
    Shop,
};
use ports::{CatalogueItem, Export, StoreError};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::figures::{DayLine, FiguresLine, ranks};
use super::left::LeftLine;
use super::line::{EndLine, ItemLine, LatestLine, Line, MemoLine, PositionLine, RejectLine};
use super::order::OrderLine;
use super::shop::ShopLine;
use super::slices::SlicesLine;
use super::value::InvalidValue;
use crate::original::{handed_on, without_ledger};
use crate::target::{REJECTS, each_left, sliced_of, slices_on, totals_of};

/// How many bytes to compress before sending them on.
const PIECE: usize = 64 * 1024;
/// zstd's own default: a tenth of the text at hundreds of megabytes per second.
const LEVEL: i32 = 3;

/// A backup failed; what was written is not a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A figure is too large for the backup.
    #[error("the backup cannot represent what is stored")]
    Range(#[from] InvalidValue),
    /// It could not be compressed.
    #[error("the backup cannot be written")]
    Write(#[from] io::Error),
    /// The reader of the backup has disconnected.
    #[error("nobody receives the backup any longer")]
    Gone,
    /// A day began or was dropped meanwhile, and the store cannot show a single moment of itself.
    #[error("a day began or was dropped during the backup: back up again")]
    DaysChanged,
}

/// A backup in progress.
pub(super) struct BackupWriter {
    encoder: zstd::Encoder<'static, Vec<u8>>,
    hash: Sha256,
    lines: u64,
    text: Vec<u8>,
    out: mpsc::Sender<Vec<u8>>,
}

impl BackupWriter {
    pub(super) fn new(out: mpsc::Sender<Vec<u8>>) -> io::Result<BackupWriter> {
        Ok(BackupWriter {
            encoder: zstd::Encoder::new(Vec::new(), LEVEL)?,
            hash: Sha256::new(),
            lines: 0,
            text: Vec::new(),
            out,
        })
    }

    pub(super) async fn put(&mut self, line: &Line) -> Result<(), BackupError> {
        self.text.clear();
        serde_json::to_writer(&mut self.text, line).map_err(io::Error::from)?;
        self.text.push(b'\n');
        self.hash.update(&self.text);
        self.lines += 1;
        self.encoder.write_all(&self.text)?;
        if self.encoder.get_ref().len() >= PIECE {
            let piece = std::mem::take(self.encoder.get_mut());
            self.send(piece).await?;
        }
        Ok(())
    }

    pub(super) async fn put_shop(
        &mut self,
        shop: &Shop,
        from: &dyn Export,
        retained: &RetainedDays,
    ) -> Result<(), BackupError> {
        let first_days = from.first_days(shop).await?;
        let line = ShopLine::new(shop, retained, &first_days);
        self.put(&Line::Shop(line)).await
    }

    pub(super) async fn put_items(&mut self, items: &[CatalogueItem]) -> Result<(), BackupError> {
        for item in items {
            self.put(&Line::Item(ItemLine::new(item))).await?;
        }
        Ok(())
    }

    pub(super) async fn put_orders(
        &mut self,
        orders: &[(Box<str>, LedgerEntry)],
        own: &OwnChannels,
    ) -> Result<(), BackupError> {
        for (id, entry) in orders {
            self.put(&Line::Order(OrderLine::new(id, entry, own)?))
                .await?;
        }
        Ok(())
    }

    /// The part of retained days that is not in the ledger. It comes before the orders, which add to it.
    pub(super) async fn put_original(
        &mut self,
        shop: &Shop,
        from: &dyn Export,
        retained: &RetainedDays,
    ) -> Result<Vec<DayRecord>, BackupError> {
        let original = without_ledger(shop, from, &retained.days).await?;
        for day in &original {
            self.put(&Line::Total(DayLine::new(day)?)).await?;
        }
        Ok(original)
    }

    /// The sums of dropped days, and their items.
    pub(super) async fn put_totals(
        &mut self,
        shop: &Shop,
        from: &dyn Export,
        retained: &RetainedDays,
    ) -> Result<(), BackupError> {
        let totals = totals_of(shop, from, &retained.days).await?;
        for day in &totals {
            self.put(&Line::Total(DayLine::new(day)?)).await?;
        }
        for (day, slices) in sliced_of(shop, from, &retained.days).await? {
            let line = SlicesLine::new(day, &slices, &shop.channels)?;
            self.put(&Line::Slices(line)).await?;
        }
        each_left(shop, from, &totals, async |day, items| {
            let line = LeftLine::new(day, &items)?;
            self.put(&Line::Left(line)).await
        })
        .await
    }

    pub(super) async fn put_latest(&mut self, feed: &[LatestItem]) -> Result<(), BackupError> {
        for line in feed {
            self.put(&Line::Latest(LatestLine::new(line))).await?;
        }
        Ok(())
    }

    pub(super) async fn put_positions(
        &mut self,
        positions: Vec<(String, String)>,
    ) -> Result<(), BackupError> {
        for (source, position) in positions {
            let line = PositionLine { source, position };
            self.put(&Line::Position(line)).await?;
        }
        Ok(())
    }

    pub(super) async fn put_memos(&mut self, memos: Vec<Memo>) -> Result<(), BackupError> {
        for memo in memos {
            self.put(&Line::Memo(MemoLine::new(memo))).await?;
        }
        Ok(())
    }

    /// A day's figures as a store shows them, as far as they can be handed on. Returns the all-time leaderboard with
    /// them.
    pub(super) async fn put_shown(
        &mut self,
        shop: &Shop,
        from: &dyn Export,
        day: BusinessDay,
    ) -> Result<Vec<(String, i64)>, BackupError> {
        let data = from.board(shop, &BoardQuery::of(day)).await?;
        for record in from.days(shop, day, day).await? {
            let line = FiguresLine::new(&handed_on(record, &data.minutes), &data)?;
            let line = line.by(&slices_on(shop, from, day).await?, &shop.channels)?;
            self.put(&Line::Figures(line)).await?;
        }
        Ok(ranks(&data.popular))
    }

    pub(super) async fn finish(mut self) -> Result<(), BackupError> {
        let end = Line::End(EndLine {
            lines: self.lines,
            sha256: HEXLOWER.encode(&self.hash.finalize_reset()),
        });
        self.put(&end).await?;
        let BackupWriter { encoder, out, .. } = self;
        let rest = encoder.finish()?;
        out.send(rest).await.map_err(|_| BackupError::Gone)
    }

    async fn send(&self, piece: Vec<u8>) -> Result<(), BackupError> {
        self.out.send(piece).await.map_err(|_| BackupError::Gone)
    }
}

/// Rejects are not figures, so the current ones will do.
pub(super) async fn put_rejects(
    shop: &Shop,
    store: &dyn Export,
    backup: &mut BackupWriter,
) -> Result<(), BackupError> {
    let mut end = store.rejects(shop, 0, 1).await?.total;
    while end > 0 {
        let offset = end.saturating_sub(REJECTS);
        let page = store.rejects(shop, offset, end - offset).await?;
        for stored in page.items.iter().rev() {
            let line = RejectLine::new(&stored.reject);
            backup.put(&Line::Reject(line)).await?;
        }
        end = offset;
    }
    Ok(())
}

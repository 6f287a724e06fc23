//! From a store to an archive.

use std::io::{self, Write as _};

use domain::{BoardQuery, Shop, Timestamp};
use ports::{ExportedPiece, StoreError, StoreExport};
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, watch};

use super::FORMAT;
use super::line::{
    DayLine, EndLine, FiguresLine, Header, ItemLine, LatestLine, Line, OrderLine, OutOfRange,
    PositionLine, RejectLine, ShopLine, hex, ranks,
};
use crate::target::{REJECTS, totals_of};

/// How much is compressed before it is sent on.
const PIECE: usize = 64 * 1024;
/// zstd's own default: a tenth of the text at hundreds of megabytes a second.
const LEVEL: i32 = 3;

/// A backup could not be made; what was written is no archive.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A figure is too large for the archive.
    #[error("the archive cannot hold what is stored")]
    Range(#[from] OutOfRange),
    /// It could not be compressed.
    #[error("the archive cannot be written")]
    Write(#[from] io::Error),
    /// Whoever was to take the archive went away.
    #[error("nobody takes the archive any more")]
    Gone,
    /// Orders came in while it was made, and the store cannot tell of one moment.
    #[error(
        "orders came in during the backup, and this store cannot show one moment of itself: back \
         up again when it is quiet, or stop the intake for as long"
    )]
    Changed,
}

/// Writes everything of a shop into an archive, in pieces to `out`. A store that can is looked at
/// as it is now, however long this takes; of another one it is found out whether somebody committed
/// meanwhile.
///
/// # Errors
/// [`BackupError`]; the archive then has no end, and cannot be restored.
pub async fn backup(
    shop: &Shop,
    store: &dyn StoreExport,
    now: Timestamp,
    out: mpsc::Sender<Vec<u8>>,
) -> Result<(), BackupError> {
    let mut news = store.news(shop);
    news.mark_unchanged();
    let frozen = store.freeze(shop).await?;
    let from = frozen.as_deref().unwrap_or(store);
    let mut archive = Archive::new(out)?;
    let retained = from.retained(shop).await?;
    archive
        .put(&Line::Archive(Header {
            format: FORMAT,
            livetill: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now.millis(),
        }))
        .await?;
    archive
        .put(&Line::Shop(ShopLine {
            id: shop.id.to_string(),
            timezone: shop.clock.name().to_owned(),
            currency: shop.currency.code().to_owned(),
            retained: retained.days.iter().map(ToString::to_string).collect(),
            dropped_until: retained.dropped_until.map(|day| day.to_string()),
        }))
        .await?;
    let mut cursor = Some(0);
    while let Some(at) = cursor {
        let ExportedPiece {
            items,
            orders,
            next,
        } = from.export(shop, at).await?;
        for item in &items {
            archive.put(&Line::Item(ItemLine::new(item))).await?;
        }
        for (id, entry) in &orders {
            archive
                .put(&Line::Order(OrderLine::new(id, entry)?))
                .await?;
        }
        cursor = next;
    }
    for day in totals_of(shop, from, &retained.days).await? {
        archive.put(&Line::Total(DayLine::new(&day)?)).await?;
    }
    for line in from.latest(shop).await? {
        archive.put(&Line::Latest(LatestLine::new(&line))).await?;
    }
    put_rejects(shop, store, &mut archive).await?;
    for (source, position) in from.positions(shop).await? {
        let line = PositionLine { source, position };
        archive.put(&Line::Position(line)).await?;
    }
    let mut popular = Vec::new();
    for day in retained.days {
        let data = from.board(shop, &BoardQuery::of(day)).await?;
        popular = ranks(&data.popular);
        for record in from.days(shop, day, day).await? {
            let line = FiguresLine::new(&record, &data)?;
            archive.put(&Line::Figures(line)).await?;
        }
    }
    archive.put(&Line::Popular(popular)).await?;
    if frozen.is_none() && changed(&mut news).await {
        return Err(BackupError::Changed);
    }
    archive.finish().await
}

/// Rejects are no figures, so those of this moment do.
async fn put_rejects(
    shop: &Shop,
    store: &dyn StoreExport,
    archive: &mut Archive,
) -> Result<(), BackupError> {
    let mut end = store.rejects(shop, 0, 1).await?.total;
    while end > 0 {
        let offset = end.saturating_sub(REJECTS);
        let page = store.rejects(shop, offset, end - offset).await?;
        for stored in page.items.iter().rev() {
            let line = RejectLine::new(&stored.reject);
            archive.put(&Line::Reject(line)).await?;
        }
        end = offset;
    }
    Ok(())
}

/// Whether somebody committed since the news were marked.
pub(crate) async fn changed(news: &mut watch::Receiver<u64>) -> bool {
    /// News of a server travel a little longer than the answers to what was asked of it.
    const ON_THE_WAY: std::time::Duration = std::time::Duration::from_millis(250);
    tokio::time::timeout(ON_THE_WAY, news.changed())
        .await
        .is_ok_and(|changed| changed.is_ok())
}

/// An archive that is being written.
struct Archive {
    encoder: zstd::Encoder<'static, Vec<u8>>,
    hash: Sha256,
    lines: u64,
    text: Vec<u8>,
    out: mpsc::Sender<Vec<u8>>,
}

impl Archive {
    fn new(out: mpsc::Sender<Vec<u8>>) -> io::Result<Archive> {
        Ok(Archive {
            encoder: zstd::Encoder::new(Vec::new(), LEVEL)?,
            hash: Sha256::new(),
            lines: 0,
            text: Vec::new(),
            out,
        })
    }

    async fn put(&mut self, line: &Line) -> Result<(), BackupError> {
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

    async fn finish(mut self) -> Result<(), BackupError> {
        let end = Line::End(EndLine {
            lines: self.lines,
            sha256: hex(&self.hash.finalize_reset()),
        });
        self.put(&end).await?;
        let Archive { encoder, out, .. } = self;
        let rest = encoder.finish()?;
        out.send(rest).await.map_err(|_| BackupError::Gone)
    }

    async fn send(&self, piece: Vec<u8>) -> Result<(), BackupError> {
        self.out.send(piece).await.map_err(|_| BackupError::Gone)
    }
}

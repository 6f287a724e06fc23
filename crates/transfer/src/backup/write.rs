//! Writes a store's shop to a backup.

use domain::{Shop, Timestamp};
use ports::{Export, Pieces};
use tokio::sync::mpsc;

use super::FORMAT;
use super::line::{Header, Line};
use super::recount::recount;
use super::writer::{BackupError, BackupWriter, put_rejects};

/// Writes everything about a shop into a backup, in pieces to `out`, while orders come in. A store that can be frozen
/// is read as it is now, however long this takes. From any other store, the orders are read while others are committed,
/// and the figures are counted from them (`recount.rs` says why that is right).
///
/// # Errors
/// [`BackupError`]; the backup then has no end, and cannot be restored.
pub async fn backup(
    shop: &Shop,
    store: &dyn Export,
    now: Timestamp,
    out: mpsc::Sender<Vec<u8>>,
) -> Result<(), BackupError> {
    let mut backup = BackupWriter::new(out)?;
    let header = Header {
        format: FORMAT,
        livetill: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.millis(),
    };
    backup.put(&Line::Backup(header)).await?;
    match store.freeze(shop).await? {
        Some(frozen) => as_shown(shop, frozen.as_ref(), store, &mut backup).await?,
        None => recount(shop, store, &mut backup).await?,
    }
    backup.finish().await
}

/// Writes a frozen store, with the figures that it shows. Rejects come from `store`, because a frozen one has none.
async fn as_shown(
    shop: &Shop,
    frozen: &dyn Export,
    store: &dyn Export,
    backup: &mut BackupWriter,
) -> Result<(), BackupError> {
    let retained = frozen.retained(shop).await?;
    backup.put_shop(shop, frozen, &retained).await?;
    backup.put_original(shop, frozen, &retained).await?;
    backup.put_memos(frozen.memos(shop).await?).await?;
    let mut pieces = Pieces::of(shop, frozen);
    while let Some(piece) = pieces.next().await? {
        backup.put_items(&piece.items).await?;
        backup.put_orders(&piece.orders, &shop.channels).await?;
    }
    backup.put_totals(shop, frozen, &retained).await?;
    backup.put_latest(&frozen.latest(shop).await?).await?;
    put_rejects(shop, store, backup).await?;
    backup.put_positions(frozen.positions(shop).await?).await?;
    let mut popular = Vec::new();
    for day in retained.days {
        popular = backup.put_shown(shop, frozen, day).await?;
    }
    backup.put(&Line::Popular(popular)).await
}

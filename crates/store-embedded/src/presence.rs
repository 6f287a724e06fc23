//! The store's reports about itself. One process holds the folder, so it is the only server.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use async_trait::async_trait;
use domain::Shop;
use ports::{Lease, LeaseRequest, NodeFigures, Presence, ServerRecord, StoreError, StoreFigures};
use tokio::task::spawn_blocking;

use crate::disk::FORMAT;
use crate::store::EmbeddedStore;

#[async_trait]
impl Presence for EmbeddedStore {
    async fn lease(
        &self,
        shop: &Shop,
        request: &LeaseRequest<'_>,
    ) -> Result<Vec<Lease>, StoreError> {
        self.opened()?;
        let mut leases = self.poison.lock(&self.leases)?;
        Ok(leases.answer(&shop.id, request, Instant::now()))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.opened().map(drop)
    }

    /// The processor time is the server's own, because the store works inside it.
    async fn health(&self) -> Result<StoreFigures, StoreError> {
        let disk = Arc::clone(&self.opened()?.disk);
        let used = spawn_blocking(move || disk.space()).await;
        let node = NodeFigures {
            address: self.folder().display().to_string(),
            bytes_used: Some(used.map_err(|error| self.poison.poison(&error))??),
            orders: Some(self.orders.load(Ordering::Relaxed)),
            ..NodeFigures::default()
        };
        Ok(StoreFigures {
            kind: "embedded".to_owned(),
            version: format!("format {FORMAT}"),
            ping_seconds: None,
            nodes: vec![node],
            concerns: Vec::new(),
        })
    }

    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError> {
        let open = self.opened()?;
        let mut servers = self.poison.lock(&open.servers)?;
        servers.retain(|known| known.id != server.id);
        servers.push(server.clone());
        ServerRecord::sort(&mut servers);
        Ok(servers.clone())
    }

    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError> {
        let open = self.opened()?;
        let servers = self.poison.lock(&open.servers)?;
        Ok(servers.clone())
    }

    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.opened()?.disk.notes()
    }

    async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), StoreError> {
        let disk = Arc::clone(&self.opened()?.disk);
        let (name, text) = (name.to_owned(), text.map(str::to_owned));
        let written = spawn_blocking(move || disk.set_note(&name, text.as_deref())).await;
        written.map_err(|error| self.poison.poison(&error))?
    }

    async fn document(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let disk = Arc::clone(&self.opened()?.disk);
        let name = name.to_owned();
        let read = spawn_blocking(move || disk.document(&name)).await;
        read.map_err(|error| self.poison.poison(&error))?
    }

    async fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError> {
        let disk = Arc::clone(&self.opened()?.disk);
        let (name, known, new) = (name.to_owned(), known.to_vec(), new.to_vec());
        let written = spawn_blocking(move || disk.replace_document(&name, &known, &new)).await;
        written.map_err(|error| self.poison.poison(&error))?
    }
}

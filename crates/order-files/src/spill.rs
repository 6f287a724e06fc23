//! Stores what does not fit in memory during an import, in an unnamed temporary file that disappears with the process.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use anyhow::Context;

/// Stores pieces of bytes, each written once and read after all are written.
pub(super) struct Spill {
    /// `None` as long as everything fits in memory.
    file: Option<File>,
    end: u64,
    /// How many more bytes may be kept in memory.
    room: usize,
}

/// Where a piece is.
#[derive(Clone)]
pub(super) enum Extent {
    Memory(Vec<u8>),
    Disk { at: u64, len: usize },
}

impl Spill {
    /// `room` is how many bytes may be kept in memory.
    pub(super) fn new(room: usize) -> Spill {
        Spill {
            file: None,
            end: 0,
            room,
        }
    }

    /// Stores a piece.
    ///
    /// # Errors
    /// If the temporary folder has no room or cannot be written.
    pub(super) fn keep(&mut self, mut bytes: Vec<u8>) -> anyhow::Result<Extent> {
        if bytes.len() <= self.room {
            self.room -= bytes.len();
            bytes.shrink_to_fit();
            return Ok(Extent::Memory(bytes));
        }
        let (at, len) = (self.end, bytes.len());
        self.write(&bytes).with_context(|| {
            format!(
                "the rows need more than memory, and cannot be written to the temporary folder {}; name one with room \
                 for twice the size of the files in TMPDIR",
                std::env::temp_dir().display()
            )
        })?;
        self.end += len as u64;
        Ok(Extent::Disk { at, len })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(bytes)
    }

    /// Reads a piece.
    ///
    /// # Errors
    /// If the temporary file cannot be read.
    pub(super) fn read(&mut self, extent: Extent) -> anyhow::Result<Vec<u8>> {
        let (at, len) = match extent {
            Extent::Memory(bytes) => return Ok(bytes),
            Extent::Disk { at, len } => (at, len),
        };
        let mut bytes = vec![0; len];
        let read = self.file.as_mut().map_or(Ok(()), |file| {
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut bytes)
        });
        read.context("cannot read the temporary file again")?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_from_memory_and_from_disk() {
        let mut spill = Spill::new(10);
        let pieces: Vec<Vec<u8>> = (0_u8..20).map(|n| vec![n; usize::from(n)]).collect();
        let kept: Vec<Extent> = pieces
            .iter()
            .map(|piece| spill.keep(piece.clone()).unwrap())
            .collect();
        assert!(matches!(kept[4], Extent::Memory(_)));
        assert!(matches!(kept[5], Extent::Disk { at: 0, len: 5 }));
        for (extent, piece) in kept.into_iter().zip(&pieces).rev() {
            assert_eq!(spill.read(extent).unwrap(), *piece);
        }
    }
}

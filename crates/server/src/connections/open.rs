//! A connection that is in use.

use pipeline::PlatformLink;

use super::{LinkedSource, Linker, Stamp};

pub(super) struct Open {
    pub(super) link: PlatformLink,
    pub(super) source: Option<Box<dyn LinkedSource>>,
    /// Whether it was never tried.
    pub(super) is_new: bool,
    /// Whether all of it works.
    pub(super) is_whole: bool,
    /// Whether the shop's orders raise no objection to it.
    pub(super) is_checked: bool,
    /// What its files were when they were read last.
    pub(super) stamps: Vec<Stamp>,
}

impl Open {
    pub(super) fn new(link: PlatformLink) -> Open {
        Open {
            link,
            source: None,
            is_new: true,
            is_whole: false,
            is_checked: false,
            stamps: Vec::new(),
        }
    }

    /// Whether there is something to do although nothing else changed: what failed is tried again, and so are secrets in
    /// files that changed.
    pub(super) fn is_due(&mut self, linker: &dyn Linker) -> bool {
        let stamps = linker.stamps(&self.link);
        let is_new = stamps != self.stamps;
        // They are looked at before the files are read: what changes in between is seen the next time.
        self.stamps = stamps;
        is_new || !(self.is_whole && self.is_checked)
    }

    /// Stops reading.
    pub(super) async fn end(self) {
        if let Some(source) = self.source {
            source.stop().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use domain::Shop;
    use pipeline::LinkText;
    use platform_apis::PlatformApi;
    use presets::Secret;

    use super::*;

    /// A file with this inode.
    struct Inode(u64);

    #[async_trait]
    impl Linker for Inode {
        fn check(&self, _: &PlatformLink) -> Result<(), String> {
            unreachable!()
        }

        fn secrets(&self, _: &PlatformLink) -> Result<Vec<Secret>, String> {
            unreachable!()
        }

        fn stamps(&self, _: &PlatformLink) -> Vec<Stamp> {
            vec![Some((self.0, 0, 0, 0))]
        }

        fn api(&self, _: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String> {
            unreachable!()
        }

        async fn start(
            &self,
            _: &Arc<Shop>,
            _: &PlatformLink,
        ) -> Result<Option<Box<dyn LinkedSource>>, String> {
            unreachable!()
        }
    }

    #[test]
    fn what_works_is_left_alone_until_a_file_changes() {
        let text = LinkText {
            platform: Some("stripe".to_owned()),
            webhook_secrets: vec!["file:/s".to_owned()],
            ..LinkText::default()
        };
        let mut open = Open::new(PlatformLink::of(&text).unwrap());
        assert!(open.is_due(&Inode(1)));
        assert!(open.is_due(&Inode(1)), "it does not work yet");
        (open.is_whole, open.is_checked) = (true, true);
        assert!(!open.is_due(&Inode(1)));
        assert!(open.is_due(&Inode(2)));
        assert!(!open.is_due(&Inode(2)));
    }
}

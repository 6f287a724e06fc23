//! A connection that is in use.

use pipeline::PlatformLink;

use super::LinkedSource;

pub(super) struct Open {
    pub(super) link: PlatformLink,
    pub(super) source: Option<Box<dyn LinkedSource>>,
    /// Whether it was never tried.
    pub(super) is_new: bool,
    /// Whether all of it works.
    pub(super) is_whole: bool,
    /// Whether the shop's orders raise no objection to it.
    pub(super) is_checked: bool,
}

impl Open {
    pub(super) fn new(link: PlatformLink) -> Open {
        Open {
            link,
            source: None,
            is_new: true,
            is_whole: false,
            is_checked: false,
        }
    }

    /// Whether there may be something to do although nothing changed: what failed is tried again, and secrets in files
    /// are read again.
    pub(super) fn is_due(&self) -> bool {
        !(self.is_whole && self.is_checked) || self.link.files().next().is_some()
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
    use pipeline::LinkText;

    use super::*;

    #[test]
    fn what_works_costs_nothing_until_something_changes() {
        for (place, is_file) in [("env:S", false), ("file:/s", true)] {
            let text = LinkText {
                platform: Some("stripe".to_owned()),
                webhook_secrets: vec![place.to_owned()],
                ..LinkText::default()
            };
            let mut open = Open::new(PlatformLink::of(&text).unwrap());
            assert!(open.is_due());
            (open.is_whole, open.is_checked) = (true, true);
            assert_eq!(open.is_due(), is_file, "{place}");
        }
    }
}

//! The labels that distinguish the series of a metric: a struct per metric, with a field per label.

use std::sync::Arc;

/// A label of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: &'static str,
    /// The values that are always possible; empty if any text is.
    pub values: &'static [&'static str],
    /// Whether values other than `values` are possible.
    pub is_open: bool,
}

/// A value of a label.
pub trait LabelValue: Clone + Ord + Send + Sync + 'static {
    /// See [`Label::values`].
    const VALUES: &'static [&'static str] = &[];
    /// See [`Label::is_open`].
    const IS_OPEN: bool = true;

    /// Its text for Prometheus, not escaped.
    fn text(&self) -> &str;

    /// The shop, if the label is one.
    fn shop(&self) -> Option<&str> {
        None
    }
}

/// The labels of a series. They sort by their fields, so the series of a shop are adjacent if the shop comes first.
pub trait Labels: Clone + Ord + Send + Sync + 'static {
    /// The labels, in the order in which they are written.
    const LABELS: &'static [Label];

    /// Their values, in the same order.
    fn values(&self) -> impl Iterator<Item = &str>;

    /// The shop of the series, if it has one.
    fn shop(&self) -> Option<&str>;
}

/// A shop as a label. Cheap to clone, because the name is shared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShopName(Arc<str>);

impl ShopName {
    /// The shop's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Arc<str>> for ShopName {
    fn from(name: Arc<str>) -> ShopName {
        ShopName(name)
    }
}

impl From<&str> for ShopName {
    fn from(name: &str) -> ShopName {
        ShopName(name.into())
    }
}

impl LabelValue for ShopName {
    fn text(&self) -> &str {
        &self.0
    }

    fn shop(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl LabelValue for Arc<str> {
    fn text(&self) -> &str {
        self
    }
}

impl LabelValue for &'static str {
    fn text(&self) -> &str {
        self
    }
}

impl Labels for () {
    const LABELS: &'static [Label] = &[];

    fn values(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    fn shop(&self) -> Option<&str> {
        None
    }
}

/// Defines structs of labels.
macro_rules! labels {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $value:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $value,)+
        }

        impl $name {
            /// The labels of a series.
            pub fn new($($field: impl Into<$value>),+) -> $name {
                $name { $($field: $field.into()),+ }
            }
        }

        impl $crate::Labels for $name {
            const LABELS: &'static [$crate::Label] = &[$($crate::Label {
                name: stringify!($field),
                values: <$value as $crate::LabelValue>::VALUES,
                is_open: <$value as $crate::LabelValue>::IS_OPEN,
            }),+];

            fn values(&self) -> impl Iterator<Item = &str> {
                [$($crate::LabelValue::text(&self.$field)),+].into_iter()
            }

            fn shop(&self) -> Option<&str> {
                None$(.or($crate::LabelValue::shop(&self.$field)))+
            }
        }
    )+};
}

/// Defines labels with few values.
macro_rules! values {
    ($($(#[$meta:meta])* $name:ident { $($(#[$value_meta:meta])* $value:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$value_meta])* $value,)+
        }

        impl $crate::LabelValue for $name {
            const VALUES: &'static [&'static str] = &[$($text),+];
            const IS_OPEN: bool = false;

            fn text(&self) -> &str {
                match self {
                    $($name::$value => $text,)+
                }
            }
        }
    )+};
}

pub(crate) use {labels, values};

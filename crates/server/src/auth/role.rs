//! What a key is for.

use std::fmt;
use std::str::FromStr;

/// What the holder of a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Post orders, and nothing else: a leaked key of a shop's backend shows no figure.
    Ingest,
    /// Look at every figure, and at nothing else: no order comes in by it.
    View,
    /// Everything.
    Admin,
}

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Orders come in.
    Post,
    /// Figures of a shop go out.
    View,
    /// Figures of the server itself go out, which tell of all shops.
    Observe,
    /// What may hold personal data goes out, or something is dropped.
    Administer,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::Ingest, Role::View, Role::Admin];

    /// Its word in settings and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Ingest => "ingest",
            Role::View => "view",
            Role::Admin => "admin",
        }
    }

    pub(crate) const fn allows(self, permission: Permission) -> bool {
        match (self, permission) {
            (Role::Admin, _)
            | (Role::Ingest, Permission::Post)
            | (Role::View, Permission::View | Permission::Observe) => true,
            (Role::Ingest | Role::View, _) => false,
        }
    }
}

impl Permission {
    /// Whether it is about one shop, which the request names.
    pub(crate) const fn is_of_a_shop(self) -> bool {
        !matches!(self, Permission::Observe)
    }

    /// The least role that has it.
    pub(crate) const fn role(self) -> Role {
        match self {
            Permission::Post => Role::Ingest,
            Permission::View | Permission::Observe => Role::View,
            Permission::Administer => Role::Admin,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A word that is no role.
#[derive(Debug, thiserror::Error)]
#[error("there is no role `{0}`; a key is for `ingest`, `view` or `admin`")]
pub struct InvalidRole(String);

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Role, InvalidRole> {
        let found = Role::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| InvalidRole(text.chars().take(32).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_its_own_and_admin_everything() {
        use Permission::{Administer, Observe, Post, View};
        let allowed = |role: Role| {
            [Post, View, Observe, Administer]
                .into_iter()
                .filter(|permission| role.allows(*permission))
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed(Role::Ingest), [Post]);
        assert_eq!(allowed(Role::View), [View, Observe]);
        assert_eq!(allowed(Role::Admin), [Post, View, Observe, Administer]);
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse::<Role>().unwrap(), role);
        }
        let error = "root".parse::<Role>().unwrap_err();
        assert!(error.to_string().contains("`root`"));
    }
}

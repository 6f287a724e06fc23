//! What a key allows.

use std::fmt;
use std::str::FromStr;

/// What the holder of a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Post orders, and nothing else: a leaked key of a shop's backend reveals no figure.
    Ingest,
    /// Read every figure, but not post orders.
    View,
    /// Everything.
    Admin,
}

/// The permission that a route requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Sending orders.
    Post,
    /// Reading figures of a shop.
    View,
    /// Reading figures of the server itself, which concern all shops.
    Observe,
    /// Reading possibly personal data, or deleting something.
    Administer,
    /// Actions of the server for all of its shops.
    Operate,
    /// Asking what one's own key allows.
    Identify,
    /// Signing in or out: the sender has no key yet, or no longer has one.
    Greet,
}

/// What a permission applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One shop, which the request names.
    Shop,
    /// The server, and so all shops: a key limited to some shops does not have it.
    Server,
    /// Only the sender.
    Asker,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::Ingest, Role::View, Role::Admin];

    /// Its name in settings and answers.
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
            | (_, Permission::Identify | Permission::Greet)
            | (Role::Ingest, Permission::Post)
            | (Role::View, Permission::View | Permission::Observe) => true,
            (Role::Ingest | Role::View, _) => false,
        }
    }
}

impl Permission {
    /// What it applies to.
    pub(crate) const fn scope(self) -> Scope {
        match self {
            Permission::Post | Permission::View | Permission::Administer => Scope::Shop,
            Permission::Observe | Permission::Operate => Scope::Server,
            Permission::Identify | Permission::Greet => Scope::Asker,
        }
    }

    /// The lowest role that has it.
    pub(crate) const fn role(self) -> Role {
        match self {
            Permission::Post | Permission::Identify | Permission::Greet => Role::Ingest,
            Permission::View | Permission::Observe => Role::View,
            Permission::Administer | Permission::Operate => Role::Admin,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A word that is not a role.
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
        use Permission::{Administer, Greet, Identify, Observe, Operate, Post, View};
        let all = [Post, View, Observe, Administer, Operate, Identify, Greet];
        let allowed = |role: Role| {
            all.into_iter()
                .filter(|permission| role.allows(*permission))
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed(Role::Ingest), [Post, Identify, Greet]);
        assert_eq!(allowed(Role::View), [View, Observe, Identify, Greet]);
        assert_eq!(allowed(Role::Admin), all);
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

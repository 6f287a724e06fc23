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
    /// The server does something that is for all of its shops.
    Operate,
    /// The holder of a key asks what it is.
    Identify,
    /// Somebody signs in or out: whoever does has no key yet, or none any more.
    Greet,
}

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One shop, which the request names.
    Shop,
    /// The server, and so all shops: a key that is limited to some does not have it.
    Server,
    /// Nothing beyond who is asking.
    Asker,
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
            | (_, Permission::Identify | Permission::Greet)
            | (Role::Ingest, Permission::Post)
            | (Role::View, Permission::View | Permission::Observe) => true,
            (Role::Ingest | Role::View, _) => false,
        }
    }
}

impl Permission {
    /// What it is about.
    pub(crate) const fn scope(self) -> Scope {
        match self {
            Permission::Post | Permission::View | Permission::Administer => Scope::Shop,
            Permission::Observe | Permission::Operate => Scope::Server,
            Permission::Identify | Permission::Greet => Scope::Asker,
        }
    }

    /// The least role that has it.
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

//! Who one may be in the demo without knowing a password.

use desk::values::Role;

/// Somebody whom anybody may sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// The password that goes with it.
    pub password: String,
    /// What they are.
    pub role: Role,
    /// The tier and the name of their team, if they have one.
    pub team: Option<(u8, String)>,
}

//! The ways of writing about a ticket, and who is offered which.

use desk::access::{Action, can};
use desk::actor::{Actor, Context};
use desk::directory::{Directory, Team};
use desk::ids::PersonId;
use desk::settings::Settings;
use desk::ticket::{Ticket, reopen};
use desk::time::Timestamp;
use desk::values::{Origin, Status};

macro_rules! modes {
    ($(
        $(#[$doc:meta])*
        $name:ident = $word:literal $label:literal $key:literal $icon:literal;
    )*) => {
        /// A way of writing about a ticket: a command with more than a click to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Mode { $($(#[$doc])* $name),* }

        impl Mode {
            /// Every mode, in the order of the composer.
            pub(crate) const ALL: &'static [Mode] = &[$(Mode::$name),*];

            /// The word of addresses and drafts; mostly the verb.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Mode::$name => $word),* }
            }

            /// The key of its label.
            pub(crate) fn label(self) -> &'static str {
                match self { $(Mode::$name => $label),* }
            }

            /// The key on the keyboard.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Mode::$name => $key),* }
            }

            /// The drawing.
            pub(crate) fn icon(self) -> &'static str {
                match self { $(Mode::$name => $icon),* }
            }
        }
    };
}

modes! {
    /// To the requester.
    Reply = "reply" "mode-reply" "r" "reply";
    /// For the house.
    Note = "note" "mode-note" "i" "lock";
    /// Up, with a hand-over.
    Escalate = "escalate" "mode-escalate" "e" "up";
    /// Down, with an outcome.
    Return = "return" "mode-return" "b" "down";
    /// Sideways.
    Transfer = "transfer" "mode-transfer" "t" "out";
    /// Into one of one's own teams.
    Pull = "pull" "mode-pull" "p" "user";
    /// To an agent of the team.
    Assign = "assign" "mode-assign" "s" "user";
    /// A question in the house.
    Ask = "ask" "mode-ask" "q" "bubble";
    /// Its answer.
    Answer = "answer" "mode-answer" "d" "bubble";
    /// To management.
    Raise = "raise" "mode-raise" "h" "alert";
    /// Rest.
    Wait = "wait" "mode-wait" "f" "cal";
    /// The solution.
    Resolve = "resolve" "mode-resolve" "l" "check";
    /// It was none.
    Reopen = "reopen" "mode-reopen" "o" "s-progress";
    /// For good.
    Close = "close" "mode-close" "c" "lock";
    /// Into another ticket.
    Merge = "merge" "mode-merge" "m" "flow";
    /// A message into a ticket of its own.
    Split = "split" "mode-split" "z" "rows";
    /// With another ticket.
    Link = "link" "mode-link" "y" "plus";
}

impl Mode {
    /// The mode of that word.
    pub(crate) fn of(word: &str) -> Option<Mode> {
        Mode::ALL.iter().copied().find(|mode| mode.word() == word)
    }

    /// A form with several fields, which stands beside the timeline where there is room.
    pub(crate) fn is_docked(self) -> bool {
        !matches!(self, Mode::Reply | Mode::Note)
    }

    /// Always a tab of the composer; the rest stands in the menu.
    pub(crate) fn is_tab(self) -> bool {
        matches!(self, Mode::Reply | Mode::Note | Mode::Escalate | Mode::Return | Mode::Ask)
    }
}

/// What can be judged about one person and one ticket.
pub(crate) struct Rights<'a> {
    pub(crate) ticket: &'a Ticket,
    pub(crate) directory: &'a Directory,
    pub(crate) settings: &'a Settings,
    pub(crate) person: PersonId,
    pub(crate) now: Timestamp,
}

impl Rights<'_> {
    /// Whether the access table lets them.
    pub(crate) fn may(&self, action: Action) -> bool {
        can(self.directory, self.person, action, self.ticket, self.now)
    }

    /// New, open or waiting, and no duplicate of another.
    fn is_live(&self) -> bool {
        self.ticket.status.is_live() && self.ticket.merged.is_none()
    }

    /// Whether somebody may work on it as it is.
    pub(crate) fn works(&self) -> bool {
        self.is_live() && self.may(Action::Work)
    }

    /// Whether this mode is offered: the access table and the ticket's state allow it, and there
    /// is somewhere to go.
    pub(crate) fn offers(&self, mode: Mode) -> bool {
        let single = self.ticket.merged.is_none();
        match mode {
            Mode::Reply => {
                single && self.ticket.status != Status::Closed && self.may(Action::Reply)
            }
            Mode::Note => single && self.may(Action::Note),
            Mode::Escalate => self.works() && !self.above().is_empty(),
            Mode::Return => self.works() && !self.below().is_empty(),
            Mode::Transfer => self.works() && !self.beside().is_empty(),
            Mode::Assign | Mode::Wait | Mode::Resolve => self.works(),
            Mode::Pull => self.is_live() && self.pulls() && !self.own().is_empty(),
            Mode::Ask => self.is_live() && self.may(Action::Ask),
            Mode::Answer => single && !self.ticket.questions.is_empty() && self.may(Action::Note),
            Mode::Raise => self.is_live() && self.may(Action::Raise),
            Mode::Reopen => single && self.reopens(),
            Mode::Close => {
                single && self.ticket.status != Status::Closed && self.may(Action::Close)
            }
            Mode::Merge | Mode::Split => single && self.may(Action::Change),
            Mode::Link => single && self.may(Action::Note),
        }
    }

    /// Whether the fields of the side column can be changed.
    pub(crate) fn changes(&self) -> bool {
        self.ticket.merged.is_none()
            && self.ticket.status != Status::Closed
            && self.may(Action::Change)
    }

    fn reopens(&self) -> bool {
        let context = Context {
            now: self.now,
            actor: Actor::Person(self.person),
            origin: Origin::Command,
            directory: self.directory,
            settings: self.settings,
            other: None,
        };
        matches!(self.ticket.status, Status::Resolved | Status::Closed)
            && self.may(Action::Reopen)
            && reopen::in_window(self.ticket, &context)
    }

    /// A provider pulls nothing out of the house (domain, section 8); whoever holds it takes it.
    fn pulls(&self) -> bool {
        let Some(agent) = self.directory.agent(self.person) else { return false };
        let outside = self.directory.is_outside(agent);
        let holds = agent.teams.contains(&self.ticket.team);
        !holds
            && (!outside || self.directory.is_provider_team(self.ticket.team))
            && self.may(Action::Pull)
    }

    /// The teams one could pull it into.
    pub(crate) fn own(&self) -> Vec<&Team> {
        let teams = self.directory.agent(self.person).map(|agent| agent.teams.as_slice());
        let own = |team: &&Team| teams.is_some_and(|teams| teams.contains(&team.id));
        self.others().filter(own).collect()
    }

    fn others(&self) -> impl Iterator<Item = &Team> {
        let teams = self.directory.teams.values();
        teams.filter(|team| team.is_active() && team.id != self.ticket.team)
    }

    /// Active teams of higher tiers, the nearest first.
    pub(crate) fn above(&self) -> Vec<&Team> {
        let mut teams: Vec<&Team> =
            self.others().filter(|team| team.tier > self.ticket.tier).collect();
        teams.sort_by_key(|team| (team.tier, team.provider.is_some()));
        teams
    }

    /// Active teams of lower tiers: those of the path first, from the nearest down.
    pub(crate) fn below(&self) -> Vec<&Team> {
        let mut teams: Vec<&Team> =
            self.others().filter(|team| team.tier < self.ticket.tier).collect();
        let strays = |team: &Team| !self.ticket.path.iter().any(|step| step.team == team.id);
        teams.sort_by_key(|team| (strays(team), std::cmp::Reverse(team.tier)));
        teams
    }

    /// Other active teams of its tier.
    pub(crate) fn beside(&self) -> Vec<&Team> {
        self.others().filter(|team| team.tier == self.ticket.tier).collect()
    }
}

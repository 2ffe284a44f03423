//! What the boxes and bands of the picture are called.

use super::super::super::page::Page;
use super::super::read::Data;
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::ticket::hold::Way;
use desk::values::Tier;
use insight::tier_flow::picture::{self, Band, Place, Side, Stand};
use std::collections::{BTreeMap, BTreeSet};

/// How long a name in the picture is at most, in characters.
const NAME_MAX: usize = 20;
/// The names of the boxes.
pub(super) struct Names<'p> {
    pub(super) page: &'p Page,
    /// The teams in each box.
    teams: BTreeMap<Stand, Vec<String>>,
    /// The providers of each box outside.
    providers: BTreeMap<Stand, BTreeSet<String>>,
}

/// Where a team stands.
pub(super) fn stand(directory: &Directory, team: TeamId) -> Stand {
    let team = directory.team(team);
    let tier = team.map_or(Tier::FIRST, |team| team.tier);
    let outside = team.is_some_and(|team| team.provider.is_some());
    Stand { tier, side: if outside { Side::Outside } else { Side::House } }
}

/// A name no longer than there is room for, and apart from the direction of what is around it.
fn isolated(name: &str) -> String {
    let mut short: String = name.chars().take(NAME_MAX).collect();
    if name.chars().nth(NAME_MAX).is_some() {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    format!("\u{2068}{short}\u{2069}")
}

impl Names<'_> {
    pub(super) fn tier(&self, tier: Tier) -> String {
        self.page.text("tier-short").with("tier", i64::from(tier.0)).to_string()
    }

    /// The box of a stand: `L1 Service Desk`, `L2, 3 Teams`, `L1 Nordlicht IT, außer Haus`.
    pub(super) fn stand(&self, stand: Stand) -> String {
        let tier = self.tier(stand.tier);
        let several = |key, n: usize| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            self.page.text(key).with("tier", tier.clone()).with("n", n).to_string()
        };
        let teams = self.teams.get(&stand).map_or(&[][..], Vec::as_slice);
        match stand.side {
            Side::House => match teams {
                [one] => format!("{tier} {}", isolated(one)),
                _ => several("reports-teams", teams.len()),
            },
            Side::Outside => {
                let providers: Vec<&String> =
                    self.providers.get(&stand).into_iter().flatten().collect();
                match providers[..] {
                    [one] => {
                        let text = self.page.text("reports-outside-of").with("tier", tier);
                        text.with("name", isolated(one)).to_string()
                    }
                    _ => several("reports-providers", providers.len()),
                }
            }
        }
    }

    pub(super) fn place(&self, place: Place) -> String {
        match place {
            Place::Channel(channel) => self.page.word(&channel).to_string(),
            Place::Held(stand) => self.stand(stand),
            Place::Resolved(stand) => {
                let text = self.page.text("reports-resolved-at");
                text.with("where", self.stand(stand)).to_string()
            }
            Place::Open(stand) => {
                let text = self.page.text("reports-open-at");
                text.with("where", self.stand(stand)).to_string()
            }
        }
    }

    /// How a band is labelled, and what its title says more.
    pub(super) fn band(&self, band: &Band) -> (String, String) {
        let number = |n: i64| self.page.format.number(n);
        let amount = &band.amount;
        let key = match (picture::way(band.from, band.to), band.to) {
            (Some(Way::Up), _) => "reports-band-up",
            (Some(Way::Sideways), _) => "reports-band-across",
            (Some(Way::Down), _) => "reports-band-down",
            (None, Place::Resolved(_)) => "reports-band-resolved",
            (None, Place::Open(_)) => "reports-band-open",
            (None, _) => "reports-band-in",
        };
        let label = self.page.text(key).with("n", number(amount.times)).to_string();
        let (from, to) = (self.place(band.from), self.place(band.to));
        let mut title = format!("{from} → {to}: {}", number(amount.times));
        if amount.brought_back > 0 || amount.declined > 0 {
            let text = self.page.text("reports-of-these");
            let text = text.with("solved", number(amount.brought_back));
            title.push_str(&text.with("declined", number(amount.declined)).to_string());
        }
        (label, title)
    }
}

/// The names of what is in the sums.
pub(super) fn names<'p>(page: &'p Page, data: &Data) -> Names<'p> {
    let sums = &data.sums;
    let starts = sums.starts.keys().map(|(_, team)| *team);
    let steps = sums.steps.keys().flat_map(|(from, to, _)| [*from, *to]);
    let seen: BTreeSet<TeamId> = starts.chain(steps).chain(sums.ends.keys().copied()).collect();
    let mut names = Names { page, teams: BTreeMap::new(), providers: BTreeMap::new() };
    for team in seen.iter().filter_map(|team| data.directory.team(*team)) {
        let stand = stand(&data.directory, team.id);
        names.teams.entry(stand).or_default().push(team.name.clone());
        if let Some(provider) = &team.provider {
            names.providers.entry(stand).or_default().insert(provider.clone());
        }
    }
    names
}

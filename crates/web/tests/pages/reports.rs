//! The tier flow as leads see it, and who does not.

use super::browser::{Browser, Desk, Page};
use axum::http::StatusCode;
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::text::Text;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::open::Open;
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::take::Take;
use desk::values::{
    Channel, DeclineReason, EscalationReason, Origin, Rating, ResolutionCode, ReturnOutcome, Role,
    Tier,
};
use store::By;
use store::ledger::PersonHint;
use store::on_both;
use store::testing::TestDb;

const LEAD: &str = "lena@stufe.example";
const DAY_S: i64 = 86_400;

/// Arabic, with a quotation mark that would turn what is around it.
const ARABIC: &str = "فريق الشبكات";

/// A desk with a lead, people on three tiers and a provider's team.
struct Led {
    desk: Desk,
    second: PersonId,
    teams: [TeamId; 3],
}

fn text(words: &str) -> Option<Text> {
    Some(store::words::words(words).unwrap())
}

impl Led {
    fn new(test: &TestDb) -> Led {
        let desk = Desk::new(test);
        let team =
            |tier| desk.store.read(|it| Ok(it.directory.default_team(Tier(tier)).unwrap().id));
        let teams = [1, 2, 3].map(|tier| team(tier).unwrap());
        desk.add("Lena Lange", Role::Lead, vec![teams[0]]);
        let second = desk.add("Bert Berg", Role::Agent, vec![teams[1]]);
        Led { desk, second, teams }
    }

    fn by(&self, actor: Actor) -> By {
        By { now: self.desk.now(), actor, origin: Origin::Command }
    }

    fn lead(&self) -> Browser {
        self.desk.signed_in(LEAD)
    }

    fn admin(&self, command: AdminCommand) {
        let by = self.by(Actor::Desk);
        let done = self.desk.store.write(by, move |ledger| ledger.admin(command.clone()).map(drop));
        done.unwrap();
    }

    fn team(&self, name: &str, tier: u8, provider: Option<&str>) -> TeamId {
        let by = self.by(Actor::Desk);
        let team = self.desk.store.write(by, |ledger| Ok(ledger.new_team()?)).unwrap();
        let (name, provider) = (name.to_owned(), provider.map(str::to_owned));
        let (tier, checklist) = (Tier(tier), Vec::new());
        self.admin(AdminCommand::AddTeam(AddTeam {
            team,
            name,
            tier,
            provider,
            checklist,
            reach: desk::values::Reach::House,
        }));
        team
    }

    fn service(&self, name: &str) -> ServiceId {
        let by = self.by(Actor::Desk);
        let service = self.desk.store.write(by, |ledger| Ok(ledger.new_service()?)).unwrap();
        let (name, teams) = (name.to_owned(), vec![self.teams[0]]);
        self.admin(AdminCommand::AddService(AddService {
            service,
            name,
            teams,
            confidential: false,
        }));
        service
    }

    /// Opens a ticket of rita's a minute later.
    fn open(&self, service: Option<ServiceId>, team: Option<TeamId>) -> i64 {
        self.desk.wait(60);
        let rita = self.desk.rita;
        let by = self.by(Actor::Person(self.desk.anna));
        let opened = self.desk.store.write(by, move |ledger| {
            let mut open = Open::by(Channel::Phone);
            open.subject = text("Netz");
            open.body = text("Geht nicht.");
            open.service = service;
            open.team = team;
            let hint = PersonHint { id: Some(rita), ..PersonHint::default() };
            open.requester = Some(ledger.requester(hint)?);
            ledger.open(open)
        });
        opened.unwrap().0
    }

    fn escalate(&self, number: i64, to: TeamId) {
        self.desk.wait(60);
        let hand_over = Draft {
            findings: text("Kabel getauscht."),
            question: text("Port prüfen."),
            ..Draft::default()
        };
        let reason = Some(EscalationReason::Access);
        let escalate = Escalate { team: Some(to), reason, hand_over, ..Escalate::default() };
        self.desk.act(self.desk.anna, number, escalate);
    }

    fn back(&self, number: i64, outcome: ReturnOutcome) {
        self.desk.wait(60);
        let back = Return {
            outcome: Some(outcome),
            solution: text("Port an.").filter(|_| outcome == ReturnOutcome::Solved),
            reason: Some(DeclineReason::WrongTeam).filter(|_| outcome == ReturnOutcome::Declined),
            ..Return::default()
        };
        self.desk.act(self.second, number, back);
    }

    fn resolve(&self, who: PersonId, number: i64) {
        self.desk.wait(60);
        let code = Some(ResolutionCode::SolvedPermanently);
        self.desk.act(who, number, Resolve { solution: text("Läuft."), code });
    }
}

/// What a page shows of a figure: its value and all that stands below it.
fn tile(page: &Page, word: &str) -> String {
    let start = format!("id=\"k-{word}\"");
    let (_, rest) = page.text.split_once(&start).unwrap_or_else(|| panic!("no {word}"));
    let tile = rest.split("class=\"kpi\"").next().unwrap();
    let value = tile.split("<b class=\"k-v\">").nth(1).unwrap();
    let mut words = String::new();
    let mut inside = true;
    for c in value.split("</section>").next().unwrap().chars() {
        match c {
            '<' => inside = false,
            '>' => {
                inside = true;
                words.push(' ');
            }
            c if inside => words.push(c),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both! {
    fn it_is_for_leads_and_admins_of_the_house(test: &TestDb) {
        let led = Led::new(test);
        let night = led.team("Nacht", 1, Some("Nachtwerk"));
        led.desk.add("Nils Nord", Role::Lead, vec![night]);
        led.desk.add("Adam Amt", Role::Admin, vec![]);
        for path in ["/reports", "/reports/tier-flow.csv"] {
            let page = led.desk.browser().get(path);
            assert!(page.to().starts_with("/sign-in?return_to=/reports"), "{}", page.to());
            for (email, expected) in [
                ("rita@stufe.example", StatusCode::FORBIDDEN),
                ("anna@stufe.example", StatusCode::FORBIDDEN),
                ("nils@stufe.example", StatusCode::FORBIDDEN),
                (LEAD, StatusCode::OK),
                ("adam@stufe.example", StatusCode::OK),
            ] {
                assert_eq!(led.desk.signed_in(email).get(path).status, expected, "{email} {path}");
            }
        }
    }

    fn an_empty_desk_says_so_and_one_ticket_is_a_picture(test: &TestDb) {
        let led = Led::new(test);
        let mut lead = led.lead().with("accept-language", "de");
        let page = lead.get("/reports");
        assert!(page.text.contains("In diesem Zeitraum kam kein Ticket herein"));
        assert!(!page.text.contains("<svg class=\"ch wide\""));
        led.open(None, None);
        let page = lead.get("/reports");
        assert!(page.text.contains("<svg class=\"ch wide\""));
        assert!(page.text.contains("Der Weg von 1 Tickets über die Stufen"));
        assert!(page.text.contains("Kein Ticket wurde weitergeleitet."));
        assert_eq!(tile(&page, "tickets"), "1");
        assert_eq!(tile(&page, "first-level"), "–");
        assert_eq!(tile(&page, "bounces"), "–", "nothing was escalated");
        assert!(!page.text.contains("id=\"k-quality\""), "nobody rated a hand-over");
    }

    fn the_figures_are_those_of_the_history(test: &TestDb) {
        let led = Led::new(test);
        let vpn = led.service("VPN");
        let (anna, second) = (led.desk.anna, led.second);
        let solved = led.open(Some(vpn), None);
        led.resolve(anna, solved);
        let climbed = led.open(Some(vpn), None);
        led.escalate(climbed, led.teams[1]);
        led.desk.act(second, climbed, Take { rating: Some(Rating::Incomplete) });
        led.resolve(second, climbed);
        let bounced = led.open(None, None);
        led.escalate(bounced, led.teams[1]);
        led.back(bounced, ReturnOutcome::Declined);
        let helped = led.open(None, None);
        led.escalate(helped, led.teams[1]);
        led.back(helped, ReturnOutcome::Solved);
        led.resolve(anna, helped);

        let mut lead = led.lead().with("accept-language", "en");
        let page = lead.get("/reports");
        for (word, expected) in [
            ("tickets", "4"),
            ("first-level", "33.3% L2 66.7%"),
            ("resolve", "0:01 h L2 0:02 h"),
            ("moves", "1.25 5 hand-overs"),
            ("ping-pong", "25.0% 1 tickets, 1 times"),
            ("bounces", "33.3%"),
            ("reopened", "0.0% 0 tickets"),
            ("quality", "0.0%"),
        ] {
            let shown = tile(&page, word);
            assert!(shown.starts_with(expected), "{word}: {shown}");
        }
        let words = page.words();
        assert!(words.contains("Most of the climb is from"), "{words}");
        for title in [
            "L1 \u{2068}1st Level\u{2069} → L2 \u{2068}2nd Level\u{2069}: 3</title>",
            "1 of them with a solution or an answer, 1 declined</title>",
        ] {
            assert!(page.text.contains(title), "{title}");
        }
        assert!(page.text.contains("href=\"/desk/tickets/3\""), "an example of ping-pong");
        assert!(page.text.contains("L1 → L2 → L1"));
        assert!(words.contains("Needs other access"), "the service's main reason: {words}");
        for banned in ["Anna Arndt", "Bert Berg"] {
            assert!(!page.text.contains(banned), "no figure is of a person");
        }

        let page = lead.get(&format!("/reports?service={vpn}"));
        assert_eq!(tile(&page, "tickets"), "2");
        let page = lead.get(&format!("/reports?team={}", led.teams[1]));
        assert_eq!(tile(&page, "tickets"), "3", "those it held at some time");
        let page = lead.get(&format!("/reports?team={}&service={vpn}", led.teams[1]));
        assert_eq!(tile(&page, "tickets"), "1");
    }

    fn periods_have_addresses_and_compare_with_the_days_before(test: &TestDb) {
        let led = Led::new(test);
        led.open(None, None);
        led.desk.wait(10 * DAY_S);
        for _ in 0..3 {
            led.open(None, None);
        }
        let mut lead = led.lead().with("accept-language", "de");
        for (query, tickets, change) in [
            ("?period=7d", "3", Some("2 mehr")),
            ("?period=30d", "4", None),
            ("?from=2026-03-11&through=2026-03-12", "3", None),
            ("?from=2026-03-03&through=2026-03-12", "3", Some("2 mehr")),
            ("?from=2026-03-02&through=2026-03-02", "1", None),
            ("?period=all&by=week", "4", None),
            ("?through=2026-03-05", "1", None),
        ] {
            let page = lead.get(&format!("/reports{query}"));
            assert_eq!(page.status, StatusCode::OK, "{query}");
            let tile = tile(&page, "tickets");
            assert_eq!(tile.split(' ').next(), Some(tickets), "{query}: {tile}");
            assert_eq!(tile.contains("mehr"), change.is_some(), "{query}: {tile}");
            assert!(change.is_none_or(|change| tile.ends_with(change)), "{query}: {tile}");
        }
        let page = lead.get("/reports?period=all&by=week");
        assert!(page.text.contains("2. bis 8. März 2026"), "a step is a week");
        assert!(page.text.contains("href=\"/reports?period=7d&#38;by=week\""), "{}", page.text);
        // A part alone, for the script.
        let part = lead.clone().with("stufe-parts", "report").get("/reports?period=7d");
        assert!(part.text.starts_with("<div id=\"report\""), "{}", &part.text[..60]);
    }

    fn what_cannot_be_meant_is_named_and_nothing_is_lost(test: &TestDb) {
        let led = Led::new(test);
        let mut lead = led.lead().with("accept-language", "de");
        for (query, at) in [
            ("from=gestern", "from-err"),
            ("from=2026-02-30", "from-err"),
            ("through=2026-1-1", "through-err"),
            ("from=2026-03-05&through=2026-03-01", "through-err"),
            ("period=forever", "data-problems"),
            ("team=99", "data-problems"),
            ("team=%00", "data-problems"),
            ("service=x%27%3B", "data-problems"),
            ("by=hour", "data-problems"),
        ] {
            let page = lead.get(&format!("/reports?{query}"));
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(page.text.contains(at), "{query}");
        }
        let page = lead.get("/reports?from=gestern&through=2026-03-01");
        assert!(page.text.contains("value=\"gestern\"") && page.text.contains("value=\"2026-03-01\""));
        for query in ["from=0001-01-01&through=9999-12-31&by=day", "period=all&by=day", "from=9999-12-31"] {
            assert_eq!(lead.get(&format!("/reports?{query}")).status, StatusCode::OK, "{query}");
        }
    }

    fn many_teams_long_and_foreign_names_stay_readable(test: &TestDb) {
        let led = Led::new(test);
        let long = format!("<b>{}</b>", "Übersee-Großrechner-Betrieb ".repeat(3));
        let mut last = led.teams[1];
        for n in 0..40 {
            let name = if n == 0 { long.clone() } else { format!("Team {n}") };
            last = led.team(&name, u8::try_from(n % 4).unwrap() + 2, None);
            let number = led.open(None, None);
            led.escalate(number, last);
        }
        let arabic = led.team(ARABIC, 5, Some("Nachtwerk"));
        for _ in 0..3 {
            let number = led.open(None, None);
            led.escalate(number, arabic);
        }
        let page = led.lead().with("accept-language", "de").get("/reports?period=7d");
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("<b>Übersee"), "a name is a text");
        assert!(page.text.contains("andere Teams"), "the smallest stand together");
        assert!(page.text.contains(&format!("<bdi>{ARABIC}</bdi>")), "the provider's team");
        assert!(page.text.contains("L5 \u{2068}Nachtwerk\u{2069}, außer Haus"));
        let page = led.lead().get(&format!("/reports?team={last}"));
        assert_eq!(tile(&page, "tickets"), "1");
        // A cold page stays light: its HTML, before it is compressed.
        assert!(page.text.len() < 200_000, "{}", page.text.len());
    }

    fn the_page_is_there_as_a_table_that_no_spreadsheet_runs(test: &TestDb) {
        let led = Led::new(test);
        let number = led.open(None, None);
        led.resolve(led.desk.anna, number);
        let mut lead = led.lead();
        let page = lead.get("/reports?period=30d");
        let export = page.text.split("href=\"").find(|rest| rest.starts_with("/reports/tier-flow.csv"));
        let export = export.unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let csv = lead.get(&export);
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("tier-flow.csv"));
        let lines: Vec<_> = csv.text.lines().collect();
        assert!(lines[0].starts_with("group,tickets,left_out"), "{}", csv.text);
        assert!(lines[1].starts_with("2026-03-02,1,0,1,"), "{}", csv.text);
    }
}

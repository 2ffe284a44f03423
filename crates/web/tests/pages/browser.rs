//! A browser without a script: it keeps cookies, and follows nothing by itself.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::{Command, Ticket};
use desk::time::Timestamp;
use desk::values::{Origin, Role, Tier};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::ledger::NewPerson;
use store::queries::tickets;
use store::testing::TestDb;
use store::{By, Failure, Ledger, Store};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use web::App;

/// 2026-03-02T08:00:00Z, a Monday, in seconds.
const MONDAY_S: i64 = 1_772_438_400;

pub(crate) const PASSWORD: &str = "Zwiebelkuchen 7";

thread_local! {
    /// Each test has a clock of its own, which goes when the test says so.
    static CLOCK: AtomicI64 = const { AtomicI64::new(MONDAY_S) };
}

/// A desk with an agent and a requester, who have passwords.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) anna: PersonId,
    pub(crate) rita: PersonId,
    hash: String,
    runtime: Arc<Runtime>,
}

/// [`PASSWORD`], as it is kept.
pub(crate) fn hash() -> String {
    let cheap = Params::new(Params::MIN_M_COST, 1, 1, None).unwrap();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    argon.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * 1_000_000)
}

pub(crate) fn now() -> Timestamp {
    at(CLOCK.with(|clock| clock.load(Ordering::Relaxed)))
}

impl Desk {
    pub(crate) fn new(test: &TestDb) -> Desk {
        let mut desk = Desk::empty(test);
        desk.anna = desk.add("Anna Arndt", Role::Agent, vec![desk.team(1)]);
        desk.rita = desk.add("Rita Roth", Role::Requester, vec![]);
        desk
    }

    /// A desk that knows nobody yet.
    pub(crate) fn empty(test: &TestDb) -> Desk {
        CLOCK.with(|clock| clock.store(MONDAY_S, Ordering::Relaxed));
        let store = Store::over(test.open(), at(MONDAY_S)).unwrap();
        // One thread, the test's own, so that the clock is the test's own too.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (nobody, runtime) = (PersonId(0), Arc::new(runtime));
        Desk { store, anna: nobody, rita: nobody, hash: hash(), runtime }
    }

    /// The default team of a tier.
    pub(crate) fn team(&self, tier: u8) -> TeamId {
        self.store.read(|it| Ok(it.directory.default_team(Tier(tier)).unwrap().id)).unwrap()
    }

    /// One more person, who signs in as the first four letters of their name.
    pub(crate) fn add(&self, name: &str, role: Role, teams: Vec<TeamId>) -> PersonId {
        let (name, hash) = (name.to_owned(), self.hash.clone());
        self.write(move |ledger| {
            let email = Some(format!("{}@stufe.example", &name[..4].to_lowercase()));
            let (name, teams) = (Some(name.clone()), teams.clone());
            let id = ledger.add_person(NewPerson { name, email, phone: None, role, teams })?;
            ledger.set_password(id, &hash)?;
            Ok(id)
        })
    }

    /// Writes past the pages, as the command line does.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        let by = By { now: now(), actor: Actor::Desk, origin: Origin::Command };
        self.store.write(by, closure).unwrap()
    }

    /// Somebody does one thing with a ticket.
    pub(crate) fn act(&self, who: PersonId, number: i64, command: impl Into<Command>) {
        let by = By { now: now(), actor: Actor::Person(who), origin: Origin::Command };
        let command = command.into();
        let done = self
            .store
            .write(by, move |ledger| ledger.act(TicketNumber(number), command.clone()).map(drop));
        done.unwrap();
    }

    /// The ticket as it is.
    pub(crate) fn ticket(&self, number: i64) -> Ticket {
        let read = self.store.read(|it| Ok(tickets::read(it.tx, TicketNumber(number))?));
        read.unwrap().unwrap().ticket
    }

    /// The instant, as the test has it.
    pub(crate) fn now(&self) -> Timestamp {
        now()
    }

    /// Time goes by.
    pub(crate) fn wait(&self, seconds: i64) {
        CLOCK.with(|clock| clock.fetch_add(seconds, Ordering::Relaxed));
    }

    /// A browser in front of a node of its own.
    pub(crate) fn browser(&self) -> Browser {
        let router = web::router(App::new(self.store.clone(), now).with_parts_page());
        let (cookies, headers) = (BTreeMap::new(), BTreeMap::new());
        Browser { router, runtime: Arc::clone(&self.runtime), cookies, headers }
    }

    /// The same, signed in.
    pub(crate) fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.sign_in(email, PASSWORD);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        browser
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    runtime: Arc<Runtime>,
    pub(crate) cookies: BTreeMap<String, String>,
    headers: BTreeMap<&'static str, String>,
}

/// What came back.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Browser {
    /// One that has this cookie, in front of a node.
    pub(crate) fn with_cookie(
        router: Router,
        runtime: Arc<Runtime>,
        name: &str,
        value: &str,
    ) -> Browser {
        let cookies = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        Browser { router, runtime, cookies, headers: BTreeMap::new() }
    }

    /// Says this with every request from now on.
    pub(crate) fn with(mut self, header: &'static str, value: &str) -> Browser {
        self.headers.insert(header, value.to_owned());
        self
    }

    /// The same in front of something else.
    pub(crate) fn over(self, router: Router) -> Browser {
        Browser { router, ..self }
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, Body::empty(), None)
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_as(path, FORM, form(fields))
    }

    pub(crate) fn post_as(&mut self, path: &str, kind: &str, body: impl Into<Body>) -> Page {
        self.send(Method::POST, path, body.into(), Some(kind))
    }

    /// Several browsers send a form each at the same moment.
    pub(crate) fn all(
        browsers: &mut [Browser],
        path: &str,
        fields: &[Vec<(&str, &str)>],
    ) -> Vec<Page> {
        let runtime = Arc::clone(&browsers[0].runtime);
        let sent = browsers.iter().zip(fields).map(|(browser, fields)| {
            let body = Body::from(form(fields));
            let request = browser.request(Method::POST, path, body, Some(FORM));
            Page::of(browser.router.clone(), request)
        });
        runtime.block_on(futures_util::future::join_all(sent))
    }

    pub(crate) fn sign_in(&mut self, email: &str, password: &str) -> Page {
        self.post("/sign-in", &[("email", email), ("password", password)])
    }

    fn send(&mut self, method: Method, path: &str, body: Body, kind: Option<&str>) -> Page {
        let request = self.request(method, path, body, kind);
        let page = self.runtime.block_on(Page::of(self.router.clone(), request));
        self.keep_cookies(&page);
        page
    }

    fn request(&self, method: Method, path: &str, body: Body, kind: Option<&str>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, "text/html,*/*;q=0.8".parse().unwrap());
        headers.insert(header::HOST, "desk.example".parse().unwrap());
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        headers.insert(header::COOKIE, cookies.parse().unwrap());
        for (name, value) in &self.headers {
            headers.insert(*name, value.parse().unwrap());
        }
        request
    }

    fn keep_cookies(&mut self, page: &Page) {
        for cookie in page.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// How forms without files are sent.
const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

impl Page {
    async fn of(router: Router, request: Request<Body>) -> Page {
        let response = router.oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Page { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    /// Where it sends the browser.
    pub(crate) fn to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The cookie it sets.
    pub(crate) fn cookie(&self) -> &str {
        self.headers[header::SET_COOKIE].to_str().unwrap()
    }

    /// What stands between two texts of the page, the first time.
    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let rest = self.text.split_once(before).map(|(_, rest)| rest);
        let rest = rest.unwrap_or_else(|| panic!("there is no {before}: {}", self.text));
        plain(rest.split_once(after).unwrap().0)
    }

    /// What it says, without its tags.
    pub(crate) fn words(&self) -> String {
        let pieces = self.text.split('<').map(|piece| piece.split_once('>').map_or("", |it| it.1));
        plain(&pieces.collect::<Vec<_>>().join(" "))
    }

    /// Sends the form that goes there, with what is typed into it.
    pub(crate) fn send(&self, browser: &mut Browser, action: &str, typed: &[(&str, &str)]) -> Page {
        let hidden = self.form(action);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
        browser.post(action, &fields)
    }

    /// The hidden fields of the form that is sent there.
    pub(crate) fn form(&self, action: &str) -> Vec<(String, String)> {
        let (_, rest) = self.text.split_once(&format!("action=\"{action}\"")).expect(action);
        hidden(rest.split("</form>").next().unwrap())
    }

    /// The hidden fields of its forms.
    pub(crate) fn hidden(&self) -> Vec<(String, String)> {
        hidden(&self.text)
    }
}

fn hidden(text: &str) -> Vec<(String, String)> {
    let fields = text.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |field: &str| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        (name.to_owned(), plain(rest.split('"').next().unwrap()))
    };
    fields.map(field).collect()
}

/// The text that a page writes escaped.
pub(crate) fn plain(escaped: &str) -> String {
    let text = escaped.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    text.replace("&#39;", "'").replace("&#38;", "&")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

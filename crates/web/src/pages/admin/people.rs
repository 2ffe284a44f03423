//! `/admin/people`: everybody by name, found by the beginnings of words.

use super::ground::{self, Frame, Tab, names};
use crate::app::App;
use crate::limits::PAGE_DEFAULT;
use crate::pages::answer::{self, Wanted as Parts};
use crate::pages::error::PageError;
use crate::pages::fields::keepable;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::Choice;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::values::Role;
use serde::Deserialize;
use store::queries::people::{self, PersonRow, Place, Wanted};
use store::queries::person_words;

/// Longest search, in characters.
const SEARCH_MAX: usize = 200;

#[derive(Template)]
#[template(path = "admin_people.html", blocks = ["people"])]
struct People {
    page: Page,
    nav: Nav,
    frame: Frame,
    q: String,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    rows: Vec<Row>,
    /// The address of the first page, unless this is it.
    first: Option<String>,
    /// The address of the next one.
    next: Option<String>,
}

crate::pages::blocks!(People, "people" => as_people);

/// One person.
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) role: Role,
    pub(crate) teams: String,
}

impl Row {
    fn new(directory: &Directory, person: PersonRow) -> Row {
        let PersonRow { id, name, email, phone, role, teams, active: _, belonging: _ } = person;
        let teams = names(directory, &teams);
        let (email, phone) = (email.unwrap_or_default(), phone.unwrap_or_default());
        Row { id: id.0, name, email, phone, role, teams }
    }
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    role: String,
    state: String,
    after: String,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        Wanted { role: self.role.parse().ok(), active: self.state != "left" }
    }

    fn place(&self) -> Option<Place> {
        let bytes = BASE64URL_NOPAD.decode(self.after.as_bytes()).ok()?;
        let (id, key) = bytes.split_first_chunk::<8>()?;
        Some((key.to_vec(), PersonId(i64::from_be_bytes(*id))))
    }

    /// The address of the page that begins there.
    fn address(&self, place: Option<&Place>) -> String {
        let state = if self.state == "left" { "left" } else { "" };
        let after = place.map(|(key, PersonId(id))| {
            BASE64URL_NOPAD.encode(&[&id.to_be_bytes()[..], key].concat())
        });
        let after = after.unwrap_or_default();
        let mut query = vec![("q", &*self.q), ("role", &self.role), ("state", state)];
        query.push(("after", &after));
        query.retain(|(_, value)| !value.is_empty());
        match serde_html_form::to_string(&query) {
            Ok(query) if !query.is_empty() => format!("/admin/people?{query}"),
            Ok(_) | Err(_) => "/admin/people".into(),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    parts: Parts,
    Query(mut asked): Query<Asked>,
) -> Result<Response, PageError> {
    asked.q = keepable(asked.q.trim().chars().take(SEARCH_MAX).collect());
    let (wanted, after, q) = (asked.wanted(), asked.place(), asked.q.clone());
    let read = ground::read(&app, &page, &viewer, Tab::People, move |desk| {
        let limit = usize::try_from(PAGE_DEFAULT).unwrap_or_default();
        let found = match q.is_empty() {
            true => people::by_name(desk.tx, wanted, after.as_ref(), limit)?,
            false => person_words::page(desk.tx, &q, wanted, after.as_ref(), limit)?,
        };
        let rows = found.people.into_iter().map(|person| Row::new(&desk.directory, person));
        Ok((rows.collect(), found.next))
    });
    let (frame, nav, (rows, next)) = read.await?;
    let chosen = wanted.role.map_or("", Role::as_str);
    let word = |role: &Role| Choice::new(role.as_str(), &page.word(role), chosen);
    let any = Choice::new("", &page.text("admin-any-role"), chosen);
    let roles = std::iter::once(any).chain(Role::ALL.iter().map(word)).collect();
    let state = if wanted.active { "active" } else { "left" };
    let states = [("active", "admin-active"), ("left", "admin-left")];
    let states = states.map(|(word, key)| Choice::new(word, &page.text(key), state)).to_vec();
    let first = asked.place().map(|_| asked.address(None));
    let next = next.map(|place| asked.address(Some(&place)));
    let q = asked.q;
    let view = People { page, nav, frame, q, roles, states, rows, first, next };
    Ok(answer::page_or_parts(&view, &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_in_the_address() {
        let asked = Asked { q: "ü&a".into(), role: "agent".into(), ..Asked::default() };
        let place = (b"vogt \xC3\xBC".to_vec(), PersonId(7));
        let address = asked.address(Some(&place));
        assert!(address.starts_with("/admin/people?q=%C3%BC%26a&role=agent&after="), "{address}");
        let after = address.split("after=").nth(1).unwrap().to_owned();
        assert_eq!(Asked { after, ..Asked::default() }.place(), Some(place));
        for broken in ["", "!", "AAAA", "ä"] {
            assert_eq!(Asked { after: broken.into(), ..Asked::default() }.place(), None);
        }
        assert_eq!(Asked::default().address(None), "/admin/people");
    }
}

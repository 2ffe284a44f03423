//! A form with files, read as it comes: its texts into the form, its files into uploads.

use crate::app::App;
use crate::files::incoming::{self, Broken, Upload, in_time};
use crate::limits::{FORM_BYTES_MAX, FORM_FIELDS_MAX, FORM_FILES_BYTES_MAX};
use crate::pages::error::PageError;
use crate::pages::session::Viewer;
use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use desk::attachment::{Why, file_name, turned_away};
use desk::ids::{AttachmentId, PersonId};
use desk::limits::ATTACHMENTS_MAX;
use desk::refusal::Refusal;
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde::de::DeserializeOwned;
use store::Failure;

/// The form's field for the numbers of its files.
const FIELD: &str = "attachments";

/// A form that may bring files: `multipart/form-data` or, without any, as forms are sent else.
pub(crate) struct WithFiles<T> {
    /// Its texts. Its `attachments` (`#[serde(default)] attachments: Vec<AttachmentId>`) are the
    /// numbers it brought and those of the files that came with it.
    pub(crate) form: T,
    /// What became of its files.
    pub(crate) brought: Brought,
}

/// What became of the files of a form.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Those that could not be taken, by name.
    pub(super) turned_away: Vec<(String, Why)>,
}

impl Brought {
    /// Nothing, as of a form nobody has sent yet.
    pub(crate) fn nothing() -> Brought {
        Brought::default()
    }

    /// What the desk says when a file was turned away; the rest was taken and is kept.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        turned_away(&self.turned_away)
    }
}

impl<T: DeserializeOwned> FromRequest<App> for WithFiles<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let Some(boundary) = boundary(request.headers()) else {
            let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
            let Form(fields) = form.map_err(|it| PageError::Other(it.into_response().status()))?;
            return Ok(WithFiles { form: read(&fields)?, brought: Brought::nothing() });
        };
        let viewer = request.extensions().get::<Viewer>().map(Viewer::id);
        let person = viewer.ok_or_else(PageError::forbidden)?;
        let mut reader = Reader::new(request, boundary, Files::Upload { app, person });
        reader.read().await?;
        let brought = Brought { turned_away: reader.turned_away };
        Ok(WithFiles { form: read(&reader.fields)?, brought })
    }
}

/// The texts of a form with files; the files are left.
///
/// # Errors
/// That it cannot be read.
pub(crate) async fn texts(request: Request) -> Result<Vec<(String, String)>, PageError> {
    let Some(boundary) = boundary(request.headers()) else { return Ok(Vec::new()) };
    let mut reader = Reader::new(request, boundary, Files::Leave);
    reader.read().await?;
    Ok(reader.fields)
}

/// Where the fields are cut, when the form is one with files.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// Reads the fields into their type.
fn read<T: DeserializeOwned>(fields: &[(String, String)]) -> Result<T, PageError> {
    let wrong = |_| PageError::Other(StatusCode::BAD_REQUEST);
    let text = serde_html_form::to_string(fields).map_err(PageError::fault)?;
    serde_html_form::from_str(&text).map_err(wrong)
}

/// What is done with files.
enum Files<'a> {
    /// They become uploads of this person.
    Upload { app: &'a App, person: PersonId },
    /// They are passed over.
    Leave,
}

struct Reader<'a> {
    form: Multipart<'static>,
    files: Files<'a>,
    fields: Vec<(String, String)>,
    /// What the texts may still take, in bytes.
    room: usize,
    turned_away: Vec<(String, Why)>,
}

impl<'a> Reader<'a> {
    fn new(request: Request, boundary: String, files: Files<'a>) -> Self {
        let limit = SizeLimit::new().whole_stream(FORM_FILES_BYTES_MAX);
        let constraints = Constraints::new().size_limit(limit);
        let body = request.into_body().into_data_stream();
        let form = Multipart::with_constraints(body, boundary, constraints);
        let (fields, turned_away) = (Vec::new(), Vec::new());
        Reader { form, files, fields, room: FORM_BYTES_MAX, turned_away }
    }

    async fn read(&mut self) -> Result<(), PageError> {
        loop {
            let next = in_time(self.form.next_field()).await.map_err(broken)?;
            let Some(field) = next.map_err(unreadable)? else { return Ok(()) };
            if field.file_name().is_some() {
                self.file(field).await?;
            } else {
                self.text(field).await?;
            }
        }
    }

    async fn text(&mut self, mut field: Field<'static>) -> Result<(), PageError> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = in_time(field.chunk()).await.map_err(broken)?.map_err(unreadable)? {
            let room = self.room.checked_sub(piece.len());
            self.room = room.ok_or(PageError::Other(StatusCode::PAYLOAD_TOO_LARGE))?;
            bytes.extend_from_slice(&piece);
        }
        if self.fields.len() >= FORM_FIELDS_MAX {
            return Err(PageError::Other(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        self.fields.push((name, text));
        Ok(())
    }

    async fn file(&mut self, mut field: Field<'static>) -> Result<(), PageError> {
        let name = said(field.file_name().unwrap_or_default());
        let taken = match self.files {
            Files::Leave => return pass_over(&mut field).await,
            // A picker in which nothing was chosen sends a file without a name.
            Files::Upload { .. } if name.is_empty() => return pass_over(&mut field).await,
            Files::Upload { .. } if self.count() >= ATTACHMENTS_MAX => Err(Why::TooMany),
            Files::Upload { app, person } => take(app, person, &name, &mut field).await?,
        };
        match taken {
            Ok(id) => self.fields.push((FIELD.to_owned(), id.to_string())),
            Err(why) => {
                pass_over(&mut field).await?;
                self.turned_away.push((file_name(&name), why));
            }
        }
        Ok(())
    }

    fn count(&self) -> usize {
        self.fields.iter().filter(|(name, _)| name == FIELD).count()
    }
}

/// Reads a field to its end for what comes after it.
async fn pass_over(field: &mut Field<'static>) -> Result<(), PageError> {
    while in_time(field.chunk()).await.map_err(broken)?.map_err(unreadable)?.is_some() {}
    Ok(())
}

/// Makes a file an upload. What is wrong with this one file is told beside it; what is wrong with
/// the form as a whole ends it.
async fn take(
    app: &App,
    person: PersonId,
    name: &str,
    field: &mut Field<'static>,
) -> Result<Result<AttachmentId, Why>, PageError> {
    let mut upload = match Upload::begin(app) {
        Ok(upload) => upload,
        Err(error) => return told(error),
    };
    while let Some(piece) = in_time(field.chunk()).await.map_err(broken)?.map_err(unreadable)? {
        if let Err(error) = upload.push(&piece).await {
            return told(error);
        }
    }
    let (come, name) = (upload.end(), name.to_owned());
    let kept = incoming::write(app.store(), move |tx| come.keep(tx, &name, person)).await;
    kept.map_or_else(|failure| told(failure.into()), |id| Ok(Ok(id)))
}

fn told(error: Broken) -> Result<Result<AttachmentId, Why>, PageError> {
    match error {
        Broken::TooLarge => Ok(Err(Why::TooLarge)),
        Broken::Busy | Broken::Failed(Failure::Refused(_)) => Ok(Err(Why::NotTaken)),
        error => Err(broken(error)),
    }
}

fn broken(error: Broken) -> PageError {
    match error {
        Broken::TooLarge => PageError::Other(StatusCode::PAYLOAD_TOO_LARGE),
        Broken::TooSlow => PageError::Other(StatusCode::REQUEST_TIMEOUT),
        Broken::Cut => PageError::Other(StatusCode::BAD_REQUEST),
        Broken::Busy => PageError::Unavailable,
        Broken::Failed(failure) => failure.into(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed over by `map_err`")]
fn unreadable(error: multer::Error) -> PageError {
    PageError::Other(match error {
        multer::Error::StreamSizeExceeded { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    })
}

/// A file's name as it was before the browser wrote it between quotes.
fn said(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

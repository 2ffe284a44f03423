//! `/attachments`: files come in before the message they go with, and are read with it.

use super::auth::Caller;
use super::decode;
use super::request::{Asked, Nothing, Numbered, Once, idempotency_key, parameters};
use super::write::{Answer, Head};
use crate::app::App;
use crate::files::access::readable;
use crate::files::incoming::{Broken, Come, Upload, in_time, too_large};
use crate::files::outgoing;
use crate::limits::FILE_BYTES_MAX;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::attachment::{Attachment, file_name};
use desk::ids::AttachmentId;
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use store::Failure;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The form's field that holds the file.
const FIELD: &str = "file";

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(upload)).routes(routes!(download))
}

/// What an upload is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadParams {
    /// What the file is called; a form says it itself.
    name: Option<String>,
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct Bytes(Vec<u8>);

/// A file in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the form is read as it comes")]
pub(crate) struct UploadForm {
    /// The file.
    #[schema(value_type = Bytes)]
    file: Vec<u8>,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// What a message names it by.
    #[schema(value_type = i64)]
    id: AttachmentId,
    /// What it is called: without a path, and not too long.
    name: String,
    /// How long it is, in bytes.
    size: i64,
    /// What its first bytes show it to be.
    content_type: String,
    /// The digest of its content, in hexadecimal.
    sha256: String,
}

/// A file of a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct File {
    /// Its number, for `GET /attachments/{id}`.
    #[schema(value_type = i64)]
    id: AttachmentId,
    /// What it is called.
    name: String,
    /// How long it is, in bytes.
    size: i64,
    /// What its first bytes show it to be.
    content_type: String,
}

/// The files of a message, as lists have them.
pub(crate) fn listed(files: &[Attachment]) -> Vec<File> {
    let listed = |file: &Attachment| File {
        id: file.id,
        name: file.name.as_str().to_owned(),
        size: file.size,
        content_type: file.content_type.clone(),
    };
    files.iter().map(listed).collect()
}

/// Writes the files of a message as lists have them.
pub(crate) fn as_listed<S: Serializer>(files: &[Attachment], to: S) -> Result<S::Ok, S::Error> {
    listed(files).serialize(to)
}

/// Upload a file
///
/// The body is the file, as it is, or a form with the field `file`. It has at most 25 MiB. It waits
/// a day for the message that names it in `attachments`; until then only who uploaded it reads it.
#[utoipa::path(
    post, path = "/attachments", operation_id = "upload_attachment", tag = "attachments",
    params(UploadParams),
    request_body(content(
        (Bytes = "application/octet-stream"),
        (UploadForm = "multipart/form-data"),
    )),
    responses((status = 201, description = "The file", body = Uploaded)),
)]
async fn upload(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<Answer, Problem> {
    let (parts, body) = request.into_parts();
    let UploadParams { name } = parameters(&parts)?;
    let key = idempotency_key(&parts)?;
    let (said, come) = match boundary(&parts.headers)? {
        Some(boundary) => of_form(&app, boundary, body).await?,
        None => (None, of_body(&app, &parts.headers, body).await?),
    };
    let name = file_name(&name.or(said).unwrap_or_default());
    let once = key.map(|key| Once { key, request: request_digest(&name, &come) });
    app.write_once(&caller, once, move |ledger| {
        let by = ledger.by().actor.person().ok_or_else(|| Failure::fault("nobody uploads"))?;
        let id = come.keep(ledger.tx(), &name, by)?;
        let content = come.content();
        let uploaded = Uploaded {
            id,
            name: name.clone(),
            size: content.size,
            content_type: content.content_type.to_owned(),
            sha256: data_encoding::HEXLOWER.encode(&content.sha256),
        };
        let body = serde_json::to_value(uploaded).map_err(Failure::fault)?;
        let location = Some(format!("{}/attachments/{id}", super::PREFIX));
        let head = Head { location, ..Head::default() };
        Ok(Answer { status: StatusCode::CREATED, head, body })
    })
    .await
}

/// The same file under the same name is the same request.
fn request_digest(name: &str, come: &Come) -> [u8; 32] {
    let mut hash = Sha256::new();
    for word in [&b"POST /attachments"[..], name.as_bytes(), &come.content().sha256] {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    hash.finalize().into()
}

/// Where the parts of a form are cut; none when the body is the file itself.
fn boundary(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let is_form = |kind: &str| kind.trim_start().to_ascii_lowercase().starts_with("multipart/");
    let Some(kind) = kind.filter(|kind| is_form(kind)) else { return Ok(None) };
    let boundary = multer::parse_boundary(kind).map_err(|_| {
        let detail = "Send the file as it is, or as multipart/form-data with a boundary.";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    })?;
    Ok(Some(boundary))
}

async fn of_body(app: &App, headers: &HeaderMap, mut body: Body) -> Result<Come, Problem> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        let detail = "Send the file as it is; a compressed file is sent without Content-Encoding.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "unsupported_media_type", detail));
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok());
    if length.and_then(|it| it.parse().ok()).is_some_and(|length: i64| length > FILE_BYTES_MAX) {
        return Err(too_large());
    }
    let mut upload = Upload::begin(app)?;
    while let Some(frame) = in_time(body.frame()).await? {
        if let Ok(bytes) = frame.map_err(|_| Broken::Cut)?.into_data() {
            upload.push(&bytes).await?;
        }
    }
    Ok(upload.end())
}

/// The one file of a form, and what it is called there.
async fn of_form(
    app: &App,
    boundary: String,
    body: Body,
) -> Result<(Option<String>, Come), Problem> {
    let mut form = multer::Multipart::new(body.into_data_stream(), boundary);
    let mut found = None;
    while let Some(mut field) = in_time(form.next_field()).await?.map_err(|_| Broken::Cut)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != FIELD {
            let message = "A form has one field, the file.";
            return Err(Problem::field(&decode::shown(&name), "unknown_field", message));
        }
        if found.is_some() {
            return Err(Problem::field(FIELD, "duplicate_field", "Send one file at a time."));
        }
        let said = field.file_name().map(str::to_owned);
        let mut upload = Upload::begin(app)?;
        while let Some(bytes) = in_time(field.chunk()).await?.map_err(|_| Broken::Cut)? {
            upload.push(&bytes).await?;
        }
        found = Some((said, upload.end()));
    }
    found.ok_or_else(|| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let message = "Send a file.";
        Problem::new(status, "file_missing", message).and(FIELD, "required", message)
    })
}

/// Read a file
///
/// For whoever may read the message it went with. Ranges are answered; pictures are shown inline,
/// everything else is for saving.
#[utoipa::path(
    get, path = "/attachments/{id}", operation_id = "read_attachment", tag = "attachments",
    params(("id" = i64, Path, description = "The number of the file")),
    responses(
        (status = 200, description = "The file", body = Bytes, content_type = "*/*"),
        (status = 206, description = "A range of it", body = Bytes, content_type = "*/*"),
        (status = 304, description = "It has not changed"),
    ),
)]
async fn download(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = app.read(move |desk| readable(desk, caller.id(), AttachmentId(id.0))).await?;
    let found = found.ok_or_else(|| Problem::not_found("attachment"))?;
    outgoing::answer(&app, &found, &headers)
}

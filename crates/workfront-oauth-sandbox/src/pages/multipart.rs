//! `multipart/form-data` (RFC 7578): how a form with a file in it arrives.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};

use crate::http::malformed::Malformed;
use crate::http::received::Received;

/// One field of the form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name.
    pub(crate) name: String,
    /// The name of the file, for a field that holds one: empty when none was chosen.
    pub(crate) file_name: Option<String>,
    /// What it holds.
    pub(crate) data: Vec<u8>,
}

impl Part {
    /// As text. Bytes that are not UTF-8 are replaced, and refused with the field they stand in.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.data).into_owned()
    }

    /// As a file, if one was chosen.
    pub(crate) fn file(&self) -> Option<Vec<u8>> {
        let chosen = self.file_name.is_some() && !self.data.is_empty();
        chosen.then(|| self.data.clone())
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold a token, or a key that should not have been sent.
        write!(f, "Part({:?}, {} bytes)", self.name, self.data.len())
    }
}

/// The fields of the form in `received`, in order.
///
/// # Errors
///
/// 415 when it is another type, 400 when it is cut short, badly framed or has more parts than any page of ours.
pub(crate) async fn read(received: &Received) -> Result<Vec<Part>, Malformed> {
    let mut request = Request::new(Body::from(received.body.clone()));
    if let Some(content_type) = received.headers.get(CONTENT_TYPE) {
        request.headers_mut().insert(CONTENT_TYPE, content_type.clone());
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        let why = "the form is not multipart/form-data with a boundary";
        Malformed::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, why)
    })?;
    let bad = |_| Malformed::new("the form is cut short or badly framed (RFC 7578 section 4)");
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(bad)? {
        if parts.len() == MOST_PARTS {
            return Err(Malformed::new(format!("the form has more than {MOST_PARTS} parts")));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let data = field.bytes().await.map_err(bad)?.to_vec();
        parts.push(Part { name, file_name, data });
    }
    Ok(parts)
}

/// Fifty redirect URLs, ten notes and the rest of the page.
const MOST_PARTS: usize = 200;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::Bytes;
    use http::{HeaderMap, HeaderValue, Method, Uri};

    use super::*;
    use crate::authority::Timestamp;

    fn received(content_type: Option<&'static str>, body: &str) -> Received {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        Received {
            method: Method::POST,
            uri: Uri::from_static("/"),
            headers,
            body: Bytes::from(body.to_owned()),
            host: "127.0.0.1".parse().unwrap(),
            now: Timestamp::from_seconds(0),
        }
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn fields_and_files_are_told_apart() {
        let body = "--b\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nPlanner\r\n\
                    --b\r\ncontent-disposition: form-data; name=\"logo\"; filename=\"\"\r\n\
                    content-type: application/octet-stream\r\n\r\n\r\n--b--\r\n";
        let parts =
            block_on(read(&received(Some("multipart/form-data; boundary=b"), body))).unwrap();
        assert_eq!((parts[0].name.as_str(), parts[0].text().as_str()), ("name", "Planner"));
        assert_eq!((parts[0].file(), parts[1].file()), (None, None));
        assert!(!format!("{parts:?}").contains("Planner"));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let good = "multipart/form-data; boundary=b";
        let many = "--b\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n1\r\n".repeat(201);
        for (content_type, body, status) in [
            (None, "", 415),
            (Some("application/x-www-form-urlencoded"), "a=b", 415),
            (Some("multipart/form-data"), "--b--", 415),
            (Some(good), "--b\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\ncut", 400),
            (Some(good), &format!("{many}--b--\r\n"), 400),
        ] {
            let refused = block_on(read(&received(content_type, body))).unwrap_err();
            assert_eq!(refused.status.as_u16(), status, "{content_type:?}");
        }
    }
}

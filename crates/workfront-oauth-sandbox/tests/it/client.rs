//! An HTTP client that sends exactly the bytes it is given, and reads one answer to the end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// The one value of a header; nothing when it is absent.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} came twice");
        value
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A text member of the JSON body.
    pub(crate) fn text(&self, name: &str) -> String {
        let json = self.json();
        json[name].as_str().unwrap_or_else(|| panic!("no text {name}: {json}")).to_owned()
    }

    /// Whether all of the body came.
    pub(crate) fn is_whole(&self) -> bool {
        let length = self.header("content-length").map(str::parse);
        length.is_none_or(|length| length == Ok(self.body.len()))
    }

    /// A parameter in the query of `Location`.
    pub(crate) fn in_location(&self, name: &str) -> Option<String> {
        let location = self.header("location").unwrap_or_else(|| panic!("no redirect: {self:?}"));
        let (_, query) = location.split_once('?')?;
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_owned().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// The value of the hidden field `name` of a page.
    pub(crate) fn hidden(&self, name: &str) -> String {
        between(&self.body, &format!("name=\"{name}\" value=\""), "\"").to_owned()
    }

    /// `name=value` of the cookie that is set.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.header("set-cookie")?.split(';').next()
    }
}

/// What stands in `text` between two marks.
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

/// A request in the making.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    host: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// `GET` of `path` at `url`, which is `http://HOST:PORT`.
pub(crate) fn get(url: &str, path: &str) -> Request {
    request("GET", url, path)
}

/// `POST` of pairs as a form.
pub(crate) fn post_form(url: &str, path: &str, pairs: &[(&str, &str)]) -> Request {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    request("POST", url, path).with_body("application/x-www-form-urlencoded", body)
}

/// `POST` of a JSON value.
pub(crate) fn post_json(url: &str, path: &str, body: &Value) -> Request {
    request("POST", url, path).with_body("application/json", body.to_string())
}

pub(crate) fn request(method: &str, url: &str, path: &str) -> Request {
    Request {
        host: url.strip_prefix("http://").expect("an http URL").to_owned(),
        method: method.to_owned(),
        target: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

impl Request {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn with_basic(self, id: &str, secret: &str) -> Self {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
        self.with("authorization", &format!("Basic {pair}"))
    }

    pub(crate) fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with("content-type", content_type)
    }

    /// A form with files, as browsers send one: fields, and files as `(name, bytes)`.
    pub(crate) fn with_multipart(self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Self {
        let mut body = Vec::new();
        let mut part = |disposition: String, value: &[u8]| {
            body.extend(
                format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").bytes(),
            );
            body.extend_from_slice(value);
            body.extend(b"\r\n");
        };
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, bytes) in files {
            part(format!("name=\"{name}\"; filename=\"f\""), bytes);
        }
        body.extend(b"--b--\r\n");
        self.with_body("multipart/form-data; boundary=b", body)
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("host: {}\r\n", self.host);
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\nconnection: close\r\n\r\n", self.body.len());
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The answer; nothing when the connection ends without one.
    pub(crate) fn try_send(&self) -> Option<Answer> {
        exchange(&self.host, &self.bytes())
    }

    pub(crate) fn send(&self) -> Answer {
        self.try_send().unwrap_or_else(|| panic!("no answer to {} {}", self.method, self.target))
    }
}

/// Sends `bytes` to `host` and reads one answer; nothing when the connection ends without one.
pub(crate) fn exchange(host: &str, bytes: &[u8]) -> Option<Answer> {
    let mut stream = connect(host)?;
    // The server may have answered and closed before it has read all: what it said is still there.
    let _ = stream.write_all(bytes);
    read_answer(&mut stream)
}

pub(crate) fn connect(host: &str) -> Option<TcpStream> {
    let stream = TcpStream::connect(host).ok()?;
    // Far beyond what any answer takes: a hang becomes a failure.
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    Some(stream)
}

/// Reads to the end of the stream.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("a hung connection")
            }
            // A reset after the answer: the server did not read all that was sent.
            Err(_) => break,
        }
    }
    parse(&String::from_utf8_lossy(&bytes))
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Some(Answer { status, headers, body: body.to_owned() })
}

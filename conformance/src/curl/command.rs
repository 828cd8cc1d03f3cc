//! One curl command: the request that it asks for.

use super::data::Data;
use super::option::{self, CurlOption};

/// The request that a command line asks curl to send. `Debug` shows no value: they hold credentials.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Command {
    /// The method: `--request`, else POST with data and GET without.
    pub method: String,
    /// The URL as written.
    pub url: String,
    /// Header names and values in the order written. Those that curl adds by itself are in [`Command::header`] only.
    pub headers: Vec<(String, String)>,
    /// The pieces of the body, in their order.
    pub data: Vec<Data>,
    /// Whether redirects are followed, which repeats method and body elsewhere after a 307 or 308.
    pub location: bool,
}

impl Command {
    /// Reads the words of a command whose first is `curl`.
    ///
    /// # Errors
    ///
    /// Names the argument that curl would not take, or that asks for something other than one request.
    pub fn from_words(words: impl IntoIterator<Item = String>) -> Result<Self, CommandError> {
        let mut words = words.into_iter();
        let program = words.next().unwrap_or_default();
        if program != "curl" {
            return Err(CommandError::NotCurl { program });
        }
        let mut request = None;
        let mut url = None;
        let mut headers = Vec::new();
        let mut data = Vec::new();
        let mut location = false;
        for said in option::read(words.collect())? {
            match said.option {
                CurlOption::Data => data.push(Data::plain(&said.spelling, said.value)?),
                CurlOption::DataRaw => data.push(Data::Literal(said.value)),
                CurlOption::DataUrlencode => {
                    data.push(Data::urlencode(&said.spelling, said.value)?)
                }
                CurlOption::Header => headers.push(header(said.value)?),
                CurlOption::Location => location = true,
                CurlOption::Silent | CurlOption::ShowError => {}
                CurlOption::Request => request = Some(method(said.value)?),
                CurlOption::Url if url.is_some() => return Err(CommandError::SecondUrl),
                CurlOption::Url => url = Some(said.value),
            }
        }
        let method =
            request.unwrap_or_else(|| String::from(if data.is_empty() { "GET" } else { "POST" }));
        let url = url.filter(|url| !url.is_empty()).ok_or(CommandError::NoUrl)?;
        Ok(Self { method, url, headers, data, location })
    }

    /// The value of a header, also of the content type that curl adds to a body.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let written = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str());
        let added = (name.eq_ignore_ascii_case("content-type") && !self.data.is_empty())
            .then_some("application/x-www-form-urlencoded");
        written.or(added)
    }

    /// The body that curl sends; none without any data option.
    #[must_use]
    pub fn body(&self) -> Option<String> {
        (!self.data.is_empty())
            .then(|| self.data.iter().map(Data::to_body).collect::<Vec<_>>().join("&"))
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Command")
            .field("method", &self.method)
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

/// Why words are not a curl command for one request. No message repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The first word is another program, or there is none.
    #[error("the command is `{}`, not curl: begin it with `curl`", program.escape_debug())]
    NotCurl {
        /// The first word.
        program: String,
    },
    /// An option that is not one of those read here.
    #[error(
        "`{}` is {}: use one of --request, --url, --header, --data, --data-raw, --data-urlencode, --location, --silent, --show-error",
        option.escape_debug(),
        if *glued { "joined to its value by `=`, which curl does not read" } else { "no option known here" }
    )]
    UnknownOption {
        /// The option's name.
        option: String,
        /// Whether a value was joined to it.
        glued: bool,
    },
    /// An option at the end of the line whose value is missing.
    #[error("`{option}` needs a value after it")]
    MissingValue {
        /// The option as spelt.
        option: String,
    },
    /// An option that would read a local file.
    #[error(
        "`{option}` with `@` reads a local file: write the content itself, or use --data-raw for a content that begins with `@`"
    )]
    ReadsFile {
        /// The option as spelt.
        option: String,
    },
    /// A header that is not `Name: value`.
    #[error("the `--header` {} is not `Name: value`: {why}", name.as_deref().map_or_else(|| String::from("without a name"), |name| format!("`{}`", name.escape_debug())))]
    Header {
        /// The header's name, if it has one.
        name: Option<String>,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A method that is not an HTTP token.
    #[error("`--request` takes a method such as POST: letters only, without blanks")]
    Method,
    /// More than one URL, so more than one request.
    #[error(
        "a second URL: one command here is one request, and an argument outside quotes may have been cut at a blank"
    )]
    SecondUrl,
    /// No URL at all.
    #[error("no URL: give it as an argument or with --url")]
    NoUrl,
}

fn header(line: String) -> Result<(String, String), CommandError> {
    let wrong =
        |name: Option<&str>, why| Err(CommandError::Header { name: name.map(str::to_owned), why });
    if line.starts_with('@') {
        return Err(CommandError::ReadsFile { option: String::from("--header") });
    }
    let Some((name, value)) = line.split_once(':') else {
        return wrong(None, "it has no colon");
    };
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    {
        return wrong(None, "what stands before the colon is no header name");
    }
    let value = value.trim_matches([' ', '\t']);
    if value.is_empty() {
        return wrong(Some(name), "an empty value makes curl leave the header out");
    }
    if value.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
        return wrong(Some(name), "a control character would end the header");
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn method(value: String) -> Result<String, CommandError> {
    let is_token =
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if is_token { Ok(value) } else { Err(CommandError::Method) }
}

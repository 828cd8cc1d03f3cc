//! Reading an answer of the OAuth endpoints: tokens, or which kind of failure.

use http::Response;
use serde_json::Value;

use crate::call_error::{CallError, CallErrorKind, TokenResponseProblem};
use crate::endpoint::Endpoint;
use crate::home::Home;
use crate::json_member::JsonMember;
use crate::lifetime::Lifetime;
use crate::mask::Mask;
use crate::oauth_error::OAuthError;
use crate::token_answer::{Member, TokenAnswer, Unreadable};
use crate::token_response::{Renewal, TokenResponse};
use crate::token_type::TokenType;
use crate::tokens::{AccessToken, RefreshToken};
use crate::workfront_error::WorkfrontError;

/// What reading one answer needs to know of the request.
pub(crate) struct Reader<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) home: &'a Home,
    /// The refresh token that was sent, kept if none comes back.
    pub(crate) previous: Option<&'a RefreshToken>,
    pub(crate) mask: Mask<'a>,
}

impl Reader<'_> {
    /// Reads an answer that should hold tokens.
    ///
    /// Any 2xx is a success (openid-client #666 saw 201), whatever its content type (n8n #30345 saw text/plain), unless the
    /// body is an error (oauth2-rs #313, golang/oauth2 #441 saw errors under 200).
    pub(crate) fn tokens(&self, response: &Response<&[u8]>) -> Result<TokenResponse, CallError> {
        let mut answer = TokenAnswer::default();
        self.read(response, &mut answer)
            .and_then(|()| {
                self.token_response(&mut answer).map_err(CallErrorKind::NotATokenResponse)
            })
            .map_err(|kind| self.error(response, kind))
    }

    /// Reads an answer of which only success or failure matters.
    pub(crate) fn acknowledgement(&self, response: &Response<&[u8]>) -> Result<(), CallError> {
        match self.read(response, &mut TokenAnswer::default()) {
            Ok(()) => Ok(()),
            // No page shows a success of the revocation endpoint; RFC 7009 section 2.2 says to ignore its body.
            Err(
                CallErrorKind::NotJson
                | CallErrorKind::NotATokenResponse(TokenResponseProblem::NotAnObject),
            ) if response.status().is_success() => Ok(()),
            Err(kind) => Err(self.error(response, kind)),
        }
    }

    /// Reads the members of a success, or says what the answer is instead.
    fn read<'b>(
        &self,
        response: &Response<&'b [u8]>,
        answer: &mut TokenAnswer<'b>,
    ) -> Result<(), CallErrorKind> {
        if response.status().is_redirection() {
            return Err(CallErrorKind::Redirected);
        }
        answer.read(response.body()).map_err(|unreadable| match unreadable {
            Unreadable::NotAnObject if response.status().is_success() => {
                CallErrorKind::NotATokenResponse(TokenResponseProblem::NotAnObject)
            }
            Unreadable::NotAnObject => CallErrorKind::Unexplained,
            Unreadable::NotJson if is_html(response) => CallErrorKind::Html,
            Unreadable::NotJson => CallErrorKind::NotJson,
        })?;
        // Two readers could take two different tokens, or a dead grant for a living one.
        if let Some(member) = answer.repeated.take() {
            let repeated = TokenResponseProblem::Repeated(self.mask.show(&member));
            return Err(match response.status().is_success() {
                true => CallErrorKind::NotATokenResponse(repeated),
                false => CallErrorKind::Unexplained,
            });
        }
        match self.failure(answer) {
            Some(CallErrorKind::NotATokenResponse(_)) if !response.status().is_success() => {
                Err(CallErrorKind::Unexplained)
            }
            Some(kind) => Err(kind),
            None if response.status().is_success() => Ok(()),
            None => Err(CallErrorKind::Unexplained),
        }
    }

    /// The error that a body holds. `"error": false` beside tokens is none.
    fn failure(&self, answer: &TokenAnswer<'_>) -> Option<CallErrorKind> {
        match answer.get(Member::Error) {
            JsonMember::Text(code) => Some(CallErrorKind::OAuth(OAuthError::new(
                code,
                answer.text(Member::ErrorDescription),
                answer.text(Member::ErrorUri),
                self.mask,
            ))),
            JsonMember::Other(Value::Bool(true)) => Some(self.workfront_error(answer)),
            JsonMember::Other(Value::Bool(false)) | JsonMember::Null | JsonMember::Absent
                if answer.get(Member::AccessToken).is_present() =>
            {
                None
            }
            // `error` false on an error: the shape was seen, the values of the flag were not.
            JsonMember::Other(Value::Bool(false)) | JsonMember::Null | JsonMember::Absent => {
                let shaped = answer.get(Member::StatusCode).is_present()
                    && (answer.get(Member::Message).is_present()
                        || answer.get(Member::Type).is_present());
                shaped.then(|| self.workfront_error(answer))
            }
            // Of a type that neither shape gives it: an answer of no known kind, whatever else it holds.
            JsonMember::Other(_) => Some(CallErrorKind::NotATokenResponse(
                TokenResponseProblem::WrongType(Member::Error.name()),
            )),
        }
    }

    fn workfront_error(&self, answer: &TokenAnswer<'_>) -> CallErrorKind {
        let show = |member| self.mask.show_some(answer.text(member));
        let code = match answer.get(Member::StatusCode) {
            JsonMember::Other(value) => value.as_u64(),
            _ => None,
        };
        CallErrorKind::Workfront(WorkfrontError {
            status_code: code.and_then(|code| u16::try_from(code).ok()),
            kind: show(Member::Type),
            message: show(Member::Message),
        })
    }

    fn token_response(
        &self,
        answer: &mut TokenAnswer<'_>,
    ) -> Result<TokenResponse, TokenResponseProblem> {
        let access_token = text(answer, Member::AccessToken)?
            .ok_or(TokenResponseProblem::Missing(Member::AccessToken.name()))?;
        let access_token = AccessToken::new(access_token)
            .map_err(|_| TokenResponseProblem::Unusable(Member::AccessToken.name()))?;
        let token_type = match answer.get(Member::TokenType) {
            JsonMember::Text(text) if !text.is_empty() => TokenType::read(text, self.mask),
            JsonMember::Other(_) => {
                return Err(TokenResponseProblem::WrongType(Member::TokenType.name()));
            }
            _ if self.endpoint == Endpoint::Exchange => TokenType::Unstated,
            _ => return Err(TokenResponseProblem::Missing(Member::TokenType.name())),
        };
        let lifetime = Lifetime::read(answer.get(Member::ExpiresIn))
            .ok_or(TokenResponseProblem::WrongType(Member::ExpiresIn.name()))?;
        let fresh = match text(answer, Member::RefreshToken)? {
            Some(text) => Some(
                RefreshToken::new(text, self.home.clone())
                    .map_err(|_| TokenResponseProblem::Unusable(Member::RefreshToken.name()))?,
            ),
            None => None,
        };
        let rotated = match (&fresh, self.previous) {
            (Some(fresh), Some(previous)) => fresh.expose_secret() != previous.expose_secret(),
            _ => false,
        };
        let refresh_token = fresh.or_else(|| self.previous.cloned());
        Ok(TokenResponse {
            access_token,
            token_type,
            lifetime,
            renewal: refresh_token.map_or_else(|| Renewal::None(self.home.clone()), Renewal::With),
            rotated,
            wid: answer.take(Member::Wid).into_present_value(),
            extra: std::mem::take(&mut answer.extra),
        })
    }

    fn error(&self, response: &Response<&[u8]>, kind: CallErrorKind) -> CallError {
        CallError::new(self.endpoint, self.home.host(), response.status(), response.headers(), kind)
    }
}

/// A member that must be text where it is given; null and "" count as absent, as clients were seen to store "undefined" and
/// null over a good refresh token.
fn text<'b>(
    answer: &'b TokenAnswer<'_>,
    member: Member,
) -> Result<Option<&'b str>, TokenResponseProblem> {
    match answer.get(member) {
        JsonMember::Absent | JsonMember::Null => Ok(None),
        JsonMember::Other(_) => Err(TokenResponseProblem::WrongType(member.name())),
        JsonMember::Text(text) => Ok(Some(text.as_ref()).filter(|text| !text.is_empty())),
    }
}

/// Whether a body is a page, as gateways and log-in walls answer with (n8n #27089).
pub(crate) fn is_html(response: &Response<&[u8]>) -> bool {
    let stated = response
        .headers()
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("text/html"));
    stated || response.body().trim_ascii_start().starts_with(b"<")
}

//! The core's errors in the words of the shim protocol.

use std::time::SystemTime;

use workfront_oauth::{
    CallError, CallErrorKind, CallbackError, Diagnosis, NotOurs, SendError, TransportError,
    TransportErrorKind,
};

use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

/// Why the core did not send a call, or what became of it.
pub(super) enum Failed {
    NotOurs(NotOurs),
    Sent(SendError),
}

impl Failed {
    pub(super) fn diagnosis(&self) -> Option<Diagnosis> {
        match self {
            Self::NotOurs(_) => None,
            Self::Sent(error) => Some(error.diagnosis()),
        }
    }

    /// The status of the answer, if there was one.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Sent(SendError::Call(error)) => Some(error.status().as_u16()),
            _ => None,
        }
    }

    pub(super) fn refused(&self, now: SystemTime) -> Refused {
        match self {
            Self::NotOurs(error) => Refused::new(Refusal::Other, error.to_string()),
            Self::Sent(SendError::Call(error)) => of_call(error, now),
            Self::Sent(SendError::Transport(error)) => of_transport(error),
            Self::Sent(error) => Refused::new(Refusal::Other, error.to_string()),
        }
    }
}

impl From<NotOurs> for Failed {
    fn from(error: NotOurs) -> Self {
        Self::NotOurs(error)
    }
}

impl From<SendError> for Failed {
    fn from(error: SendError) -> Self {
        Self::Sent(error)
    }
}

pub(super) fn of_call(error: &CallError, now: SystemTime) -> Refused {
    let oauth_error = error.oauth_error().map(|error| error.code.as_str().to_owned());
    let word = match error.kind() {
        CallErrorKind::Redirected => Refusal::RedirectRefused,
        _ if must_wait(error) => Refusal::RateLimited,
        _ if error.status().is_success() => Refusal::BadResponse,
        _ => Refusal::TokenRefused,
    };
    Refused::new(word, error.to_string())
        .with_status(error.status().as_u16())
        .with_oauth_error(oauth_error)
        .with_retry_after(error.retry_after().map(|after| after.delay(now).as_secs()))
}

fn must_wait(error: &CallError) -> bool {
    error.diagnosis() == Diagnosis::RateLimited
        || (error.status().as_u16() == 503 && error.retry_after().is_some())
}

pub(super) fn of_transport(error: &TransportError) -> Refused {
    let word = match error.kind() {
        TransportErrorKind::Insecure | TransportErrorKind::Tls => Refusal::Insecure,
        _ => Refusal::Transport,
    };
    Refused::new(word, error.to_string())
}

pub(super) fn of_callback(error: &CallbackError) -> Refused {
    let (word, oauth_error) = match error {
        CallbackError::StateMissing => (Refusal::StateMissing, None),
        CallbackError::StateMismatch | CallbackError::SealBroken => (Refusal::StateMismatch, None),
        CallbackError::BrowserMismatch => (Refusal::SessionMismatch, None),
        CallbackError::AccessDenied(said) | CallbackError::Refused(said) => {
            (Refusal::AccessDenied, Some(said.code.as_str().to_owned()))
        }
        CallbackError::TooLong { .. }
        | CallbackError::NoQuery
        | CallbackError::Repeated { .. }
        | CallbackError::Malformed { .. }
        | CallbackError::CodeAndError
        | CallbackError::NeitherCodeNorError => (Refusal::BadCallback, None),
        CallbackError::TenantMismatch { .. }
        | CallbackError::TenantMissing { .. }
        | CallbackError::TenantMalformed { .. } => (Refusal::HostMismatch, None),
        CallbackError::IssuerMismatch { .. } | CallbackError::IssuerMissing { .. } => {
            (Refusal::IssuerMismatch, None)
        }
        _ => (Refusal::Other, None),
    };
    Refused::new(word, error.to_string()).with_oauth_error(oauth_error)
}

#[cfg(test)]
mod tests {
    use workfront_oauth::Delivery;

    use super::*;

    #[test]
    fn what_failed_on_the_way_is_told_apart_from_what_is_not_secure() {
        let check = |kind, expected| {
            let error = TransportError::new(kind, Delivery::NotSent);
            assert_eq!(of_transport(&error).error, expected, "{kind:?}");
        };
        check(TransportErrorKind::Insecure, Refusal::Insecure);
        check(TransportErrorKind::Tls, Refusal::Insecure);
        check(TransportErrorKind::Broken, Refusal::Transport);
        check(TransportErrorKind::Timeout, Refusal::Transport);
    }

    #[test]
    fn each_refused_callback_has_its_word() {
        let check = |error: CallbackError, expected| {
            assert_eq!(of_callback(&error).error, expected, "{error}");
        };
        check(CallbackError::StateMissing, Refusal::StateMissing);
        check(CallbackError::StateMismatch, Refusal::StateMismatch);
        check(CallbackError::BrowserMismatch, Refusal::SessionMismatch);
        check(CallbackError::CodeAndError, Refusal::BadCallback);
        check(CallbackError::Repeated { parameter: "code" }, Refusal::BadCallback);
        let expected = || "acme".to_owned();
        let parameter = "domain";
        let tenant = CallbackError::TenantMismatch { parameter, expected: expected() };
        check(tenant, Refusal::HostMismatch);
        check(CallbackError::IssuerMismatch { expected: expected() }, Refusal::IssuerMismatch);
    }
}

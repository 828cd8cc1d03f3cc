//! Calling Workfront's API: the token in the header `sessionID`, to its own server alone, and one refresh when it is refused.

use std::thread;

use ::http::Request;
use url::Url;

use super::http::Reply;
use super::mutants::{Deviation, LOOPS};
use super::{Held, RefClient};
use crate::shim::message::{Answer, ApiGet, Refusal};
use crate::shim::refused::Refused;

impl RefClient {
    pub(super) fn api_get(&mut self, get: &ApiGet) -> Answer {
        match self.replies(get) {
            Ok(replies) => self.judged(&replies),
            Err(Failed { refused, statuses }) => Answer { statuses, ..refused.into() },
        }
    }

    /// All answers, the last of each call. Calls that were refused with 401 share one refresh, and are repeated once.
    fn replies(&mut self, get: &ApiGet) -> Result<Vec<Reply>, Failed> {
        let calls = usize::from(get.parallel.unwrap_or(1));
        if !(1..=MOST_CALLS).contains(&calls) {
            return Err(Refused::new(Refusal::Other, "parallel is out of range").into());
        }
        if self.conduct.is(Deviation::ExpiresZeroLoops) {
            for _ in 0..LOOPS {
                let now = self.now();
                let expires_at = self.held()?.tokens.expires_at.as_ref().and_then(|at| at.as_i64());
                if expires_at.is_some_and(|at| at <= now) {
                    self.refresh()?;
                }
            }
        }
        if self.conduct.is(Deviation::ExpiresAbsentLoops) {
            for _ in 0..LOOPS {
                if self.held()?.tokens.expires_at.is_none() {
                    self.refresh()?;
                }
            }
        }
        if self.conduct.is(Deviation::RefreshFirst) {
            self.refresh()?;
        }
        let mut replies = self.send(&get.path, calls)?;
        let rounds = if self.conduct.is(Deviation::UnauthorizedLoops) { LOOPS } else { 1 };
        for _ in 0..rounds {
            let refused = replies.iter().filter(|reply| reply.status == 401).count();
            if refused == 0 {
                break;
            }
            let refreshes = if self.conduct.is(Deviation::RefreshStorm) { refused } else { 1 };
            let failed = |refused| Failed { refused, statuses: Some(statuses(&replies)) };
            for _ in 0..refreshes {
                self.refresh().map_err(failed).map_err(|failed| failed.of_dead_session())?;
            }
            let again = self.send(&get.path, refused)?;
            replies.retain(|reply| reply.status != 401);
            replies.extend(again);
        }
        Ok(replies)
    }

    /// Sends as many calls at the same time.
    fn send(&self, path: &str, calls: usize) -> Result<Vec<Reply>, Refused> {
        let held = self.held()?;
        let request = self.request(held, path)?;
        let http = &held.application.http;
        let send = || http.call(&request, Deviation::ApiRedirectFollowed);
        thread::scope(|scope| {
            let calls: Vec<_> = (0..calls).map(|_| scope.spawn(send)).collect();
            let lost = || Refused::new(Refusal::Other, "a call ended in a panic");
            calls.into_iter().map(|call| call.join().unwrap_or_else(|_| Err(lost()))).collect()
        })
    }

    fn request(&self, held: &Held, path: &str) -> Result<Request<Vec<u8>>, Refused> {
        let base_url = &held.application.base_url;
        let origin = |url: &str| Url::parse(url).ok().map(|url| url.origin());
        let mut url = format!("{base_url}{path}");
        if !path.starts_with('/') || origin(&url) != origin(base_url) {
            return Err(Refused::new(Refusal::Other, "the path does not lead to the API's server"));
        }
        let token = &held.tokens.access_token;
        let (mut name, mut value) = ("sessionID", token.clone());
        if self.conduct.is(Deviation::TokenInQuery) {
            url = format!("{url}{}sessionID={token}", if path.contains('?') { '&' } else { '?' });
        }
        if self.conduct.is(Deviation::BearerHeader) {
            (name, value) = ("Authorization", format!("Bearer {token}"));
        }
        Request::get(url)
            .header(name, value)
            .body(Vec::new())
            .map_err(|_| Refused::new(Refusal::Other, "no request can hold this path"))
    }

    /// What the answers come to: those that ask for something to be done are refusals, with the statuses beside them.
    fn judged(&self, replies: &[Reply]) -> Answer {
        let statuses = Some(statuses(replies));
        let refusing = replies.iter().find_map(|reply| {
            let refused = self.reader().failure(reply);
            let reauthorize = || Refused::new(Refusal::Reauthorize, "the API refuses the token");
            match refused.error {
                _ if reply.status == 401 => Some(reauthorize().with_status(401)),
                Refusal::RateLimited | Refusal::RedirectRefused => Some(refused),
                _ => None,
            }
        });
        match refusing {
            Some(refused) => Answer { statuses, ..refused.into() },
            None => Answer { statuses, ..Answer::done() },
        }
    }
}

/// A refusal, with the statuses of the calls that went before it.
struct Failed {
    refused: Refused,
    statuses: Option<Vec<u16>>,
}

impl Failed {
    /// Without a refresh token, a token that is refused leaves nothing but to log in.
    fn of_dead_session(mut self) -> Self {
        if self.refused.error == Refusal::NoTokens {
            self.refused.error = Refusal::Reauthorize;
        }
        self
    }
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Self { refused, statuses: None }
    }
}

fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(|reply| reply.status).collect()
}

/// As many calls as one operation sends at the same time.
const MOST_CALLS: usize = 256;

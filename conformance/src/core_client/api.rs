//! Calling Workfront's API with the core's header, over the transport, and reading refusals as the core's one call does.

use std::thread;
use std::time::SystemTime;

use http::{Request, Response};
use workfront_oauth::{ApiVersion, Body, Call as _};

use super::refused::{of_call, of_transport};
use super::{CoreClient, Held};
use crate::shim::message::{Answer, ApiGet, Refusal};
use crate::shim::refused::Refused;

/// What one call came to: its status, and what it asks the client to do.
struct Told {
    status: u16,
    asks: Option<Refused>,
}

impl CoreClient {
    /// Calls at the same time; those that are refused with 401 share one refresh, and are repeated once.
    pub(super) fn api_get(&mut self, get: &ApiGet) -> Answer {
        let calls = usize::from(get.parallel.unwrap_or(1));
        if !(1..=MOST_CALLS).contains(&calls) {
            return Refused::new(Refusal::Other, "parallel is out of range").into();
        }
        let mut told = match self.call(&get.path, calls) {
            Ok(told) => told,
            Err(refused) => return refused.into(),
        };
        let refused = told.iter().filter(|told| told.status == 401).count();
        if refused > 0 {
            match self.refresh().and_then(|()| self.call(&get.path, refused)) {
                Ok(again) => {
                    told.retain(|told| told.status != 401);
                    told.extend(again);
                }
                Err(refused) => {
                    let error = match refused.error {
                        Refusal::NoTokens => Refusal::Reauthorize,
                        error => error,
                    };
                    return answered(&told, Some(Refused { error, ..refused }));
                }
            }
        }
        let asks = told.iter().find_map(|told| told.asks.clone());
        answered(&told, asks)
    }

    fn call(&self, path: &str, calls: usize) -> Result<Vec<Told>, Refused> {
        let held = self.held()?;
        let now = self.now();
        let call = || {
            let answer = held.sender.exchange(request(held, path)?);
            told(held, &answer.map_err(|error| of_transport(&error))?, now)
        };
        thread::scope(|scope| {
            let calls: Vec<_> = (0..calls).map(|_| scope.spawn(call)).collect();
            let lost = || Refused::new(Refusal::Other, "a call ended in a panic");
            calls.into_iter().map(|call| call.join().unwrap_or_else(|_| Err(lost()))).collect()
        })
    }
}

fn request(held: &Held, path: &str) -> Result<Request<Body>, Refused> {
    let unusable = || Refused::new(Refusal::Other, "the path does not lead to the API's server");
    if !path.starts_with('/') {
        return Err(unusable());
    }
    let uri = format!("{}{path}", held.tokens.home().host().origin());
    let mut request = Request::get(uri).body(Body::default()).map_err(|_| unusable())?;
    held.tokens
        .apply_to(request.headers_mut())
        .map_err(|error| Refused::new(Refusal::BadTokenType, error.to_string()))?;
    Ok(request)
}

/// Any answer but a success is read by the core's own call, to which all of the API's refusals look alike.
fn told(held: &Held, answer: &Response<Vec<u8>>, now: SystemTime) -> Result<Told, Refused> {
    let status = answer.status().as_u16();
    if answer.status().is_success() {
        return Ok(Told { status, asks: None });
    }
    let reader = held
        .tokens
        .validate(ApiVersion::NEWEST)
        .map_err(|error| Refused::new(Refusal::BadTokenType, error.to_string()))?;
    let mut read = Response::new(answer.body().as_slice());
    *read.status_mut() = answer.status();
    *read.headers_mut() = answer.headers().clone();
    let asks = reader.response(read).err().map(|error| of_call(&error, now));
    let asks = asks.and_then(|refused| match refused.error {
        _ if status == 401 => Some(Refused { error: Refusal::Reauthorize, ..refused }),
        Refusal::RateLimited | Refusal::RedirectRefused => Some(refused),
        _ => None,
    });
    Ok(Told { status, asks })
}

fn answered(told: &[Told], asks: Option<Refused>) -> Answer {
    let statuses = Some(told.iter().map(|told| told.status).collect());
    let answer = asks.map_or_else(Answer::done, Answer::from);
    Answer { statuses, ..answer }
}

/// As many calls as one operation sends at the same time.
const MOST_CALLS: usize = 256;

//! The operations, by what they measure.

mod fixture;
mod login;
mod mock_server;
pub(crate) mod sandbox;
mod sign;
mod token;
mod verify;

use std::path::Path;

use crate::operation::Operation;

/// An operation that is prepared when its turn comes, so that no server waits for it.
pub(crate) struct Planned {
    pub(crate) name: &'static str,
    pub(crate) prepare: Box<dyn FnOnce() -> anyhow::Result<Operation>>,
}

/// Every operation, in the order of a flow; `node` is where the peers are installed that run on Node, if they are.
pub(crate) fn all(node: Option<&Path>) -> Vec<Planned> {
    let mut all = vec![
        planned("authorize_url", login::authorize_url),
        planned("begin_login", login::begin_login),
        planned("token_request_form", token::token_request_form),
        planned("token_request_json", token::token_request_json),
        planned("token_response", token::token_response),
        planned("call", token::call),
        planned("sign_rs256", sign::aws_lc_beside_itself),
        planned("sign_rs256", sign::rsa_beside_itself),
        planned("sign_rs256", sign::kept),
        planned("sign_rs256_from_pem", sign::from_pem),
        planned("verify_rs256", verify::verify_rs256),
        planned("sandbox_refresh", sandbox::beside_its_stack),
    ];
    if let Some(node) = node {
        let node = node.to_owned();
        all.push(planned("sandbox_refresh", move || sandbox::beside_the_mock_server(&node)));
    }
    all
}

fn planned(
    name: &'static str,
    prepare: impl FnOnce() -> anyhow::Result<Operation> + 'static,
) -> Planned {
    Planned { name, prepare: Box::new(prepare) }
}

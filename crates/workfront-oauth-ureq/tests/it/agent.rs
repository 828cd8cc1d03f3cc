//! What comes of an agent: no word of its proxy's password.

use std::net::{Ipv4Addr, SocketAddr};

use ureq::config::Config;
use workfront_oauth_ureq::Client;

#[test]
fn the_password_of_a_proxy_is_not_shown() {
    let proxy = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let proxy = ureq::Proxy::new(&format!("http://user:CANARY@{proxy}")).unwrap();
    let agent = Config::builder().proxy(Some(proxy)).build().new_agent();
    let shown = format!("{:?}", Client::new(agent));
    assert!(!shown.contains("CANARY"), "{shown}");
}

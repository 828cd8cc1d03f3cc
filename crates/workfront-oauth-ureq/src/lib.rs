//! workfront-oauth-ureq

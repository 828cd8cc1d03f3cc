//! workfront-oauth-reqwest

//! workfront-oauth-sandbox

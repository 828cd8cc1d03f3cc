//! workfront-oauth

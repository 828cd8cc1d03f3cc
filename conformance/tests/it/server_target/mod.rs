//! The program against servers that a target file describes: a sandbox as if it were a stranger's, and servers that are none.

mod bad_files;
mod bad_servers;
mod bench;
mod clocks;
mod listener;
mod logins;

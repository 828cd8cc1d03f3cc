//! The programs that the tasks need besides Rust's own, and where each comes from.

use crate::peer_libraries::Libraries;
use crate::program::{Program, is_installed};
use crate::repository::Repository;

/// One program.
pub(crate) struct Tool {
    /// What to look for on the `PATH`.
    pub(crate) program: &'static str,
    /// Where it comes from.
    pub(crate) source: Source,
    /// What it is for.
    pub(crate) purpose: &'static str,
}

/// Where a program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A Debian package.
    Debian(&'static str),
    /// A package that cargo builds, in the version this repository was tried with.
    Cargo { package: &'static str, version: &'static str },
    /// A Debian package that brings a module of Python's instead of a program.
    PythonModule { module: &'static str, package: &'static str },
    /// Libraries that a lock file of this repository pins.
    Locked(Libraries),
    /// A Rust toolchain; never installed by a task.
    Toolchain(&'static str),
}

/// A C compiler, for the fast signing backend.
pub(crate) const CC: Tool =
    Tool { program: "cc", source: Source::Debian("gcc"), purpose: "the fast signing backend" };
/// The real curl, which replays the documented commands.
pub(crate) const CURL: Tool = Tool {
    program: "curl",
    source: Source::Debian("curl"),
    purpose: "replaying the documented commands",
};
/// The real openssl, which replays the documented key generation.
pub(crate) const OPENSSL: Tool = Tool {
    program: "openssl",
    source: Source::Debian("openssl"),
    purpose: "replaying the documented key generation",
};
/// The browser that the sandbox's pages are tried in.
pub(crate) const CHROMIUM: Tool = Tool {
    program: "chromium",
    source: Source::Debian("chromium"),
    purpose: "trying the sandbox's pages in a real browser",
};
/// What drives it.
pub(crate) const CHROMEDRIVER: Tool = Tool {
    program: "chromedriver",
    source: Source::Debian("chromium-driver"),
    purpose: "driving the browser",
};
/// The test runner.
pub(crate) const NEXTEST: Tool = Tool {
    program: "cargo-nextest",
    source: Source::Cargo { package: "cargo-nextest", version: "0.9.143" },
    purpose: "running the tests",
};
/// The judge of licences, bans and sources.
pub(crate) const DENY: Tool = Tool {
    program: "cargo-deny",
    source: Source::Cargo { package: "cargo-deny", version: "0.20.2" },
    purpose: "licences, bans and sources of what we depend on",
};
/// The fuzzer.
pub(crate) const FUZZ: Tool = Tool {
    program: "cargo-fuzz",
    source: Source::Cargo { package: "cargo-fuzz", version: "0.13.2" },
    purpose: "fuzzing",
};
/// The compiler that links libFuzzer.
pub(crate) const CXX: Tool =
    Tool { program: "c++", source: Source::Debian("g++"), purpose: "building libFuzzer" };
/// The toolchain that has the sanitizers.
pub(crate) const NIGHTLY: Tool = Tool {
    program: "cargo",
    source: Source::Toolchain("nightly"),
    purpose: "the sanitizers that fuzzing builds with",
};

/// What counts instructions.
pub(crate) const VALGRIND: Tool = Tool {
    program: "valgrind",
    source: Source::Debian("valgrind"),
    purpose: "counting instructions",
};

/// What runs the peers that are written in Python.
pub(crate) const PYTHON: Tool = Tool {
    program: "python3",
    source: Source::Debian("python3"),
    purpose: "judging clients written in Python",
};
/// What makes a place for their libraries.
pub(crate) const VENV: Tool = Tool {
    program: "python3",
    source: Source::PythonModule { module: "ensurepip", package: "python3-venv" },
    purpose: "installing Python's libraries apart from the system's",
};
/// What runs the peers that are written for Node.
pub(crate) const NODE: Tool = Tool {
    program: "node",
    source: Source::Debian("nodejs"),
    purpose: "judging clients written for Node",
};
/// What installs their libraries.
pub(crate) const NPM: Tool =
    Tool { program: "npm", source: Source::Debian("npm"), purpose: "installing Node's libraries" };
/// The libraries in Python.
pub(crate) const PYTHON_LIBRARIES: Tool = Tool {
    program: "python3",
    source: Source::Locked(Libraries::Python),
    purpose: "judging clients made of them",
};
/// The libraries for Node.
pub(crate) const NODE_LIBRARIES: Tool = Tool {
    program: "node",
    source: Source::Locked(Libraries::Node),
    purpose: "judging clients made of them",
};

/// What `test` needs.
#[rustfmt::skip]
pub(crate) const FOR_TEST: &[Tool] = &[
    CC, CURL, OPENSSL, CHROMIUM, CHROMEDRIVER, NEXTEST, DENY, PYTHON, VENV, NODE, NPM, PYTHON_LIBRARIES, NODE_LIBRARIES,
];
/// What judging other people's clients needs.
pub(crate) const FOR_PEERS: &[Tool] = &[CC, PYTHON, NODE, PYTHON_LIBRARIES, NODE_LIBRARIES];
/// What `fuzz` needs besides.
pub(crate) const FOR_FUZZ: &[Tool] = &[FUZZ, CXX, NIGHTLY];
/// What `instructions` needs.
pub(crate) const FOR_INSTRUCTIONS: &[Tool] = &[CC, VALGRIND];

impl Tool {
    /// Whether it is there.
    pub(crate) fn is_here(&self) -> bool {
        match self.source {
            Source::Toolchain(name) => {
                let asked = Program::new("cargo").arg(format!("+{name}")).arg("--version").output();
                asked.is_ok_and(|output| output.status.success())
            }
            Source::PythonModule { module, .. } => {
                let asked =
                    Program::new("python3").arg("-c").arg(format!("import {module}")).output();
                asked.is_ok_and(|output| output.status.success())
            }
            Source::Locked(libraries) => {
                Repository::of_this_task().is_ok_and(|repository| libraries.are_here(&repository))
            }
            Source::Debian(_) | Source::Cargo { .. } => is_installed(self.program),
        }
    }

    /// What a person calls it.
    pub(crate) fn name(&self) -> String {
        match self.source {
            Source::Toolchain(name) => format!("the {name} toolchain"),
            Source::PythonModule { module, .. } => format!("Python's module {module}"),
            Source::Locked(libraries) => libraries.name().to_owned(),
            Source::Debian(_) | Source::Cargo { .. } => self.program.to_owned(),
        }
    }

    /// What a person would type to get it.
    pub(crate) fn how_to_install(&self) -> String {
        match self.source {
            Source::Debian(package) | Source::PythonModule { package, .. } => {
                format!("apt-get install {package}")
            }
            Source::Locked(libraries) => {
                format!("in conformance/peers, {}", libraries.how_to_install())
            }
            Source::Cargo { package, version } => {
                format!("cargo install --locked {package}@{version}")
            }
            Source::Toolchain(name) => format!("rustup toolchain install {name}"),
        }
    }
}

/// The first of the tools that is not here, as a sentence with what to install.
pub(crate) fn missing(tools: &[Tool]) -> Option<String> {
    let tool = tools.iter().find(|tool| !tool.is_here())?;
    Some(format!("{} is missing ({}): {}", tool.name(), tool.purpose, tool.how_to_install()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tool_is_named_with_what_to_install() {
        const ABSENT: Tool = Tool {
            program: "workfront-no-such-program",
            source: Source::Debian("no-such-package"),
            purpose: "nothing",
        };
        assert_eq!(
            missing(&[CC, ABSENT]).as_deref(),
            Some("workfront-no-such-program is missing (nothing): apt-get install no-such-package")
        );
        let toolchain =
            Tool { program: "cargo", source: Source::Toolchain("no-such"), purpose: "nothing" };
        assert_eq!(
            missing(&[toolchain]).as_deref(),
            Some("the no-such toolchain is missing (nothing): rustup toolchain install no-such")
        );
    }
}

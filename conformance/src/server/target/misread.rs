//! What is wrong with a target file, in a line that repeats no value of it: a secret may stand where it does not belong.

/// The parser's complaint, with the line that it is about.
pub(super) fn told(error: &toml::de::Error, text: &str) -> String {
    let message = without_value(error.message());
    // What is missing from the file as a whole has no place in it.
    match error.span().filter(|span| span.end > 0) {
        Some(span) => {
            let before = text.get(..span.start).unwrap_or_default();
            format!("line {}: {message}", before.matches('\n').count() + 1)
        }
        None => message,
    }
}

/// A complaint as "invalid type: string "s3cret", expected u32" without the value.
fn without_value(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    for (begins, says) in [
        ("invalid type: ", "it is of the wrong type"),
        ("invalid value: ", "it has no such value"),
        ("invalid length ", "it has the wrong length"),
        ("unknown variant `", "it is none of the known words"),
    ] {
        if line.starts_with(begins) {
            return match line.rfind(", expected ") {
                Some(at) => format!("{says}{}", line.get(at..).unwrap_or_default()),
                None => says.to_owned(),
            };
        }
    }
    // An address may hold a password.
    line.split_once(": \"").map_or(line, |(says, _)| says).to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_value;

    #[test]
    fn a_complaint_repeats_no_value() {
        let check = |message: &str, expected: &str| assert_eq!(without_value(message), expected);
        check(
            "invalid type: string \"s3, expected cret\", expected u32",
            "it is of the wrong type, expected u32",
        );
        check(
            "invalid type: integer `12345678`, expected a string",
            "it is of the wrong type, expected a string",
        );
        check(
            "invalid value: string \"//u:s3cret@h\", expected relative URL without a base",
            "it has no such value, expected relative URL without a base",
        );
        check("relative URL without a base: \"//u:s3cret@h\"", "relative URL without a base");
        check(
            "unknown variant `s3cret`, expected `basic`",
            "it is none of the known words, expected `basic`",
        );
        check("unknown field `colour`, expected `name`", "unknown field `colour`, expected `name`");
        check("missing field `urls`", "missing field `urls`");
    }
}

//! Markup where it does not belong.

use super::first;

/// In code, the asterisks of Markdown's bold type are characters like any other.
pub(super) fn bold_marks_in_code(texts: &[&str]) -> bool {
    first(texts).contains("**")
}

/// A closing tag without its opening one.
pub(super) fn closing_tag_alone(texts: &[&str]) -> bool {
    let text = first(texts);
    let closed =
        text.split("</").skip(1).filter_map(|rest| rest.split_once('>')).map(|(name, _)| name);
    closed
        .into_iter()
        .any(|name| !text.contains(&format!("<{name}>")) && !text.contains(&format!("<{name} ")))
}

/// Backslashes that Markdown needs in text: in code they are characters, and two at a line's end continue nothing.
pub(super) fn markdown_escapes_in_code(texts: &[&str]) -> bool {
    let text = first(texts);
    let escapes = ["\\_", "\\[", "\\]"].iter().any(|escape| text.contains(escape));
    escapes || text.lines().any(|line| line.ends_with("\\\\"))
}

/// A link's fragment that is none of the anchors which the other page's headings have.
pub(super) fn dead_anchor(texts: &[&str]) -> bool {
    let fragment = first(texts).split_once('#').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let anchors =
        texts.iter().skip(1).filter_map(|heading| heading.split_once("{#")?.1.strip_suffix('}'));
    anchors.into_iter().all(|anchor| anchor != fragment)
}

/// What is left of a button: a link that runs a script.
pub(super) fn script_link(texts: &[&str]) -> bool {
    first(texts).contains("](javascript:")
}

/// HTML closes an open `<p>` where the next begins, so the outer closing tag closes nothing (HTML Standard, 4.4.1).
pub(super) fn paragraph_in_a_paragraph(texts: &[&str]) -> bool {
    let text = first(texts);
    let mut open = false;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with("<p>") {
            if open {
                return true;
            }
            open = true;
        } else if rest.starts_with("</p>") {
            open = false;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// More parentheses opened than closed.
pub(super) fn parenthesis_not_closed(texts: &[&str]) -> bool {
    let count = |parentheses: [char; 2]| first(texts).matches(parentheses).count();
    count(['(', '（']) > count([')', '）'])
}

/// Words that name the flow for users' log-ins before a link to the page of the flow for servers.
pub(super) fn link_to_another_flow(texts: &[&str]) -> bool {
    let text = texts.concat();
    text.contains("授權程式碼流程") && text.contains("oauth-app-jwt-flow.md")
}

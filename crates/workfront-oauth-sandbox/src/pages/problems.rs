//! What is wrong with a form: a list at its top, and each problem again beside its field.

use crate::authority::Refusal;

/// The problems of one form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Problems(Vec<Problem>);

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The id of the field, if it is one's.
    pub(crate) field: Option<String>,
    /// What its field is called, where its id does not say.
    name: Option<String>,
    /// What is wrong, as a sentence.
    pub(crate) text: String,
}

impl Problem {
    /// Where its field is on the page.
    pub(crate) fn href(&self) -> Option<String> {
        self.field.as_ref().map(|field| format!("#{field}"))
    }
}

impl Problem {
    /// What its field is called on the page.
    pub(crate) fn label(&self) -> Option<String> {
        if self.name.is_some() {
            return self.name.clone();
        }
        let label = match self.field.as_deref()? {
            "type" => "Application type",
            "name" => "Name",
            "description" => "Description",
            "description_url" => "App Description URL",
            "developer_name" => "Developer name",
            "developer_email" => "Developer email address",
            "privacy_policy_url" => "Privacy policy URL",
            "absolute" => "Absolute refresh token expiration",
            "inactivity" => "Inactivity refresh token expiration",
            "logo" => "Logo",
            "key_pem" => "Certificate or public key",
            field => {
                let number = field.strip_prefix("redirect_url-")?;
                return Some(format!("Redirect URL {number}"));
            }
        };
        Some(label.to_owned())
    }
}

impl Problems {
    /// Adds one that belongs to the field with this id.
    pub(crate) fn about(&mut self, field: impl Into<String>, text: impl AsRef<str>) {
        let (field, text) = (Some(field.into()), sentence(text.as_ref()));
        self.0.push(Problem { field, name: None, text });
    }

    /// Adds one of the form as a whole.
    pub(crate) fn general(&mut self, text: impl AsRef<str>) {
        self.0.push(Problem { field: None, name: None, text: sentence(text.as_ref()) });
    }

    /// Adds what the authority refused, at `field`.
    pub(crate) fn refused_about(&mut self, field: impl Into<String>, refusal: &Refusal) {
        self.about(field, told(refusal));
    }

    /// Adds what the authority refused, at one of many fields of a kind, which is called `name`.
    pub(crate) fn refused_one(
        &mut self,
        field: impl Into<String>,
        name: impl Into<String>,
        refusal: &Refusal,
    ) {
        let (field, name) = (Some(field.into()), Some(name.into()));
        self.0.push(Problem { field, name, text: sentence(&told(refusal)) });
    }

    /// Adds what the authority refused, at no field.
    pub(crate) fn refused(&mut self, refusal: &Refusal) {
        self.general(told(refusal));
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Whether the field with this id has one.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.of(field).is_some()
    }

    /// The problem of the field with this id.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|problem| problem.field.as_deref() == Some(field));
        found.map(|problem| problem.text.as_str())
    }

    /// What stands above the list.
    pub(crate) fn heading(&self) -> &'static str {
        match self.0.len() {
            1 => "There is a problem",
            _ => "There are problems",
        }
    }
}

/// The page's own words where it has some; else what is wrong, without the program's name of the field: its label stands there.
fn told(refusal: &Refusal) -> String {
    match (refusal.rule.id, refusal.field) {
        ("app.name", _) if refusal.why == "the name is empty" => refusal.rule.says.to_owned(),
        ("setup.administrator" | "setup.ten-apps", _) => refusal.rule.says.to_owned(),
        ("app.url", _) => {
            "must be an http or https URL of at most 2,000 characters, without spaces".to_owned()
        }
        ("app.email", _) => "must be an email address, as name@example.com".to_owned(),
        // It quotes the URL, which the person has before their eyes.
        ("app.redirect-url" | "app.redirect-scheme", _) => match refusal.why.rsplit_once("\" ") {
            Some((_, what)) => what.to_owned(),
            None => refusal.why.clone(),
        },
        ("app.text", Some(field)) => {
            refusal.why.strip_prefix(field).unwrap_or(&refusal.why).trim_start().to_owned()
        }
        _ => refusal.why.clone(),
    }
}

/// `text` with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let mut sentence: String =
        characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    sentence.push_str(characters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_a_sentence_and_is_found_at_its_field() {
        let mut problems = Problems::default();
        assert!(problems.is_empty());
        problems.about("name", "this field cannot be empty.");
        problems.general("élan is missing");
        assert_eq!(problems.of("name"), Some("This field cannot be empty."));
        assert!(!problems.has("description"));
        assert_eq!(problems.heading(), "There are problems");
        let labels: Vec<_> = problems.iter().map(Problem::label).collect();
        assert_eq!(labels, [Some("Name".to_owned()), None]);
        problems.about("redirect_url-2", "x");
        assert_eq!(
            problems.iter().last().and_then(Problem::label).as_deref(),
            Some("Redirect URL 2")
        );
        let general: Vec<_> = problems.iter().filter(|problem| problem.href().is_none()).collect();
        assert_eq!(general[0].text, "Élan is missing.");
    }
}

//! What a page of Setup says was just done.

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// An app was created.
    Created,
    /// An app was saved.
    Saved,
    /// An app was deleted.
    Deleted,
    /// A client secret was added.
    SecretAdded,
    /// A client secret was deleted.
    SecretDeleted,
    /// A public key was added, uploaded or generated.
    KeyAdded,
    /// A public key was deleted.
    KeyDeleted,
}

impl Told {
    /// The sentence.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Created => "The app was created. Fill in its fields, then save.",
            Self::Saved => "Saved.",
            Self::Deleted => "The app was deleted.",
            Self::SecretAdded => "A client secret was added.",
            Self::SecretDeleted => "The client secret was deleted.",
            Self::KeyAdded => "The public key was added.",
            Self::KeyDeleted => "The public key was deleted.",
        }
    }

    /// The same as the beginning of a title, which is the first that is read of a page.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Created => "App created",
            Self::Saved => "Saved",
            Self::Deleted => "App deleted",
            Self::SecretAdded => "Client secret added",
            Self::SecretDeleted => "Client secret deleted",
            Self::KeyAdded => "Public key added",
            Self::KeyDeleted => "Public key deleted",
        }
    }
}

/// What was typed or chosen, and is not saved by the button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Unsaved {
    /// Fields, which the page has kept.
    pub(crate) fields: bool,
    /// A picture, which no page can keep for a person.
    pub(crate) logo: bool,
    /// The file of a key, likewise.
    pub(crate) key_file: bool,
}

impl Unsaved {
    /// Whether there is anything to say.
    pub(crate) fn is_something(self) -> bool {
        self != Self::default()
    }

    /// What there is to say of it.
    pub(crate) fn text(self) -> String {
        let sentences = [
            (self.fields, "What you typed in other fields is not saved yet."),
            (self.logo, "The logo is not saved: choose it again."),
            (self.key_file, "The file of the key was not added: choose it again."),
        ];
        let said: Vec<_> =
            sentences.into_iter().filter(|(is, _)| *is).map(|(_, text)| text).collect();
        said.join(" ")
    }
}

//! Free text and personal data, kept apart from the events that mention it.
//!
//! An event is chained for ever; a person has a right to be forgotten. So a text enters an event
//! only as the SHA-256 of a random salt and the text (architecture, section 5). Text and salt live
//! beside the journal; when they are deleted the digest says nothing any more, the chain still
//! verifies, and whoever folds the events sees the marker [`ERASED`].

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// What stands where an erased text was.
pub const ERASED: &str = "[erased]";

/// Sixteen random bytes, drawn at the edge for each text.
pub type Salt = [u8; 16];

/// The salted digest of a text: `SHA-256(salt ‖ UTF-8 text)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0[..6]))
    }
}

/// A text with its digest. Serialised, it is the digest alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    digest: Digest,
    known: Option<(Salt, String)>,
}

impl Text {
    /// Takes a text in; the salt must be fresh random bytes.
    #[must_use]
    pub fn new(content: impl Into<String>, salt: Salt) -> Self {
        let content = content.into();
        Self { digest: digest(&salt, &content), known: Some((salt, content)) }
    }

    /// No words at all. They tell nothing of anybody, so that they need no salt.
    #[must_use]
    pub fn none() -> Self {
        Self::new(String::new(), Salt::default())
    }

    /// The words, or [`ERASED`] when they are gone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.known.as_ref().map_or(ERASED, |(_, content)| content)
    }

    /// True when nothing but white space was written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.known.as_ref().is_some_and(|(_, content)| content.trim().is_empty())
    }

    /// What the store keeps beside the journal: salt and words, if they are known here.
    #[must_use]
    pub fn known(&self) -> Option<(&Salt, &str)> {
        self.known.as_ref().map(|(salt, content)| (salt, content.as_str()))
    }

    /// Gives the words back to a text read from the journal. False, and nothing is taken, when
    /// they are not the words that were written: somebody changed them.
    pub fn recall(&mut self, salt: Salt, content: String) -> bool {
        let genuine = digest(&salt, &content) == self.digest;
        if genuine {
            self.known = Some((salt, content));
        }
        genuine
    }

    /// The digest as it stands in the event.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

fn digest(salt: &Salt, content: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(content.as_bytes());
    Digest(hash.finalize().into())
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.digest.0))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(serde::de::Error::custom)?;
        let digest = bytes.try_into().map_err(|_| {
            serde::de::Error::custom("a text digest is 32 bytes in lower-case hexadecimal")
        })?;
        Ok(Self { digest: Digest(digest), known: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leaves_only_its_digest_in_the_event() {
        let text = Text::new("Drucker brennt", [7; 16]);
        let json = serde_json::to_string(&text).unwrap();
        assert!(!json.contains("Drucker"));

        let mut read: Text = serde_json::from_str(&json).unwrap();
        assert_eq!(read.as_str(), ERASED);
        assert!(!read.recall([7; 16], "Drucker raucht".into()), "other words are refused");
        assert!(!read.recall([8; 16], "Drucker brennt".into()), "another salt is refused");
        assert!(read.recall([7; 16], "Drucker brennt".into()));
        assert_eq!(read, text);
    }

    #[test]
    fn a_digest_of_another_length_is_refused() {
        assert!(serde_json::from_str::<Text>("\"abcd\"").is_err());
        assert!(serde_json::from_str::<Text>("\"zz\"").is_err());
    }
}

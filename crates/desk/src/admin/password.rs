//! What is a password: long enough, and not guessed soon by somebody who knows its owner.

use crate::limits::{PASSWORD_MAX, PASSWORD_MIN};
use crate::refusal::{Problems, Refusal};
use zxcvbn::feedback::Warning;
use zxcvbn::{Entropy, Score, zxcvbn};

/// What zxcvbn has to give at least: more than 10⁸ guesses.
const SCORE_MIN: Score = Score::Three;

/// Shortest piece of a name that counts as one.
const PIECE_MIN: usize = 3;

/// What everybody knows of whoever a password is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner<'o> {
    /// Their name.
    pub name: &'o str,
    /// Their address.
    pub email: Option<&'o str>,
    /// Where they work, as the desk is called.
    pub organisation: Option<&'o str>,
}

impl<'o> Owner<'o> {
    /// Everything of them that somebody would try first: as a whole and in pieces.
    fn words(&self) -> Vec<&'o str> {
        let known = [Some(self.name), self.email, self.organisation];
        let mut words: Vec<&str> = known.into_iter().flatten().collect();
        for known in known.into_iter().flatten() {
            let pieces = known.split(|c: char| !c.is_alphanumeric());
            words.extend(pieces.filter(|piece| piece.chars().count() >= PIECE_MIN));
        }
        words.push("stufe");
        words
    }
}

/// Refuses a password that is too short, too long, says who its owner is, or is guessed soon.
///
/// # Errors
/// `password_weak`, with what is wrong with the field `password` and what to do.
pub fn check_password(password: &str, owner: Owner<'_>) -> Result<(), Refusal> {
    let mut problems = Problems::new();
    let length = password.chars().count();
    let folded = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let local = owner.email.and_then(|email| email.split('@').next());
    let own = [Some(owner.name), owner.email, local, owner.organisation];
    let mut own = own.into_iter().flatten().map(folded).filter(|own| !own.is_empty());
    let typed = folded(password);
    if length < PASSWORD_MIN {
        let message = format!("At least {PASSWORD_MIN} characters; three or four words are good.");
        problems.add("password", "too_short", message);
    } else if length > PASSWORD_MAX {
        problems.add("password", "too_long", format!("At most {PASSWORD_MAX} characters."));
    } else if own.any(|own| own == typed) {
        let message = "Neither the name nor the email address: others know those.";
        problems.add("password", "is_name", message);
    } else if let Some((code, message)) = guessed(password, owner) {
        problems.add("password", code, message);
    }
    problems.finish("password_weak", "Choose another password.")
}

/// Why somebody would guess it soon, and what to do instead, if they would.
fn guessed(password: &str, owner: Owner<'_>) -> Option<(&'static str, &'static str)> {
    let judged = zxcvbn(password, &owner.words());
    if judged.score() >= SCORE_MIN {
        return None;
    }
    let alone = zxcvbn(password, &[]);
    Some(if alone.score() >= SCORE_MIN { OWN_WORDS } else { why(&alone) })
}

const OWN_WORDS: (&str, &str) = (
    "own_words",
    "The name, the address or the organisation is most of it, and others know those. Take three \
     or four words that have nothing to do with each other.",
);

/// Each of zxcvbn's warnings in a code and words of ours.
fn why(judged: &Entropy) -> (&'static str, &'static str) {
    let warning = judged.feedback().and_then(|feedback| feedback.warning());
    match warning {
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess,
        ) => (
            "keyboard",
            "Keys that lie beside each other are tried first. Take three or four words that have \
             nothing to do with each other.",
        ),
        Some(
            Warning::RepeatsLikeAaaAreEasyToGuess
            | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => ("repeats", "The same again and again is soon guessed. Add two or three other words."),
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => {
            ("sequence", "Rows like abc or 6543 are soon guessed. Add two or three words.")
        }
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => {
            ("date", "Years and dates are soon guessed. Add two or three words.")
        }
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => (
            "common",
            "Many people have this or nearly this, so it is tried first. Take three or four words \
             that have nothing to do with each other.",
        ),
        Some(Warning::AWordByItselfIsEasyToGuess) => {
            ("one_word", "A word by itself is soon guessed. Add two or three others.")
        }
        Some(
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => ("names", "Names are soon guessed. Add two or three words that are none."),
        None => (
            "guessable",
            "This is soon guessed. Add a word or two; capitals and digits in place of letters \
             help little.",
        ),
    }
}

//! Second factors (RFC 6238): what a device makes codes of is kept sealed, recovery codes as
//! digests.

use super::Ledger;
use crate::db::DbError;
use crate::failure::Failure;
use crate::queries::second_factors;
use crate::words::random;
use data_encoding::BASE32_NOPAD;
use desk::admin::{AdminCommand, AtTheDoor, NoteDoor, SignInWay};
use desk::ids::PersonId;
use desk::refusal::Refusal;
use desk::time::Timestamp;
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Totp};

/// How long a code holds; what every program for such codes takes for granted.
const STEP_S: u64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ, and people type.
const SKEW: u16 = 1;
/// How many recovery codes somebody gets.
const CODES: usize = 10;

/// What a code turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The code of the device, for the first time.
    Code,
    /// A recovery code; it is used up.
    RecoveryCode,
    /// Neither.
    Wrong,
}

/// How it stands with somebody's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// There is none.
    None,
    /// It is being set up; this is what the device makes codes of.
    Begun(Vec<u8>),
    /// It is asked for.
    Set,
}

fn totp(secret: Vec<u8>) -> Result<Totp, DbError> {
    let damaged = |_| DbError::Fault("a second factor has another length".into());
    let secret: [u8; 20] = secret.try_into().map_err(damaged)?;
    let built = Builder::new().with_secret(secret).with_skew(SKEW).with_step_duration(STEP_S);
    built.build().map_err(|error| DbError::Fault(format!("no codes of this: {error}")))
}

/// The step of a code that fits and is newer than the last one taken.
fn newer_step(
    secret: Vec<u8>,
    code: &str,
    last: i64,
    now: Timestamp,
) -> Result<Option<i64>, DbError> {
    let now = u64::try_from(now.0 / 1_000_000).unwrap_or_default();
    let step = totp(secret)?.check(code, now).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last))
}

/// A recovery code as people get it, in groups: 80 bits in base32.
fn new_code() -> Result<String, DbError> {
    let text = BASE32_NOPAD.encode(&random::<10>()?).to_lowercase();
    Ok([&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-"))
}

/// What a recovery code is kept as: so many bits need no slow hash.
fn digest(person: PersonId, code: &str) -> [u8; 32] {
    let hash = Sha256::new().chain_update(format!("recovery code {person}\0"));
    hash.chain_update(code.as_bytes()).finalize().into()
}

/// A code without what people put into it to read it better.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase()
}

impl Ledger<'_, '_> {
    /// Begins to set a second factor up, or begins anew: its secret is another.
    ///
    /// # Errors
    /// `second_factor_set` when there is one, or that there is no such person.
    pub fn begin_factor(&mut self, person: PersonId) -> Result<(), Failure> {
        self.person(person)?;
        if second_factors::is_set(self.tx, person)? {
            let message = "There is a second factor already. Turn it off first.";
            return Err(Refusal::state("second_factor_set", message).into());
        }
        let sealed = self.sealer()?.seal_factor(person.0, &random::<20>()?)?;
        Ok(second_factors::set(self.tx, person, &sealed)?)
    }

    /// How it stands with somebody's second factor.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn factor(&mut self, person: PersonId) -> Result<Factor, Failure> {
        Ok(match second_factors::read(self.tx, person)? {
            None => Factor::None,
            Some(row) if row.since.is_some() => Factor::Set,
            Some(row) => Factor::Begun(self.sealer()?.open_factor(person.0, &row.secret)?),
        })
    }

    /// From now on the second factor is asked for, if this is a code of it. Gives the recovery
    /// codes, which are shown once.
    ///
    /// # Errors
    /// `code_wrong`.
    pub fn confirm_factor(&mut self, person: PersonId, code: &str) -> Result<Vec<String>, Failure> {
        let row = second_factors::read(self.tx, person)?;
        let row = row.filter(|row| row.since.is_none());
        let row = row.ok_or_else(|| Refusal::not_found("second factor"))?;
        let secret = self.sealer()?.open_factor(person.0, &row.secret)?;
        let step = newer_step(secret, &plain(code), row.last_step, self.by.now)?;
        let message = "This is not the code. Type the one your device shows now.";
        let step = step.ok_or_else(|| Refusal::state("code_wrong", message))?;
        second_factors::confirm(self.tx, person, self.by.now)?;
        second_factors::step(self.tx, person, step)?;
        self.note_door(person, AtTheDoor::SecondFactorSet)?;
        self.codes(person)
    }

    /// Takes a code of the device, which is good once, or a recovery code, which is used up.
    ///
    /// # Errors
    /// That the database cannot be reached. A wrong code is an answer.
    pub fn take_code(&mut self, person: PersonId, code: &str) -> Result<Given, Failure> {
        let row = second_factors::read(self.tx, person)?.filter(|row| row.since.is_some());
        let Some(row) = row else { return Ok(Given::Wrong) };
        let code = plain(code);
        let secret = self.sealer()?.open_factor(person.0, &row.secret)?;
        if let Some(step) = newer_step(secret, &code, row.last_step, self.by.now)? {
            second_factors::step(self.tx, person, step)?;
            return Ok(Given::Code);
        }
        if !second_factors::use_code(self.tx, person, &digest(person, &code))? {
            return Ok(Given::Wrong);
        }
        self.note_door(person, AtTheDoor::RecoveryCodeUsed)?;
        Ok(Given::RecoveryCode)
    }

    /// Makes new recovery codes; the ones before are no longer good.
    ///
    /// # Errors
    /// `not_found` when there is no second factor.
    pub fn renew_codes(&mut self, person: PersonId) -> Result<Vec<String>, Failure> {
        if !second_factors::is_set(self.tx, person)? {
            return Err(Refusal::not_found("second factor").into());
        }
        self.note_door(person, AtTheDoor::RecoveryCodesMade)?;
        self.codes(person)
    }

    fn codes(&mut self, person: PersonId) -> Result<Vec<String>, Failure> {
        let codes = (0..CODES).map(|_| new_code()).collect::<Result<Vec<_>, _>>()?;
        let digests: Vec<_> = codes.iter().map(|code| digest(person, &plain(code))).collect();
        second_factors::set_codes(self.tx, person, &digests)?;
        Ok(codes)
    }

    /// Asks for a second factor no more. One that is still being set up goes without a word.
    ///
    /// # Errors
    /// What the decision refuses, or `not_found` when there is none.
    pub fn remove_factor(&mut self, person: PersonId) -> Result<(), Failure> {
        match second_factors::read(self.tx, person)? {
            None => Err(Refusal::not_found("second factor").into()),
            Some(row) if row.since.is_none() => Ok(second_factors::remove(self.tx, person)?),
            Some(_) => self.note_door(person, AtTheDoor::SecondFactorRemoved),
        }
    }

    /// Notes what happened at somebody's door.
    ///
    /// # Errors
    /// What the decision refuses.
    pub fn note_door(&mut self, person: PersonId, what: AtTheDoor) -> Result<(), Failure> {
        self.admin(AdminCommand::NoteDoor(NoteDoor { person, what })).map(drop)
    }
}

impl Given {
    /// The way somebody came in with it, or did not.
    #[must_use]
    pub const fn way(self) -> SignInWay {
        match self {
            Given::RecoveryCode => SignInWay::RecoveryCode,
            Given::Code | Given::Wrong => SignInWay::Code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = b"12345678901234567890".to_vec();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            let now = Timestamp(seconds * 1_000_000);
            let step = newer_step(secret.clone(), code, 0, now).unwrap();
            assert_eq!(step, Some(seconds / 30), "{seconds}");
            assert_eq!(newer_step(secret.clone(), code, seconds / 30, now).unwrap(), None, "twice");
            for later in [-90, 90].into_iter().filter(|later| seconds + later > 0) {
                let now = Timestamp((seconds + later) * 1_000_000);
                assert_eq!(newer_step(secret.clone(), code, 0, now).unwrap(), None, "{later}");
            }
            assert_eq!(newer_step(secret.clone(), "", 0, now).unwrap(), None);
            assert_eq!(newer_step(secret.clone(), &code[1..], 0, now).unwrap(), None);
        }
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = new_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(plain(&code.to_uppercase().replace('-', " ")), plain(&code));
        assert_ne!(digest(PersonId(1), &code), digest(PersonId(2), &code));
    }
}

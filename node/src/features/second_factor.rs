//! The second factor: a code that changes every half minute (RFC 6238), and ten recovery codes for a lost telephone.

use artel_protocol::Name;
use artel_protocol::key::sha256;
use totp_rs::{Builder, Totp};

use super::attempts::Attempt;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::keys;
use crate::store::records::{AccountRecord, SecondFactor, SessionRecord};

/// How many recovery codes somebody is given.
const RECOVERY_CODES: usize = 10;

/// A second factor that is being set up: it counts once a code of it was typed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// For typing it into the telephone by hand.
    pub base32: String,
    /// For the telephone's camera.
    pub url: String,
}

impl Node {
    /// Proposes a secret to who is logged in. It is not kept yet: the form carries it.
    pub fn propose_second_factor(&self, account: &Name) -> Result<Proposed, Refusal> {
        let mut secret = [0; 20];
        self.random().fill(&mut secret);
        self.proposed(account, &secret)
    }

    /// The same proposal again, from the secret that the form carried.
    ///
    /// # Errors
    /// A problem of the field `code` when it is no secret.
    pub fn proposed_again(&self, account: &Name, base32: &str) -> Result<Proposed, Refusal> {
        self.proposed(account, &secret_from(base32)?)
    }

    fn proposed(&self, account: &Name, secret: &[u8]) -> Result<Proposed, Refusal> {
        let host = self.base()?.host().replace(':', ".");
        let totp = totp(secret, Some((account.as_str(), &host)))?;
        Ok(Proposed { base32: totp.secret().to_base32(), url: totp.to_url().map_err(broken)? })
    }

    /// Takes the proposed secret into use once the password and its code are right, and yields the recovery codes,
    /// which are shown once. A factor that is there already has to be ended first.
    ///
    /// # Errors
    /// A problem of the field `password` or `code`.
    pub async fn begin_second_factor(
        &self,
        account: Name,
        password: &str,
        base32: &str,
        code: &str,
    ) -> Result<Vec<String>, Refusal> {
        self.attempts().count(Attempt::Code, account.as_str())?;
        if self.view()?.account(&account)?.is_some_and(|account| account.second_factor.is_some()) {
            return Err(there_already());
        }
        self.confirm_password(&account, password).await?;
        let secret = secret_from(base32)?;
        let step = totp(&secret, None)?.check(&digits(code), self.seconds()).ok_or_else(wrong)?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        let recovery = codes.iter().map(|code| sha256(code.as_bytes())).collect();
        let factor = SecondFactor { secret, last_step: step, recovery };
        self.set_second_factor(account, Some(factor)).await?;
        Ok(codes)
    }

    /// Goes back to the password alone.
    pub async fn end_second_factor(&self, account: Name) -> Result<(), Refusal> {
        self.set_second_factor(account, None).await
    }

    async fn set_second_factor(&self, name: Name, factor: Option<SecondFactor>) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let account = view.account(&name)?.ok_or(super::accounts::NO_ACCOUNT)?;
            if factor.is_some() && account.second_factor.is_some() {
                return Err(there_already());
            }
            let mut changes = Changes::none();
            changes.put(keys::account(&name), &AccountRecord { second_factor: factor, ..account });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The second half of a log-in: a code, or a recovery code. Each counts once. The session becomes a whole one,
    /// under a new token.
    ///
    /// # Errors
    /// A problem of the field `code`; [`Refusal::TooMany`] to who guesses.
    pub async fn confirm_log_in(&self, half: &str, code: &str) -> Result<String, Refusal> {
        let before = sha256(half.as_bytes());
        let session: SessionRecord = self
            .view()?
            .record(&keys::session(&before))?
            .ok_or_else(|| Refusal::field("code", "code-late"))?;
        self.attempts().count(Attempt::Code, session.account.as_str())?;
        let token = self.random().token();
        let after = sha256(token.as_bytes());
        let (code, seconds) = (digits(code), self.seconds());
        self.change(move |view, context| {
            let session: Option<SessionRecord> = view.record(&keys::session(&before))?;
            let session = session.filter(|session| session.half && session.expires > context.now);
            let session = session.ok_or_else(|| Refusal::field("code", "code-late"))?;
            let account = view.account(&session.account)?.ok_or(super::accounts::NO_ACCOUNT)?;
            let factor = account.second_factor.clone().ok_or_else(wrong)?;
            let factor = used(factor, &code, seconds)?;
            let mut changes = Changes::none();
            changes.delete(keys::session(&before));
            let expires = context.now.plus(super::sessions::SESSION_LASTS);
            changes.put(keys::session(&after), &SessionRecord { half: false, expires, ..session });
            let key = keys::account(&account.name);
            changes.put(key, &AccountRecord { second_factor: Some(factor), ..account });
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    fn seconds(&self) -> u64 {
        u64::try_from(self.clock().now().0 / 1000).unwrap_or(0)
    }

    /// Fifty bits in groups that can be copied by hand.
    fn recovery_code(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        let mut bytes = [0; 10];
        self.random().fill(&mut bytes);
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }
}

/// The factor after this code was used.
fn used(factor: SecondFactor, code: &str, seconds: u64) -> Result<SecondFactor, Refusal> {
    let hash = sha256(code.as_bytes());
    if factor.recovery.contains(&hash) {
        let recovery = factor.recovery.into_iter().filter(|kept| *kept != hash).collect();
        return Ok(SecondFactor { recovery, ..factor });
    }
    let step = totp(&factor.secret, None)?.check(code, seconds).ok_or_else(wrong)?;
    // A code that somebody looked at over a shoulder is worth nothing afterwards (RFC 6238 §5.2).
    if step <= factor.last_step {
        return Err(Refusal::field("code", "code-used"));
    }
    Ok(SecondFactor { last_step: step, ..factor })
}

fn totp(secret: &[u8], label: Option<(&str, &str)>) -> Result<Totp, Refusal> {
    let builder = Builder::new().with_secret(secret.to_vec());
    let builder = match label {
        Some((account, host)) => builder.with_account_name(account).with_issuer(Some(host)),
        None => builder.with_account_name("artel"),
    };
    builder.build().map_err(broken)
}

fn secret_from(base32: &str) -> Result<Vec<u8>, Refusal> {
    let secret = totp_rs::Secret::try_from_base32(base32).map_err(|_| wrong())?;
    match secret.as_ref().len() {
        20 => Ok(secret.as_ref().to_vec()),
        _ => Err(wrong()),
    }
}

/// People type codes in groups; letters of recovery codes in whatever case.
fn digits(code: &str) -> String {
    code.chars().filter(|letter| letter.is_ascii_alphanumeric()).take(32).collect::<String>().to_lowercase()
}

fn there_already() -> Refusal {
    Refusal::field("code", "factor-there-already")
}

fn wrong() -> Refusal {
    Refusal::field("code", "code-wrong")
}

fn broken(error: totp_rs::TotpError) -> Refusal {
    Refusal::Internal(format!("a second factor: {error}"))
}

//! Every mail with every sample: for the tests that write them all and the tool that shows them.

use super::{
    AccountChanged, ApplicationAnswered, ApplicationFiled, ApplicationReceived, Digest, InterestNews,
    InterestToConfirm, Invitation, PasswordReset, TestMail, Weekly, Written,
};
use crate::i18n::Lang;

/// A mail as it would go out.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The mail's name and the number of its sample.
    pub name: String,
    pub subject: String,
    pub plain: String,
    pub html: String,
    /// Whether it can be stopped.
    pub stop: Option<&'static str>,
}

const STOP: &str = "https://artel.example/mail/stop?token=c2FtcGxlLXRva2VuaWFubmFAZXhhbXBsZS5vcmc";

/// # Errors
/// When a template fails to render.
pub fn written(lang: Lang) -> Result<Vec<Sample>, askama::Error> {
    let mut all = Vec::new();
    add(&mut all, "invitation", &Invitation::samples(lang))?;
    add(&mut all, "reset", &PasswordReset::samples(lang))?;
    add(&mut all, "changed", &AccountChanged::samples(lang))?;
    add(&mut all, "application", &ApplicationReceived::samples(lang))?;
    add(&mut all, "filed", &ApplicationFiled::samples(lang))?;
    add(&mut all, "answered", &ApplicationAnswered::samples(lang))?;
    add(&mut all, "interest_to_confirm", &InterestToConfirm::samples(lang))?;
    add(&mut all, "interest_news", &InterestNews::samples(lang))?;
    add(&mut all, "digest", &Digest::samples(lang))?;
    add(&mut all, "weekly", &Weekly::samples(lang))?;
    add(&mut all, "test", &TestMail::samples(lang))?;
    Ok(all)
}

fn add<T: Written>(all: &mut Vec<Sample>, name: &str, samples: &[T]) -> Result<(), askama::Error> {
    for (number, sample) in samples.iter().enumerate() {
        let stop = T::KIND.can_be_stopped().then_some(STOP);
        let letter = sample.letter("artel.example");
        let (plain, html) = letter.write(stop)?;
        all.push(Sample { name: format!("{name}-{number}"), subject: letter.subject, plain, html, stop });
    }
    Ok(())
}

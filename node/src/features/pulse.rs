//! Whether the heart still beats: for who watches over the process and restarts it when it hangs.

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;

impl Node {
    /// Goes through the pipeline once and changes nothing: who gets an answer knows that the writer works. A store that
    /// only reads answers too, since starting anew would not mend it.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when the writer has ended.
    pub async fn pulse(&self) -> Result<(), Refusal> {
        match self.change(|_, _| Ok(Changes::default())).await {
            Ok(_) | Err(Refusal::Store(_)) => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }
}

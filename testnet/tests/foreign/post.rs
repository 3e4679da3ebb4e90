//! The mail servers of the nodes that the browser comes to, and a way for its stories to read what came.

use std::sync::Arc;

use artel_testnet::mailbox::{Mailbox, Message};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Mail servers, which end with this value.
pub struct PostOffice {
    runtime: Runtime,
}

/// One of them.
pub struct PostBox {
    /// What `mail.server` has to be.
    pub server: String,
    /// Where the stories read what came.
    pub reader: String,
}

impl PostOffice {
    pub fn open() -> PostOffice {
        PostOffice { runtime: Runtime::new().expect("the system gives threads") }
    }

    /// A mail server of its own for a node.
    pub fn post_box(&self) -> PostBox {
        self.runtime.block_on(async {
            let mailbox = Arc::new(Mailbox::start().await);
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
            let address = listener.local_addr().expect("a bound listener has an address");
            let server = mailbox.url();
            let router = Router::new().route("/", get(read)).with_state(mailbox);
            tokio::spawn(async move { axum::serve(listener, router).await });
            PostBox { server, reader: format!("http://{address}/") }
        })
    }
}

/// All that came, in order.
async fn read(State(mailbox): State<Arc<Mailbox>>) -> Json<Vec<Value>> {
    Json(mailbox.messages().iter().map(in_short).collect())
}

fn in_short(mail: &Message) -> Value {
    json!({ "to": mail.to, "subject": mail.header("Subject"), "plain": mail.plain() })
}

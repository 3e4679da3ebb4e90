//! Who may ask for an address: every route names it, one guard enforces it, and one test holds every route against
//! every role.

use artel_node::features::sessions::Session;
use artel_node::store::records::{Office, Role};
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{self, MethodRouter};

use crate::app::App;
use crate::session::Visitor;

/// Who may ask for an address. What belongs to one organisation only is checked besides, by the handler that finds it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Access {
    /// Everybody, logged in or not.
    Anyone,
    /// Whoever is logged in.
    Member,
    /// Owners and moderators of their organisation.
    Moderator,
    /// Owners of their organisation.
    Owner,
    /// Officers and operators of the node.
    Officer,
    /// Operators of the node.
    Operator,
}

impl Access {
    /// Whether somebody who is logged in may.
    pub fn allows(self, session: &Session) -> bool {
        self.admits(session.account.role, session.account.office)
    }

    /// Whether somebody with this role in their organisation and this office on the node may.
    pub fn admits(self, role: Role, office: Office) -> bool {
        match self {
            Access::Anyone | Access::Member => true,
            Access::Moderator => role != Role::Member,
            Access::Owner => role == Role::Owner,
            Access::Officer => office >= Office::Officer,
            Access::Operator => office == Office::Operator,
        }
    }
}

/// One address with what it answers to and who may ask.
pub struct Route {
    pub path: &'static str,
    /// Who may, for each method.
    pub access: Vec<(Method, Access)>,
    pub methods: MethodRouter<App>,
}

/// The addresses of one part of the site.
#[derive(Default)]
pub struct Routes {
    list: Vec<Route>,
}

impl Routes {
    /// Adds an address; its methods follow.
    pub fn at(&mut self, path: &'static str) -> &mut Route {
        let (access, methods) = (Vec::new(), MethodRouter::new());
        self.list.push(Route { path, access, methods });
        self.list.last_mut().expect("one was just added")
    }

    pub fn into_list(self) -> Vec<Route> {
        self.list
    }
}

impl Route {
    /// Answers GET and HEAD.
    pub fn get<H: Handler<T, App>, T: 'static>(&mut self, access: Access, handler: H) -> &mut Route {
        self.add(Method::GET, access, routing::get(handler))
    }

    /// Answers POST.
    pub fn post<H: Handler<T, App>, T: 'static>(&mut self, access: Access, handler: H) -> &mut Route {
        self.add(Method::POST, access, routing::post(handler))
    }

    fn add(&mut self, method: Method, access: Access, handler: MethodRouter<App>) -> &mut Route {
        let handler = match access {
            Access::Anyone => handler,
            _ => handler.route_layer(from_fn(move |request, next| guard(access, request, next))),
        };
        self.methods = std::mem::take(&mut self.methods).merge(handler);
        self.access.push((method, access));
        self
    }
}

/// Lets in who may, asks who is not logged in to do so, and refuses the others.
async fn guard(access: Access, request: Request, next: Next) -> Response {
    match Visitor::turned_away(&request, access) {
        None => next.run(request).await,
        Some(instead) => instead,
    }
}

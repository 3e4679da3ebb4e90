//! The directory as a table for other programs: what the same search shows as a page, with everything that the
//! companies say of themselves in public.

use artel_node::Node;
use artel_node::Refusal;
use artel_node::features::companies::listing::Listed;
use artel_node::table::TableWriter;
use artel_protocol::company::Field;
use artel_protocol::html::plain_text;
use artel_protocol::limits;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::{Answer, directory};
use crate::app::App;
use crate::i18n::Lang;
use crate::pages::company::label;
use crate::pages::directory::cell;
use crate::session::Visitor;

/// GET /directory.csv, with the query of /directory. Which page of it is asked for makes no difference.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let (node, lang) = (app.node(), visitor.frame.lang);
    let companies = node.directory_table(&directory::read(&asked)?)?;
    let mut table = TableWriter::default();
    table.row(headings(lang));
    for listed in &companies {
        table.row(cells(node, lang, listed)?);
    }
    let response = directory::file(table.finish(), "text/csv; charset=utf-8", "directory.csv");
    // The headings are in the reader's language.
    Ok(([(header::VARY, "Cookie, Accept-Language")], response).into_response())
}

fn headings(lang: Lang) -> Vec<String> {
    let fields = Field::ALL.iter().map(|field| lang.t(label(field)).into_owned());
    let own = [
        "directory-table-name",
        "directory-table-address",
        "directory-table-page",
        "directory-table-summary",
    ];
    let own = own.map(|key| lang.t(key).into_owned());
    own.into_iter().chain(fields).chain([lang.t("directory-vouched").into_owned()]).collect()
}

fn cells(node: &Node, lang: Lang, listed: &Listed) -> Result<Vec<String>, Refusal> {
    let (actor, now) = (&listed.actor, node.clock().now());
    let vouched: Vec<&str> = listed.vouched_at(now).map(|vouched| vouched.by.as_str()).collect();
    let mut cells = vec![
        actor.display_name().to_owned(),
        actor.handle(),
        actor.url.as_ref().unwrap_or(&actor.id).to_string(),
        plain_text(actor.summary.as_deref().unwrap_or_default(), limits::SUMMARY_CHARS),
    ];
    cells.extend(Field::ALL.iter().map(|field| cell(lang, &actor.company, *field, now)));
    cells.push(vouched.join("; "));
    Ok(cells)
}

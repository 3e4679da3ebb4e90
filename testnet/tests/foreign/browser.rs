//! Somebody who is logged in at our node, as far as the stories need her: she fills in the form and reads pages.

use serde_json::json;

use crate::stranger::Stranger;

/// A browser with the cookies of one person. The requests go out from a foreign server.
pub struct Browser<'a> {
    stranger: &'a Stranger,
    origin: &'a str,
    cookies: Vec<String>,
}

impl<'a> Browser<'a> {
    /// Logs in by the form, its hidden fields included.
    pub fn log_in(stranger: &'a Stranger, origin: &'a str, name: &str, password: &str) -> Browser<'a> {
        let mut browser = Browser { stranger, origin, cookies: Vec::new() };
        let address = format!("{origin}/login");
        let form = stranger.get(&address, "text/html");
        assert_eq!(form.status, 200, "{}", form.body);
        browser.cookies = form.cookies;
        let mut fields = url::form_urlencoded::Serializer::new(String::new());
        fields.append_pair("name", name).append_pair("password", password).append_pair("next", "/");
        if let Some(token) = hidden_field(&form.body, "csrf") {
            fields.append_pair("csrf", &token);
        }
        let sent = stranger.fetch(json!({
            "url": address,
            "method": "POST",
            "headers": {
                "content-type": "application/x-www-form-urlencoded",
                "cookie": browser.cookies.join("; "),
                "origin": origin,
            },
            "body": fields.finish(),
        }));
        assert_eq!(sent.status, 303, "not logged in: {}", sent.body);
        for cookie in sent.cookies {
            browser.keep(cookie);
        }
        browser
    }

    /// A cookie takes the place of the one with its name.
    fn keep(&mut self, cookie: String) {
        let name = |cookie: &str| cookie.split('=').next().map(str::to_owned);
        self.cookies.retain(|kept| name(kept) != name(&cookie));
        self.cookies.push(cookie);
    }

    /// Sends a form to a path of our node, as its pages would; it has to be taken. Gives the path that it leads to.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let token = hidden_field(&self.read("/office"), "csrf").expect("every page has a form");
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).extend_pairs(fields);
        let sent = self.stranger.fetch(json!({
            "url": format!("{}{path}", self.origin),
            "method": "POST",
            "headers": {
                "content-type": "application/x-www-form-urlencoded",
                "cookie": self.cookies.join("; "),
                "origin": self.origin,
            },
            "body": form.finish(),
        }));
        assert_eq!(sent.status, 303, "{path} is not taken: {}", sent.body);
        sent.headers["location"].as_str().unwrap_or_default().to_owned()
    }

    /// The page at a path of our node.
    pub fn read(&self, path: &str) -> String {
        let page = self.stranger.fetch(json!({
            "url": format!("{}{path}", self.origin),
            "headers": { "cookie": self.cookies.join("; ") },
        }));
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page.body
    }
}

/// The value of a hidden field of the first form that has it.
fn hidden_field(page: &str, name: &str) -> Option<String> {
    let (_, field) = page.split_once(&format!("name=\"{name}\""))?;
    let (field, _) = field.split_once('>')?;
    let (_, value) = field.split_once("value=\"")?;
    Some(value.split('"').next().unwrap_or_default().to_owned())
}

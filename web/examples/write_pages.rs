//! Writes every page with its samples to a folder, to be looked at in a browser:
//! `cargo run -p artel-web --example write_pages -- FOLDER`.

use std::path::Path;

use artel_web::i18n::Lang;
use artel_web::{pages, static_files};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    for lang in Lang::ALL {
        let own = folder.join(lang.code());
        std::fs::create_dir_all(&own)?;
        for (name, html) in pages::samples::rendered(lang)? {
            let html = html.replace(static_files::stylesheet(), "../artel.css");
            std::fs::write(own.join(format!("{name}.html")), html)?;
        }
    }
    std::fs::write(folder.join("artel.css"), static_files::styles())?;
    Ok(())
}

//! What is brought along: files with their paths, from a folder, an archive or a form. Names lead nowhere but within.

use std::io::{Cursor, Read};
use std::path::Path;

use artel_protocol::limits;
use bytes::Bytes;

use crate::error::Refusal;

/// A file with its path, `/` between the parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportFile {
    pub path: String,
    pub bytes: Bytes,
}

/// The files of one import: markdown and pictures. What is neither is left out.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    files: Vec<ImportFile>,
    bytes: usize,
}

impl Bundle {
    /// Adds a file; a `.zip` is opened.
    ///
    /// # Errors
    /// A problem of the field `files`: too many, too large, a name that leads out of the bundle, or an archive that
    /// cannot be read.
    pub fn add(&mut self, path: &str, bytes: Bytes) -> Result<(), Refusal> {
        let path = inner_path(path).ok_or_else(|| Refusal::field("files", "import-bad-name"))?;
        match ending(&path).as_deref() {
            Some("zip") => self.open(bytes),
            Some(ending) if is_wanted(ending) => self.keep(path, bytes),
            _ => Ok(()),
        }
    }

    /// Everything in a folder and below it. Links are not followed.
    ///
    /// # Errors
    /// As [`Bundle::add`]; [`Refusal::Invalid`] with a sentence when the folder cannot be read.
    pub fn of_folder(folder: &Path) -> Result<Bundle, Refusal> {
        let mut bundle = Bundle::default();
        let mut open = vec![folder.to_owned()];
        let mut seen = 0;
        while let Some(next) = open.pop() {
            for found in std::fs::read_dir(&next).map_err(|error| unreadable(&next, &error))? {
                let found = found.map_err(|error| unreadable(&next, &error))?;
                let kind = found.file_type().map_err(|error| unreadable(&found.path(), &error))?;
                seen += 1;
                if seen > limits::IMPORT_FILES {
                    return Err(Refusal::field("files", "import-too-many"));
                }
                if kind.is_dir() {
                    open.push(found.path());
                } else if kind.is_file() {
                    bundle.add_from(folder, &found.path())?;
                }
            }
        }
        Ok(bundle)
    }

    fn add_from(&mut self, folder: &Path, file: &Path) -> Result<(), Refusal> {
        let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let wanted = ending(&name).is_some_and(|ending| is_wanted(&ending));
        let size = file.metadata().map_err(|error| unreadable(file, &error))?.len();
        if !wanted {
            return Ok(());
        }
        if size > limits::IMPORT_BYTES as u64 {
            return Err(Refusal::field("files", "import-too-large"));
        }
        let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
        self.add(&name, bytes.into())
    }

    /// Reads no more of an archive than may be kept, whatever it says of itself.
    fn open(&mut self, bytes: Bytes) -> Result<(), Refusal> {
        let broken = |_| Refusal::field("files", "import-bad-archive");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > limits::IMPORT_FILES {
            return Err(Refusal::field("files", "import-too-many"));
        }
        for number in 0..archive.len() {
            let file = archive.by_index(number).map_err(broken)?;
            let name = file.name().map_err(broken)?.into_owned();
            let path = inner_path(&name).ok_or_else(|| Refusal::field("files", "import-bad-name"))?;
            if !file.is_file() || !ending(&path).is_some_and(|ending| is_wanted(&ending)) {
                continue;
            }
            let room = limits::IMPORT_BYTES.saturating_sub(self.bytes);
            let mut unpacked = Vec::new();
            let most = room as u64 + 1;
            file.take(most)
                .read_to_end(&mut unpacked)
                .map_err(|_| Refusal::field("files", "import-bad-archive"))?;
            self.keep(path, unpacked.into())?;
        }
        Ok(())
    }

    fn keep(&mut self, path: String, bytes: Bytes) -> Result<(), Refusal> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > limits::IMPORT_BYTES {
            return Err(Refusal::field("files", "import-too-large"));
        }
        if self.files.len() >= limits::IMPORT_FILES {
            return Err(Refusal::field("files", "import-too-many"));
        }
        // Two files of one name: the first one stands.
        if let Err(place) = self.files.binary_search_by(|file| file.path.as_str().cmp(&path)) {
            self.files.insert(place, ImportFile { path, bytes });
        }
        Ok(())
    }

    /// The markdown files, by their paths.
    pub fn texts(&self) -> impl Iterator<Item = &ImportFile> {
        self.files.iter().filter(|file| is_text(&file.path))
    }

    /// A picture by its path, or, since sites keep them in several places, the only one of its name.
    pub(super) fn picture(&self, path: &str) -> Option<&ImportFile> {
        let mut pictures = self.files.iter().filter(|file| !is_text(&file.path));
        if let Some(found) = pictures.clone().find(|file| file.path == path) {
            return Some(found);
        }
        let name = path.rsplit('/').next()?;
        let of_this_name = |file: &&ImportFile| file.path.rsplit('/').next() == Some(name);
        let found = pictures.find(of_this_name)?;
        pictures.all(|file| !of_this_name(&file)).then_some(found)
    }

    pub fn is_empty(&self) -> bool {
        self.texts().next().is_none()
    }
}

/// A path that stays inside: without a root, a drive, or a step upwards.
pub(super) fn inner_path(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains('\0') || path.contains(':') || path.len() > limits::ID_BYTES {
        return None;
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn ending(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn is_text(path: &str) -> bool {
    matches!(ending(path).as_deref(), Some("md" | "markdown"))
}

fn is_wanted(ending: &str) -> bool {
    matches!(ending, "md" | "markdown" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif")
}

fn unreadable(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::impossible(format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside() {
        for (path, inside) in
            [("a/b.md", "a/b.md"), ("./a//b.md", "a/b.md"), ("a\\b.md", "a/b.md"), ("..a/b.md", "..a/b.md")]
        {
            assert_eq!(inner_path(path).as_deref(), Some(inside), "{path}");
        }
        for path in ["../a.md", "a/../../b.md", "/etc/passwd", "C:\\a.md", "..\\a.md", "", ".", "a\0.md"] {
            assert_eq!(inner_path(path), None, "{path:?}");
        }
    }

    fn archive(files: &[(&str, &[u8])]) -> Bytes {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner().into()
    }

    fn refused(bundle: &mut Bundle, name: &str, bytes: Bytes) -> String {
        bundle.add(name, bytes).unwrap_err().to_string()
    }

    #[test]
    fn an_archive_that_climbs_out_or_never_ends_is_refused() {
        for name in ["../a.md", "a/../../b.md", "/a.md", "..\\a.md", "C:\\a.md"] {
            let said = refused(&mut Bundle::default(), "x.zip", archive(&[(name, b"# x")]));
            assert!(said.contains("import-bad-name"), "{name}: {said}");
        }
        let zeros = archive(&[("a.md", &[b' '; 1_000_000])]);
        assert!(zeros.len() < 10_000);
        let mut nearly_full = Bundle { files: Vec::new(), bytes: limits::IMPORT_BYTES - 1_000 };
        assert!(refused(&mut nearly_full, "x.zip", zeros).contains("import-too-large"));
        let names: Vec<String> = (0..=limits::IMPORT_FILES).map(|number| format!("{number}.md")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"# x"[..])).collect();
        assert!(refused(&mut Bundle::default(), "x.zip", archive(&many)).contains("import-too-many"));
        let mut full = Bundle::default();
        for (name, bytes) in &many[1..] {
            full.add(name, Bytes::from_static(bytes)).unwrap();
        }
        assert!(refused(&mut full, "one-more.md", Bytes::from_static(b"# x")).contains("import-too-many"));
    }

    #[test]
    fn a_folder_is_read_without_following_links_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("in/deep"), folder.path().join("out"));
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::write(inside.join("a.md"), "# a").unwrap();
        std::fs::write(outside.join("secret.md"), "# secret").unwrap();
        std::os::unix::fs::symlink(&outside, folder.path().join("in/link")).unwrap();
        std::os::unix::fs::symlink(outside.join("secret.md"), inside.join("b.md")).unwrap();
        let bundle = Bundle::of_folder(&folder.path().join("in")).unwrap();
        assert_eq!(bundle.texts().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["deep/a.md"]);
    }

    #[test]
    fn a_picture_is_found_by_its_path_or_by_a_name_that_is_the_only_one() {
        let mut bundle = Bundle::default();
        for path in ["static/a.png", "posts/b.png", "static/b.png"] {
            bundle.add(path, Bytes::from_static(b"x")).unwrap();
        }
        assert_eq!(bundle.picture("elsewhere/a.png").unwrap().path, "static/a.png");
        assert_eq!(bundle.picture("posts/b.png").unwrap().path, "posts/b.png");
        assert_eq!(bundle.picture("b.png"), None);
    }
}

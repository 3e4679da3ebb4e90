//! Tables for other programs (RFC 4180). Every table that leaves a node is written here, and every one that comes is
//! read here.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula and runs it. So
//! such a cell is written with a `'` before it, and reading takes that away again.

use crate::error::Refusal;

/// What a spreadsheet would take for the beginning of a formula.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a table, row by row.
pub struct TableWriter(::csv::Writer<Vec<u8>>);

impl Default for TableWriter {
    fn default() -> TableWriter {
        let mut builder = ::csv::WriterBuilder::new();
        TableWriter(builder.flexible(true).from_writer(Vec::new()))
    }
}

impl TableWriter {
    /// Adds a row.
    pub fn row<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell.as_ref())).collect();
        self.0.write_record(&cells).expect("memory takes whatever is written to it");
    }

    /// The whole table in UTF-8.
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect("memory takes whatever is written to it")
    }
}

/// One row of a table that was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// Where it begins, from 1 on.
    pub line: u64,
    pub cells: Vec<String>,
}

/// Reads a table, at most `most` rows; empty rows are left out.
///
/// # Errors
/// A problem of the field `file` when it is no table in UTF-8, or has more rows.
pub fn read(bytes: &[u8], most: usize) -> Result<Vec<Row>, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut builder = ::csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).trim(::csv::Trim::All).from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Refusal::field("file", "table-unreadable"))?;
        let line = record.position().map_or(0, |place| line_of(bytes, place));
        let cells: Vec<String> = record.iter().map(|cell| unquoted(cell).to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if rows.len() == most {
            return Err(Refusal::field("file", "table-too-long"));
        }
        rows.push(Row { line, cells });
    }
    Ok(rows)
}

/// Where a row begins: its place is the end of the one before, and empty lines may lie between.
fn line_of(bytes: &[u8], place: &::csv::Position) -> u64 {
    let from = usize::try_from(place.byte()).ok().and_then(|byte| bytes.get(byte..)).unwrap_or_default();
    let between = from.iter().take_while(|byte| byte.is_ascii_whitespace());
    place.line() + between.filter(|byte| **byte == b'\n').count() as u64
}

/// What is kept of a cell when it is written and read again is the cell: one that already has our mark gets another.
fn quoted(cell: &str) -> String {
    let bare = cell.trim_start_matches('\'');
    let needs_mark =
        cell.starts_with(BEGINS_A_FORMULA) || (bare.len() < cell.len() && bare.starts_with(BEGINS_A_FORMULA));
    if needs_mark { format!("'{cell}") } else { cell.to_owned() }
}

fn unquoted(cell: &str) -> &str {
    let bare = cell.trim_start_matches('\'');
    match cell.strip_prefix('\'') {
        Some(rest) if bare.starts_with(BEGINS_A_FORMULA) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: [&str; 12] = [
        "=HYPERLINK(\"https://evil.test\")",
        "+1",
        "-1",
        "@anna@a.test",
        "\tx",
        "'=1",
        "''@x",
        "'quoted'",
        "plain",
        "a,b",
        "zwei\nZeilen",
        "",
    ];

    #[test]
    fn no_cell_is_a_formula_and_every_cell_comes_back_as_it_was() {
        for cell in CELLS {
            let written = quoted(cell);
            assert!(!written.starts_with(BEGINS_A_FORMULA), "{written}");
            assert_eq!(unquoted(&written), cell);
        }
        let mut table = TableWriter::default();
        table.row(["#domain", "#severity"]);
        table.row(["=1+1", "said \"so\""]);
        let bytes = table.finish();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            "#domain,#severity\n'=1+1,\"said \"\"so\"\"\"\n"
        );
        let rows = read(&bytes, 10).unwrap();
        assert_eq!(rows[1], Row { line: 2, cells: vec!["=1+1".into(), "said \"so\"".into()] });
    }

    #[test]
    fn a_table_has_an_end_and_is_text() {
        assert!(read(b"a\nb\nc\n", 2).is_err());
        let rows = read(b"\xef\xbb\xbfa\n\n\nb\n", 2).unwrap();
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 4]);
        assert!(read(b"a,\xff\n", 2).is_err());
    }
}

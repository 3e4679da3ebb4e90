//! What the index knows of each thing that is searched, and under which names.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

/// The version of what stands in the index and how: with another one it is made anew.
pub(super) const VERSION: u32 = 1;

/// The name of the field of [`Fields::time`], by which results may be sorted.
pub(super) const TIME: &str = "time";
/// The name of the field of [`Fields::version`].
pub(super) const RECORD_VERSION: &str = "version";

/// The fields of the index. No text is kept in it: what is shown is read from the store.
#[derive(Copy, Clone, Debug)]
pub(super) struct Fields {
    /// The key of the record in the store.
    pub key: Field,
    /// From what the record was when it came in.
    pub version: Field,
    /// `article`, `person`.
    pub kind: Field,
    /// The author's id; somebody's own, if it is an actor.
    pub author: Field,
    /// `name@host` of an actor.
    pub handle: Field,
    /// The ids of its community and of its space.
    pub community: Field,
    /// `de`.
    pub language: Field,
    /// Whether everybody may read it: one, or zero.
    pub public: Field,
    /// Its place in time, in milliseconds.
    pub time: Field,
    pub title: Field,
    pub summary: Field,
    pub text: Field,
}

impl Fields {
    /// The fields in which words are looked for, with what a find in each counts.
    pub fn texts(&self) -> [(Field, f32); 3] {
        [(self.title, 4.0), (self.summary, 2.0), (self.text, 1.0)]
    }
}

/// The schema of the index, with its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextOptions::default()
        .set_indexing_options(TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs));
    let number = NumericOptions::from(FAST);
    let fields = Fields {
        key: schema.add_text_field("key", STRING | STORED),
        version: schema.add_u64_field(RECORD_VERSION, number.clone()),
        kind: schema.add_text_field("kind", STRING),
        author: schema.add_text_field("author", STRING),
        handle: schema.add_text_field("handle", STRING),
        community: schema.add_text_field("community", STRING),
        language: schema.add_text_field("language", STRING),
        public: schema.add_u64_field("public", INDEXED),
        time: schema.add_i64_field(TIME, number),
        title: schema.add_text_field("title", words.clone()),
        summary: schema.add_text_field("summary", words.clone()),
        text: schema.add_text_field("text", words),
    };
    (schema.build(), fields)
}

//! Whole nodes telling stories.

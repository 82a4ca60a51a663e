//! How YAML is read: strictly, and within bounds that grow with the text.

use serde_saphyr::Options;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

/// How deep lists and objects may nest; the formats themselves nest seven deep.
const DEEPEST: usize = 64;
/// How many values aliases may stand for in a text of any length.
const ALIASED: usize = 10_000;
/// A text may have so many bytes for each further value that aliases stand for; a value takes
/// about as much memory.
const BYTES_AN_ALIASED: usize = 8;
/// The same for values that are kept because an anchor names them.
const BYTES_AN_ANCHORED: usize = 32;
/// How long a key may be, in characters.
const LONGEST_KEY: usize = 1 << 16;

/// How a text of so many bytes is read.
///
/// Keys given twice reach the formats' own readers, which refuse or keep them as they do those of
/// JSON. The number of nodes is bounded by the length of the text, and what they are made into by
/// [`Limits`](crate::io::Limits).
pub(super) fn of_text(bytes: usize) -> Options {
    let aliased = ALIASED.saturating_add(bytes / BYTES_AN_ALIASED);
    // An escape is shorter than what it stands for by a third at most.
    let texts = bytes.saturating_mul(2).saturating_add(1 << 16);
    let budget = serde_saphyr::budget! {
        max_reader_input_bytes: None,
        simple_key_max_lookahead: LONGEST_KEY,
        flow_nesting_limit: DEEPEST,
        max_events: usize::MAX,
        max_nodes: usize::MAX,
        max_depth: DEEPEST,
        max_documents: 1,
        max_aliases: aliased,
        max_anchors: ALIASED,
        max_recorded_anchor_events: ALIASED.saturating_add(bytes / BYTES_AN_ANCHORED),
        max_recorded_anchor_bytes: texts,
        max_total_scalar_bytes: texts,
        enforce_alias_anchor_ratio: false,
    };
    let alias_limits = serde_saphyr::alias_limits! {
        max_total_replayed_events: aliased,
        max_replay_stack_depth: 8,
    };
    serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        alias_limits: alias_limits,
        strict_booleans: true,
        ignore_binary_tag_for_string: true,
        reject_unsupported_tags: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}

/// How a reader of at most so many bytes is read: as a short text, but for how much it says.
pub(super) fn of_reader(most: u64) -> Options {
    let mut options = of_text(0);
    if let Some(budget) = &mut options.budget {
        budget.max_total_scalar_bytes =
            usize::try_from(most).unwrap_or(usize::MAX).saturating_mul(2);
    }
    options
}

//! Spans around what may take long, for whoever traces the program this library is part of.

/// Opens a span that lasts until the end of the block, with fields as `tracing` takes them; nothing
/// without the feature `tracing`.
macro_rules! span {
    ($name:literal, $($fields:tt)*) => {
        #[cfg(feature = "tracing")]
        let _entered = tracing::debug_span!($name, $($fields)*).entered();
    };
}
pub(crate) use span;

//! `ErrorKind`: what a program may do about an error.

/// What kind of refusal an [`Error`](crate::Error) is: what a program does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An id names nothing, or something of another kind; [`Error::id`](crate::Error::id) is that id.
    UnknownId,
    /// A number, an instant or a text is outside what is allowed.
    InvalidValue,
    /// A statement has problems of several kinds; [`Error::problems`](crate::Error::problems) lists them.
    InvalidStatement,
    /// The question has no answer for this organisation or scenario.
    Unanswerable,
    /// Two inputs are of different networks.
    DifferentNetworks,
    /// More is given, or asked for, than a limit allows.
    TooLarge,
    /// A run ended before it settled.
    NotSettled,
    /// A run was broken off by its caller.
    Stopped,
    /// A file is not of the shape that it must have.
    Unreadable,
    /// The operating system failed to read or write.
    Io,
}

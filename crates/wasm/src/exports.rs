//! What the page calls: text goes in and out through two buffers.

#![expect(unsafe_code, reason = "names of exported functions")]

use std::cell::RefCell;

use serde::Serialize;

use crate::model::Model;

thread_local! {
    static QUESTION: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static MODEL: RefCell<Option<Model>> = const { RefCell::new(None) };
}

/// Makes room for a question of so many bytes, and says where.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn allocate(bytes: usize) -> *mut u8 {
    QUESTION.with_borrow_mut(|question| {
        *question = vec![0; bytes];
        question.as_mut_ptr()
    })
}

/// Where the answer begins.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer() -> *const u8 {
    ANSWER.with_borrow(Vec::as_ptr)
}

/// Reads an organisation; the length of the answer.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn load() -> usize {
    answered(QUESTION.with_borrow(|contents| {
        let model = Model::load(contents)?;
        let loaded = model.loaded();
        MODEL.set(Some(model));
        Ok(loaded)
    }))
}

/// Solves with settings; the length of the answer.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn solve() -> usize {
    answered(asked(Model::solve))
}

/// Says why; the length of the answer.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn explain() -> usize {
    answered(asked(Model::explain))
}

fn asked<T>(ask: impl FnOnce(&mut Model, &[u8]) -> Result<T, String>) -> Result<T, String> {
    MODEL.with_borrow_mut(|model| match model {
        Some(model) => QUESTION.with_borrow(|question| ask(model, question)),
        None => Err("nothing is loaded".to_owned()),
    })
}

/// Puts an answer, or `{ "error": .. }`, where the page reads it.
fn answered<T: Serialize>(answer: Result<T, String>) -> usize {
    let text = match answer {
        Ok(answer) => serde_json::to_vec(&answer),
        Err(error) => serde_json::to_vec(&serde_json::json!({ "error": error })),
    };
    let text = text.unwrap_or_default();
    let length = text.len();
    ANSWER.set(text);
    length
}

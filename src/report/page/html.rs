//! The page as text.

use askama::Template;

use super::PageDocument;

/// The shell that style, script and document go into.
#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    title: &'a str,
    style: &'a str,
    script: &'a str,
    data: &'a str,
}

const STYLE: &str = include_str!("assets/page.css");
/// The scripts, each of one idea, in the order in which they build on each other.
const SCRIPTS: [&str; 13] = [
    include_str!("assets/words.js"),
    include_str!("assets/numbers.js"),
    include_str!("assets/elements.js"),
    include_str!("assets/colours.js"),
    include_str!("assets/charts.js"),
    include_str!("assets/model.js"),
    include_str!("assets/map.js"),
    include_str!("assets/losses.js"),
    include_str!("assets/risks.js"),
    include_str!("assets/values.js"),
    include_str!("assets/explorer.js"),
    include_str!("assets/what_if.js"),
    include_str!("assets/page.js"),
];

impl PageDocument {
    /// Writes the page: one HTML file that asks nothing of a network.
    ///
    /// Names are shown as text, whatever they are.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in the document.
    pub fn to_html(&self) -> String {
        // Nothing inside can end the element that holds it.
        let data = serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c");
        let shell =
            Shell { title: &self.title, style: STYLE, script: &SCRIPTS.concat(), data: &data };
        shell.render().unwrap_or_default()
    }
}

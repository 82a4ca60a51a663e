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
    model: Option<Carried<'a>>,
}

/// The model as text that nothing in it can end.
struct Carried<'a> {
    contents: String,
    module: &'a str,
}

const STYLE: &str = include_str!("assets/page.css");
/// The scripts, each of one idea, in the order in which they build on each other.
const SCRIPTS: [&str; 14] = [
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
    include_str!("assets/module.js"),
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
        let data = serde_json::to_string(self).unwrap_or_default();
        let shell = Shell {
            title: &self.title,
            style: STYLE,
            script: &SCRIPTS.concat(),
            data: &embedded(&data),
            model: self.model.as_ref().map(|model| Carried {
                contents: embedded(&model.contents),
                module: &model.module,
            }),
        };
        shell.render().unwrap_or_default()
    }
}

/// JSON as text of an element: nothing inside can end the element that holds it.
fn embedded(json: &str) -> String {
    json.replace('<', "\\u003c")
}

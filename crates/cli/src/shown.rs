//! Whether what a text shows of a command is what the command answers.

/// Asks everything that a text shows with an answer: a line `$ knockon NAME`,
/// its arguments, and the lines below it, in which `...` stands for any others.
pub(crate) fn check(text: &str, name: &str, ask: impl Fn(&str) -> Result<String, String>) {
    let text = text.replace("//! ", "").replace("//!", "").replace("\\\n", " ");
    let command = format!("knockon {name}");
    let mut asked = 0;
    let prompts = text.split("```").flat_map(|block| block.split("\n$ "));
    for shown in prompts {
        let Some((first, answer)) = shown.split_once('\n') else { continue };
        let Some(arguments) = first.strip_prefix(&command) else { continue };
        if answer.trim().is_empty() {
            continue;
        }
        asked += 1;
        let answered = ask(arguments.trim_start()).unwrap();
        let mut rest = answered.as_str();
        for part in answer.split("...\n").filter(|part| !part.trim().is_empty()) {
            let at = rest.find(part);
            let at = at.unwrap_or_else(|| panic!("{first} does not show\n{part}\nbut\n{answered}"));
            rest = &rest[at + part.len()..];
        }
    }
    assert!(asked > 0, "nothing is shown of {name}");
}

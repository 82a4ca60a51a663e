//! `evidence-year`: the embedded tables of evidence, as the seeded generator makes them.

use std::fs;

use clap::Args;

use crate::workspace::{self, Failure};

/// What to do about tables that differ.
#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Writes the tables anew.
    #[arg(long)]
    update: bool,
}

/// Compares the tables with what the generator makes, or writes them.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let folder = workspace::root().join("src/io/harbour_and_vine");
    for (name, text) in support::evidence_year::tables(&knockon::io::sample()) {
        let path = folder.join(name);
        if options.update {
            fs::create_dir_all(&folder)?;
            fs::write(&path, text)?;
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&*text) {
            let path = path.display();
            return Err(format!(
                "{path} is not what the generator makes; write it anew by `cargo run -p xtask -- \
                 evidence-year --update`"
            )
            .into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn embedded_tables_are_what_the_generator_makes() {
        super::run(&super::Options::default()).unwrap();
    }
}

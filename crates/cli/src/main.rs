//! `knockon`: every question about an organisation as a command.

mod advice;
mod answer;
mod answer_format;
mod ask;
mod assess;
mod availability;
mod batch;
mod callcentre;
mod chains;
mod check;
mod contingency;
mod convert;
mod draws;
mod fit;
mod input;
mod known;
mod measure;
mod new;
mod outcome;
mod page;
mod paint;
mod population;
mod priorities;
mod progress;
mod queue;
mod replay;
mod report;
mod scenario;
mod schema;
#[cfg(test)]
mod scratch;
mod sensitivity;
#[cfg(test)]
mod shown;
mod solve;
mod sql;
mod staffing;
mod standard_input;
mod table;
mod time;
mod timeline;
mod warning;
mod watch;
mod written;
mod written_tables;

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use answer::{Failure, finish};

/// Follows a service problem from the department where it starts to the customers who feel it.
///
/// Commands about an organisation answer about an embedded one unless files are given. Bad input
/// ends with exit code 2, a message on standard error and nothing on standard output.
#[derive(Debug, Parser)]
#[command(name = "knockon", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Whether to colour: on terminals unless `NO_COLOR` is set, always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Who feels it, by how much, whose share, through which chains
    Assess(assess::Arguments),
    /// Who depends on whom, through which chains
    Chains(chains::Arguments),
    /// Whose loss hurts external customers most
    #[command(alias = "resilience")]
    Contingency(contingency::Arguments),
    /// How likely is it good enough, and how much of the time is it not
    Availability(availability::Arguments),
    /// Which actions first, within a budget
    Priorities(priorities::Arguments),
    /// Who leaves, who comes, and what that costs
    Outcome(outcome::Arguments),
    /// What matters most, and what can be where numbers are known as ranges
    Sensitivity(sensitivity::Arguments),
    /// How answers spread where numbers are known as distributions
    Draws(draws::Arguments),
    /// How long requests wait
    Queue(queue::Arguments),
    /// Who is overloaded, and what that does
    Staffing(staffing::Arguments),
    /// When is it felt, and how long does it last
    Timeline(timeline::Arguments),
    /// What every customer got over a history of readings
    Replay(replay::Arguments),
    /// What tickets, surveys, feedback and indicators say
    Measure(measure::Arguments),
    /// What customers feel of each of many scenarios
    Batch(batch::Arguments),
    /// Queries for customers that live in a warehouse
    Sql(sql::Arguments),
    /// Events in, customers' changes out, line by line
    Watch(watch::Arguments),
    /// What readings say of dependences, and how well they predict
    Fit(fit::Arguments),
    /// Which dependences to ask people about, as a table to fill in
    Ask(ask::Arguments),
    /// Is what is stated in order?
    Check(check::Arguments),
    /// A page to look at, in one file
    Report(report::Arguments),
    /// One format from another
    Convert(convert::Arguments),
    /// What documents may say, for editors
    Schema(schema::Arguments),
    /// A small organisation to begin with
    New(new::Arguments),
    /// Whether queues of a year of calls are what the queue model says
    Callcentre(callcentre::Arguments),
    /// How it scales
    Population(population::Arguments),
    /// What a shell needs to complete commands and options
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// The manual page, of the program or of one of its commands
    Man {
        /// Which command
        command: Option<String>,
    },
}

fn main() -> ExitCode {
    let program = Cli::command().color(paint::stated(std::env::args_os()));
    let given = program.try_get_matches().and_then(|given| Cli::from_arg_matches(&given));
    let cli = given.unwrap_or_else(|error| {
        standard_input::forget();
        error.exit()
    });
    paint::choose(cli.color);
    let code = if let Command::Watch(arguments) = &cli.command {
        watch::run(arguments)
    } else {
        progress::begin();
        finish(answer(&cli))
    };
    standard_input::forget();
    code
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(cli: &Cli) -> Result<String, Failure> {
    match &cli.command {
        Command::Assess(arguments) => assess::answer(arguments),
        Command::Chains(arguments) => chains::answer(arguments),
        Command::Contingency(arguments) => contingency::answer(arguments),
        Command::Availability(arguments) => availability::answer(arguments),
        Command::Priorities(arguments) => priorities::answer(arguments),
        Command::Outcome(arguments) => outcome::answer(arguments),
        Command::Sensitivity(arguments) => sensitivity::answer(arguments),
        Command::Draws(arguments) => draws::answer(arguments),
        Command::Queue(arguments) => queue::answer(arguments),
        Command::Staffing(arguments) => staffing::answer(arguments),
        Command::Timeline(arguments) => timeline::answer(arguments),
        Command::Replay(arguments) => replay::answer(arguments),
        Command::Measure(arguments) => measure::answer(arguments),
        Command::Callcentre(arguments) => callcentre::answer(arguments),
        Command::Population(arguments) => population::answer(arguments),
        Command::Batch(arguments) => batch::answer(arguments),
        Command::Sql(arguments) => sql::answer(arguments),
        Command::Watch(_) => Err("events are followed as they come".into()),
        Command::Fit(arguments) => fit::answer(arguments),
        Command::Ask(arguments) => ask::answer(arguments),
        Command::Report(arguments) => report::answer(arguments),
        Command::Check(arguments) => check::answer(arguments),
        Command::Convert(arguments) => convert::answer(arguments),
        Command::Schema(arguments) => Ok(schema::answer(arguments)),
        Command::New(arguments) => new::answer(arguments),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "knockon", &mut text);
            Ok(String::from_utf8(text)?)
        }
        Command::Man { command } => {
            let mut program = Cli::command();
            program.build();
            let page = match command {
                Some(name) => program
                    .find_subcommand(name)
                    .cloned()
                    .ok_or_else(|| format!("there is no command `{name}`"))?,
                None => program,
            };
            let mut text = Vec::new();
            clap_mangen::Man::new(page).render(&mut text)?;
            Ok(String::from_utf8(text)?)
        }
    }
}

/// The answer to a line of arguments, or why there is none.
#[cfg(test)]
fn ask(line: &str) -> Result<String, String> {
    let words = ["knockon"].into_iter().chain(line.split_whitespace());
    let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
    answer(&cli).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn options_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }

    /// What another option, or a kind of file, leaves without effect is refused.
    #[test]
    fn what_would_be_ignored_is_refused() {
        let file =
            crate::scratch::scratch("ignored.json", &super::ask("new Shop --format json").unwrap());
        for (line, said) in [
            ("outcome --loop --discount 0.1", "cannot be used with"),
            ("outcome --loop --step 1d", "cannot be used with"),
            ("outcome --from-replay week.csv --step 1d", "cannot be used with"),
            ("assess --diagram dot --format json", "cannot be used with"),
            ("assess --diagram dot --by-group", "cannot be used with"),
            ("convert --lossy", "--lossy is for two tables, -o FOLDER/"),
            ("convert --lossy -o map.dot", "--lossy is for two tables, -o FOLDER/"),
            ("check --read-as json", "--read-as is for a file, and none is given"),
            ("check --mapping FILE", "--mapping is for files of other programs, and none is read"),
            (
                "check FILE --redundant",
                "--redundant is for files of other programs, and none is read",
            ),
            ("check FILE --skip-broken", "--skip-broken is for files of other programs"),
            ("check FILE --group-by owner", "--group-by is for files of other programs"),
            ("check FILE --direction provider-first --read-as json", "--direction is for files"),
        ] {
            let refused = super::ask(&line.replace("FILE", &file)).unwrap_err();
            assert!(refused.contains(said), "{line}: {refused}");
        }
    }

    #[test]
    fn the_readme_has_a_line_for_every_command() {
        let readme = include_str!("../../../README.md");
        for command in super::Cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(
                readme.contains(&format!("`{name}`"))
                    || readme.contains(&format!("`knockon {name}")),
                "{name}"
            );
        }
    }

    #[test]
    fn every_command_has_a_page_and_is_completed() {
        for command in super::Cli::command().get_subcommands() {
            let page = super::ask(&format!("man {}", command.get_name())).unwrap();
            assert!(page.contains(".SH SYNOPSIS"), "{page}");
        }
        assert!(super::ask("man").unwrap().contains(".SH SUBCOMMANDS"));
        assert!(super::ask("man nothing").unwrap_err().contains("no command `nothing`"));
        assert!(super::ask("completions bash").unwrap().contains("fail-below"));
    }
}

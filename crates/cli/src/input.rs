//! Where an organisation comes from.

use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use knockon::io::csv::TableOptions;
use knockon::io::import::{
    Direction, Grouping, ImportNote, Imported, Mapping, ReadOptions, SourceFormat,
    UnknownSourceFormat, is_foreign, read_files, read_mapping,
};
use knockon::io::{
    FileFormat, Limits, read_organisation, read_organisation_as, read_services, read_tables,
};
use knockon::report::text::plain;
use knockon::time::Event;
use knockon::{Organisation, Rule, Scenario};

use crate::answer::{Failure, say};
use crate::scenario::number;
use crate::standard_input::given_file;
use crate::warning::{warn, warn_of_statement};

/// Arguments that name an organisation.
#[derive(Debug, Args)]
pub(crate) struct OrganisationFiles {
    /// One organisation in JSON or YAML, or a table of parties and a table of services, or a table
    /// of services alone, or files of other programs, joined by id; none for the embedded one. Here
    /// and wherever a file is read, `-` is standard input
    #[arg(value_parser = given_file, value_name = "ORG.json | ORG.yaml | NODES.csv EDGES.csv | EDGES.csv | FILE...", num_args = 0..)]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

/// How many notes of a kind are told; the rest is counted.
const MOST_NOTES: usize = 10;

/// Tells what was read, left out and filled in.
fn tell(notes: &[ImportNote]) {
    let mut told: Vec<(&ImportNote, usize)> = Vec::new();
    for note in notes {
        let is_of_kind =
            |(first, _): &(&ImportNote, usize)| discriminant(*first) == discriminant(note);
        let at = told.iter().position(is_of_kind).unwrap_or_else(|| {
            told.push((note, 0));
            told.len() - 1
        });
        told[at].1 += 1;
        if told[at].1 > MOST_NOTES {
            continue;
        }
        let line = plain(&note.to_string());
        if note.is_account() { say(&line) } else { warn(&line) }
    }
    for (first, count) in told.into_iter().filter(|(_, count)| *count > MOST_NOTES) {
        let more = count - MOST_NOTES;
        say(&plain(&format!("and {more} more of the kind of: {first}")));
    }
}

/// How the files of an organisation are read.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadingArguments {
    /// What the files are read as, whatever they are called: json, yaml or csv; or, of other programs,
    /// table, excel, graphml, node-link, cytoscape, backstage, servicenow, service-graph, jaeger,
    /// openslo, icinga or archimate
    #[arg(long, value_name = "FORMAT")]
    pub(crate) read_as: Option<ReadAs>,

    /// What a consumer loses when everything it receives is lost, above 0 and up to 1, for files
    /// without dependences
    #[arg(long, value_name = "T", value_parser = number)]
    pub(crate) dependence_total: Option<f64>,

    /// Who is an external customer, for a table of services alone and for files of other programs;
    /// of a table alone, unless given, whoever serves nobody is
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) customers: Vec<String>,

    /// What files of other programs do not say, as a document of the format knockon/mapping
    #[arg(long, value_parser = given_file, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,

    /// Which end of an arrow comes first in files that do not say: provider-first or consumer-first
    #[arg(long, value_name = "DIRECTION")]
    pub(crate) direction: Option<Direction>,

    /// What departments of a catalogue are part of: system, domain or owner; system unless given
    #[arg(long, value_name = "GROUPING")]
    pub(crate) group_by: Option<Grouping>,

    /// Several hosts that one application runs on can stand in for each other
    #[arg(long)]
    pub(crate) redundant: bool,

    /// Leave out what of a catalogue cannot be read, and say so
    #[arg(long)]
    pub(crate) skip_broken: bool,
}

/// What files are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadAs {
    /// A format of ours.
    Own(FileFormat),
    /// A format of another program.
    Foreign(SourceFormat),
}

impl ReadingArguments {
    /// Whether files are read as those of other programs without a look at them.
    pub(crate) fn is_of_other_programs(&self) -> bool {
        let asked = matches!(self.read_as, Some(ReadAs::Foreign(_)));
        asked || self.mapping.is_some() || self.direction.is_some()
    }

    /// Refuses what says how files of other programs are read.
    fn refuse_of_other_programs(&self) -> Result<(), Failure> {
        let given = [
            ("--mapping", self.mapping.is_some()),
            ("--direction", self.direction.is_some()),
            ("--group-by", self.group_by.is_some()),
            ("--redundant", self.redundant),
            ("--skip-broken", self.skip_broken),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) => {
                Err(format!("{option} is for files of other programs, and none is read").into())
            }
            None => Ok(()),
        }
    }
}

impl FromStr for ReadAs {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let own = name.parse().map(Self::Own);
        own.or_else(|_| name.parse().map(Self::Foreign))
            .map_err(|error: UnknownSourceFormat| error.to_string())
    }
}

/// What files measured beside what an organisation states.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// The conditions of services in the end, if any.
    pub(crate) conditions: Option<Scenario>,
    /// The conditions of services over time.
    pub(crate) history: Vec<Event>,
}

impl OrganisationFiles {
    /// Reads the organisation, or takes an embedded one, with one rule for every party, if any, and
    /// warns of what is odd about it.
    pub(crate) fn read(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        let organisation = self.read_silently(rule, embedded)?;
        self.warn_of(&organisation);
        Ok(organisation)
    }

    /// Warns of what is odd about the organisation that was read.
    pub(crate) fn warn_of(&self, organisation: &Organisation) {
        warn_of_statement(organisation, self.named_in_warnings());
    }

    /// The files that warnings name. Of files of other programs the places are those of what was made
    /// of them.
    pub(crate) fn named_in_warnings(&self) -> &[PathBuf] {
        if self.is_foreign() { &[] } else { &self.files }
    }

    /// The same without warnings of what is stated.
    pub(crate) fn read_silently(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        Ok(self.read_with_measured(rule, embedded)?.0)
    }

    /// The same, with what files measured.
    pub(crate) fn read_with_measured(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<(Organisation, Measured), Failure> {
        if self.is_foreign() {
            let Imported { organisation, conditions, history, .. } = self.import(rule)?;
            return Ok((organisation, Measured { conditions, history }));
        }
        Ok((self.read_own(rule, embedded)?, Measured::default()))
    }

    /// Reads another organisation, of one file: a document, or a file of another program as these
    /// are read.
    pub(crate) fn another(&self, path: &Path) -> Result<Organisation, Failure> {
        if is_foreign(path, &Limits::default()).unwrap_or(false) {
            let reading = self.reading.clone();
            let other = Self { files: vec![path.to_owned()], reading };
            return Ok(other.import(None)?.organisation);
        }
        Ok(read_organisation(path, &Limits::default())?)
    }

    /// Whether the files are those of other programs, or are read as such.
    fn is_foreign(&self) -> bool {
        if self.files.is_empty() || matches!(self.reading.read_as, Some(ReadAs::Own(_))) {
            return false;
        }
        if self.reading.is_of_other_programs() || self.files.len() > 2 {
            return true;
        }
        for file in &self.files {
            // A file that cannot be opened is told of by its reader.
            if is_foreign(file, &Limits::default()).unwrap_or(false) {
                return true;
            }
        }
        false
    }

    /// Reads files of other programs, and says what was left out and filled in.
    fn import(&self, rule: Option<Rule>) -> Result<Imported, Failure> {
        let reading = &self.reading;
        let mut options = ReadOptions::default()
            .grouping(reading.group_by.unwrap_or_default())
            .redundant_hosts(reading.redundant)
            .skip_broken(reading.skip_broken);
        let mut mapping = match &reading.mapping {
            Some(path) => read_mapping(path, &options.limits)?,
            None => Mapping::default(),
        };
        if let Some(direction) = reading.direction {
            options = options.direction(direction);
            mapping = mapping.direction(direction);
        }
        if let Some(total) = reading.dependence_total {
            if !(total > 0.0 && total <= 1.0) {
                return Err(
                    format!("dependence total `{total}` is not above 0 and at most 1").into()
                );
            }
            mapping = mapping.dependence_total(total);
        }
        if let Some(rule) = rule {
            mapping = mapping.rule(rule);
        }
        mapping = mapping.customers(reading.customers.iter().map(String::as_str));
        let format = match reading.read_as {
            Some(ReadAs::Foreign(format)) => Some(format),
            _ => None,
        };
        let imported = read_files(&self.files, format, &mapping, &options)?;
        for id in &reading.customers {
            if imported.organisation.party(id).is_none() {
                return Err(format!("--customers: `{id}` is no party").into());
            }
        }
        tell(&imported.notes);
        Ok(imported)
    }

    /// Reads documents and tables of ours.
    fn read_own(
        &self,
        rule: Option<Rule>,
        embedded: fn() -> Organisation,
    ) -> Result<Organisation, Failure> {
        self.reading.refuse_of_other_programs()?;
        if self.files.is_empty() && self.reading.read_as.is_some() {
            return Err("--read-as is for a file, and none is given".into());
        }
        let read_as = match self.reading.read_as {
            Some(ReadAs::Own(format)) => Some(format),
            _ => None,
        };
        let mut options = TableOptions::default();
        options.dependence_total = self.reading.dependence_total;
        options.rule = rule;
        match self.files.as_slice() {
            [_, _, _, ..] => return Err("three files of ours are no one organisation".into()),
            [_, _] if read_as.is_some_and(|format| format != FileFormat::Csv) => {
                return Err(
                    "--read-as json and yaml are for one document; two files are tables".into()
                );
            }
            [services] if self.format(services) == Some(FileFormat::Csv) => {
                return self.services_alone(services, &options);
            }
            _ if !self.reading.customers.is_empty() => {
                return Err(
                    "--customers is for a table of services alone, and for files of other \
                            programs; a table of parties, or a document, says who is an external \
                            customer"
                        .into(),
                );
            }
            [nodes, edges] => return Ok(read_tables(nodes, edges, &options)?),
            _ => {}
        }
        if self.reading.dependence_total.is_some() {
            return Err(
                "--dependence-total is for tables and files of other programs; a document \
                        states dependences"
                    .into(),
            );
        }
        let organisation = match (self.files.first(), read_as) {
            (Some(document), Some(format)) => {
                read_organisation_as(document, format, &Limits::default())?
            }
            (Some(document), None) => read_organisation(document, &Limits::default())?,
            (None, _) => embedded(),
        };
        match rule {
            Some(rule) => Ok(organisation.to_builder().with_rule_everywhere(rule).build()?),
            None => Ok(organisation),
        }
    }

    /// The format asked for, or stated by a file's name.
    fn format(&self, path: &Path) -> Option<FileFormat> {
        match self.reading.read_as {
            Some(ReadAs::Own(format)) => Some(format),
            _ => FileFormat::of_name(path),
        }
    }

    /// Takes everybody who stands in a table of services as a party, and says who is external.
    fn services_alone(
        &self,
        services: &Path,
        options: &TableOptions,
    ) -> Result<Organisation, Failure> {
        let customers: Vec<&str> = self.reading.customers.iter().map(String::as_str).collect();
        let organisation = read_services(services, &customers, options)?;
        if let Some(unknown) = customers.iter().find(|id| organisation.party(id).is_none()) {
            return Err(format!("--customers: `{unknown}` stands in no row of the table").into());
        }
        if customers.is_empty() {
            let taken: Vec<_> = organisation.customers().map(|party| plain(party.name())).collect();
            warn(&match taken.as_slice() {
                [] => "everybody serves somebody, so that nobody is an external customer; name \
                       some with --customers"
                    .to_owned(),
                some => {
                    let more = some.len().saturating_sub(NAMED);
                    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                    let some = some.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
                    format!("taken as external customers, for they serve nobody: {some}{more}")
                }
            });
        }
        Ok(organisation)
    }
}

/// How many of those taken as customers are named.
const NAMED: usize = 5;

//! One format from another.
//!
//! ```text
//! $ knockon convert nodes.csv edges.csv -o organisation.yaml
//! $ knockon convert ORGANISATION.yaml -o map.dot
//! $ knockon convert catalog-info.yaml --mapping mapping.yaml -o organisation.json
//! $ knockon convert services.prom --dependence-total 0.8 -o map.graphml --conditions now.json
//! $ knockon convert range.json --dependence-total 0.8 -o map.json --history events.csv
//! ```
//!
//! The ending of the output's name says what is written, unless `--format` does: `.json` and `.yaml`
//! the document, `.graphml` a graph for yEd, Gephi and others, `.dot` a diagram for Graphviz, `.mmd`
//! one for Mermaid. Comments of a YAML document do not come along, so that the file that is read is
//! never overwritten.

use std::path::{Path, PathBuf};

use chrono::SecondsFormat;
use clap::{Args, ValueEnum};
use knockon::io::{cytoscape, dot, graphml, json, mermaid, node_link, sample, yaml};
use knockon::time::{Event, Subject};
use knockon::{Organisation, Scenario};

use crate::answer::Failure;
use crate::input::{Measured, OrganisationFiles};
use crate::warning::warn;
use crate::written::write_file;
use crate::written_tables;

/// One format from another.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    /// What to write; by the ending of the output's name unless given, and JSON without a name
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Written>,

    /// File to write: .json, .yaml, .graphml, .cyjs, .dot or .mmd; or a folder that ends in `/` for two
    /// tables, nodes.csv and edges.csv; standard output unless given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// File for a scenario of the conditions that a service graph measured, .json or .yaml
    #[arg(long, value_name = "FILE")]
    conditions: Option<PathBuf>,

    /// File for a history of the conditions that a service graph measured over a range of time, .csv, as
    /// `replay` reads it
    #[arg(long, value_name = "FILE.csv")]
    history: Option<PathBuf>,

    /// Write tables also where they cannot say all
    #[arg(long)]
    lossy: bool,
}

/// What an organisation is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    Json,
    Yaml,
    Tables,
    Graphml,
    NodeLink,
    Cytoscape,
    Dot,
    Mermaid,
}

/// What the ending of the output's name may be.
const ENDINGS: &str =
    ".json, .yaml, .graphml, .cyjs, .dot and .mmd, and it is no folder that ends in `/`";

impl Written {
    /// What the ending of a file's name states.
    fn of_name(path: &Path) -> Option<Self> {
        if path.as_os_str().to_string_lossy().ends_with('/') {
            return Some(Self::Tables);
        }
        match path.extension()?.to_str()? {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "graphml" => Some(Self::Graphml),
            "cyjs" => Some(Self::Cytoscape),
            "dot" => Some(Self::Dot),
            "mmd" => Some(Self::Mermaid),
            _ => None,
        }
    }

    fn text(self, organisation: &Organisation) -> Result<String, Failure> {
        Ok(match self {
            Self::Json => json::organisation_to_string(organisation) + "\n",
            Self::Yaml => yaml::organisation_to_string(organisation),
            Self::Tables => {
                return Err("two tables need a folder to be written to: -o FOLDER/".into());
            }
            Self::Graphml => graphml::organisation_to_string(organisation),
            Self::NodeLink => node_link::organisation_to_string(organisation),
            Self::Cytoscape => cytoscape::organisation_to_string(organisation),
            Self::Dot => dot::organisation(organisation),
            Self::Mermaid => mermaid::organisation(organisation),
        })
    }
}

/// Reads, writes, and says nothing but what is odd.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let Arguments { organisation: files, format, output, lossy, .. } = arguments;
    let Some(path) = output else {
        refuse_lossy(*lossy)?;
        let organisation = read(arguments)?;
        return format.unwrap_or(Written::Json).text(&organisation);
    };
    let format = format
        .or_else(|| Written::of_name(path))
        .ok_or_else(|| format!("{}: the name ends in none of {ENDINGS}", path.display()))?;
    let is_read = |written: &Path| {
        let is_same = |file: &PathBuf| matches!((file.canonicalize(), written.canonicalize()), (Ok(one), Ok(two)) if one == two);
        files.files.iter().any(is_same)
    };
    if format != Written::Tables {
        refuse_lossy(*lossy)?;
    }
    let written = match format {
        Written::Tables => written_tables::NAMES.map(|name| path.join(name)).to_vec(),
        _ => vec![path.clone()],
    };
    if let Some(path) = written.iter().find(|path| is_read(path)) {
        return Err(format!("{}: is what is read, and is not overwritten", path.display()).into());
    }
    let organisation = read(arguments)?;
    if format == Written::Tables {
        written_tables::write(&organisation, path, *lossy)?;
        return Ok(String::new());
    }
    write_file(path, format.text(&organisation)?.as_bytes())?;
    Ok(String::new())
}

/// Refuses --lossy of what says all.
fn refuse_lossy(is_lossy: bool) -> Result<(), Failure> {
    if is_lossy { Err("--lossy is for two tables, -o FOLDER/".into()) } else { Ok(()) }
}

/// Reads, and writes what was measured beside the organisation.
fn read(arguments: &Arguments) -> Result<Organisation, Failure> {
    let (organisation, measured) = arguments.organisation.read_with_measured(None, sample)?;
    arguments.organisation.warn_of(&organisation);
    let Measured { conditions, history } = measured;
    match (&arguments.conditions, conditions) {
        (Some(path), Some(scenario)) => {
            write_file(path, scenario_text(path, &scenario)?.as_bytes())?;
        }
        (Some(path), None) => {
            let path = path.display();
            return Err(format!("{path}: the files measured no conditions to be written").into());
        }
        (None, Some(_)) => {
            warn("the files measured conditions, which are left out; --conditions FILE keeps them");
        }
        (None, None) => {}
    }
    match &arguments.history {
        Some(path) if history.is_empty() => {
            let path = path.display();
            return Err(format!("{path}: the files measured nothing over a range of time").into());
        }
        Some(path) => write_file(path, &history_table(&history)?)?,
        None if history.is_empty() => {}
        None => warn("the files measured conditions over time; --history FILE.csv keeps them"),
    }
    Ok(organisation)
}

/// Conditions of services over time as a table.
fn history_table(history: &[Event]) -> Result<Vec<u8>, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["at", "service", "condition", "volume"])?;
    for event in history {
        let Subject::Service(service) = &event.subject else { continue };
        let volume = event.volume.map(|it| it.to_string()).unwrap_or_default();
        let at = event.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        table.write_record([at.as_str(), service, &event.quality.to_string(), &volume])?;
    }
    Ok(table.into_inner()?)
}

fn scenario_text(path: &Path, scenario: &Scenario) -> Result<String, Failure> {
    match Written::of_name(path) {
        Some(Written::Json) => Ok(json::scenario_to_string(scenario) + "\n"),
        Some(Written::Yaml) => Ok(yaml::scenario_to_string(scenario)),
        _ => Err(format!("{}: the name ends in neither .json nor .yaml", path.display()).into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::scratch::scratch;

    #[test]
    fn tables_say_how_available_parties_and_services_are() {
        let parties = scratch("up-nodes.csv", "id,kind,availability\na,,0.9\nc,person,\n");
        let edges = "provider,consumer,dependence,availability\na,c,0.5,0.99\n";
        let edges = scratch("up-edges.csv", edges);
        let folder = std::path::Path::new(&edges).with_file_name("up-written");
        let folder = folder.display().to_string();
        crate::ask(&format!("convert {parties} {edges} -o {folder}/")).unwrap();
        let json =
            |nodes: &str, edges: &str| crate::ask(&format!("convert {nodes} {edges}")).unwrap();
        let again = json(&format!("{folder}/nodes.csv"), &format!("{folder}/edges.csv"));
        let stated = json(&parties, &edges);
        assert!(stated.contains("\"availability\": 0.99"), "{stated}");
        let without_name =
            |text: &str| text.lines().filter(|line| !line.contains("\"name\"")).collect::<String>();
        assert_eq!(without_name(&again), without_name(&stated));
    }

    #[test]
    fn a_label_called_title_is_read_back_as_a_label() {
        let stated = r#"{ "format": "knockon/organisation", "version": 1,
            "departments": [ { "id": "a", "labels": { "title": "Boss" } } ], "customers": [ { "id": "c" } ],
            "services": [ { "id": "ac", "provider": "a", "consumer": "c", "dependence": 0.5,
                            "lag_hours": 2.0 } ] }"#;
        let stated = scratch("titled.json", stated);
        let folder = std::path::Path::new(&stated).with_file_name("titled");
        let folder = folder.display().to_string();
        crate::ask(&format!("convert {stated} -o {folder}/")).unwrap();
        let again = crate::ask(&format!("convert {folder}/nodes.csv {folder}/edges.csv")).unwrap();
        for part in ["\"title\": \"Boss\"", "\"id\": \"ac\""] {
            assert!(again.contains(part), "{again}");
        }
        // What is ours alone is read as ours, and named where it stands.
        let ours = scratch("ours.csv", "id,title,availability\na,Boss,0.9\n");
        let edges = format!("{folder}/edges.csv");
        let read = crate::ask(&format!("convert {ours} {edges}"));
        assert!(read.unwrap_err().contains("consumer `c` of service `ac` is not"));
        let message = crate::ask(&format!("convert {ours} --read-as table")).unwrap_err();
        assert!(message.contains("line 1, column 3: column `availability`"), "{message}");
    }

    #[test]
    fn counters_over_a_range_become_a_history() {
        let range = r#"{"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"__name__":"traces_service_graph_request_total","client":"user","server":"web"},
             "values":[[1772442000,"100"],[1772442060,"200"],[1772442120,"40"],[1772442180,"40"]]},
            {"metric":{"__name__":"traces_service_graph_request_failed_total","client":"user","server":"web"},
             "values":[[1772442000,"0"],[1772442060,"25"],[1772442120,"8"],[1772442180,"8"]]}]}}"#;
        let range = scratch("range.json", range);
        let events = scratch("range-events.csv", "");
        let words = format!("convert {range} --dependence-total 0.8 --history {events}");
        let document = crate::ask(&words).unwrap();
        // The counters began again in the second minute; nobody asked in the third.
        assert_eq!(
            std::fs::read_to_string(&events).unwrap(),
            "at,service,condition,volume\n2026-03-02T09:00:00Z,web>user,0.75,100\n\
             2026-03-02T09:01:00Z,web>user,0.8,40\n"
        );
        let organisation = scratch("range-organisation.json", &document);
        let replayed = crate::ask(&format!("replay {organisation} {events} --json")).unwrap();
        assert!(replayed.contains("\"requests\""), "{replayed}");
        let refused = crate::ask("convert --history nothing.csv").unwrap_err();
        assert_eq!(refused, "nothing.csv: the files measured nothing over a range of time");
    }

    #[test]
    fn tables_become_the_document_they_are_equal_to() {
        let nodes = "id,name,kind,parent\nit,IT,department,\nshops,Shops,external_customer,\n";
        let nodes = scratch("convert-nodes.csv", nodes);
        let edges = scratch("convert-edges.csv", "provider,consumer,dependence\nit,shops,0.5\n");
        let document = crate::ask(&format!("convert {nodes} {edges}")).unwrap();
        let converted = scratch("converted.json", &document);
        assert_eq!(crate::ask(&format!("convert {converted}")).unwrap(), document);
        let refused = crate::ask("convert -o map.png").unwrap_err();
        assert_eq!(
            refused,
            "map.png: the name ends in none of .json, .yaml, .graphml, .cyjs, .dot and .mmd, and it is no folder that ends in `/`"
        );
    }

    #[test]
    fn yaml_and_json_become_each_other() {
        let json = crate::ask("convert").unwrap();
        let yaml = crate::ask("convert --format yaml").unwrap();
        assert!(yaml.starts_with("format: knockon/organisation\n"), "{yaml}");
        let path = scratch("convert.yaml", &yaml);
        assert_eq!(crate::ask(&format!("convert {path}")).unwrap(), json);
        let written = scratch("convert.json", "");
        assert_eq!(crate::ask(&format!("convert {path} -o {written}")).unwrap(), "");
        assert_eq!(std::fs::read_to_string(written).unwrap(), json);
        let refused = crate::ask(&format!("convert {path} -o {path}")).unwrap_err();
        assert!(refused.ends_with("is what is read, and is not overwritten"), "{refused}");
    }

    #[test]
    fn a_format_may_be_forced() {
        let yaml = scratch("forced.txt", &crate::ask("convert --format yaml").unwrap());
        assert_eq!(crate::ask(&format!("convert {yaml}")), crate::ask("convert"));
        let refused = crate::ask(&format!("convert {yaml} --read-as json")).unwrap_err();
        assert!(refused.contains("line 1, column 2: a word other than"), "{refused}");
        let table = scratch("forced.data", "provider,consumer,dependence\na,b,0.5\n");
        let read = crate::ask(&format!("convert {table} --read-as csv --customers b")).unwrap();
        assert!(read.contains("\"a>b\""), "{read}");
        let refused = crate::ask(&format!("check {table} {table} --read-as yaml")).unwrap_err();
        assert!(refused.contains("two files are tables"), "{refused}");
        let refused = crate::ask("check --read-as xml").unwrap_err();
        assert!(refused.contains("where one of json, yaml, csv, table"), "{refused}");
    }
}

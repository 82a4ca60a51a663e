//! Scenarios as one table: a row a scenario, a column a parameter.

use indexmap::IndexMap;
use indexmap::map::{Entry, OccupiedEntry};

use super::cell::{answer, number, remedy};
use super::header::letters;
use super::table::{TableRow, TableRows};
use super::{Table, TableError, checked_text};
use crate::io::Limits;
use crate::organisation::{
    Invalid, Organisation, PartyRef, Place, Problem, ProblemCode, Problems, Scenario, Section,
};

/// Sets one value of a scenario by id.
type Set = fn(Scenario, &str, f64) -> Scenario;

const CAPABILITY: Set = |scenario, id, value| scenario.capability(id, value);
const CONDITION: Set = |scenario, id, value| scenario.condition(id, value);
const CEILING: Set = |scenario, id, value| scenario.ceiling(id, value);

/// Every parameter that is a number, by its name in the header.
const NUMBERS: [(&str, Set); 10] = [
    ("capability", CAPABILITY),
    ("condition", CONDITION),
    ("dependence", |scenario, id, value| scenario.dependence(id, value)),
    ("ceiling", CEILING),
    ("skill", |scenario, id, value| scenario.skill(id, value)),
    ("agents", |scenario, id, value| scenario.agents(id, value)),
    ("demand_per_hour", |scenario, id, value| scenario.demand_per_hour(id, value)),
    ("retries", |scenario, id, value| scenario.retries(id, value)),
    ("availability", |scenario, id, value| scenario.availability(id, value)),
    ("observed", |scenario, id, value| scenario.observed(id, value)),
];
/// The parameter that is an answer: whether a service runs.
const RUNNING: &str = "running";
/// The column of names.
const NAME: &str = "scenario";

/// What a column sets.
enum Sets<'h> {
    /// The scenario's name.
    Name,
    /// A number of a party, a service or a need.
    Number(Set, &'h str),
    /// Whether a service runs.
    Running(&'h str),
}

/// Reads scenarios from the UTF-8 bytes of a table, in its order.
///
/// ```text
/// scenario,it,counter,agents support
/// storm,0.4,70%,
/// strike,,,3
/// ```
///
/// A column is headed by a parameter and an id, such as `agents support` or `running courier`, or by
/// an id alone: of a department it sets the capability, of an external customer the ceiling, of a
/// service the condition. The parameters are `capability`, `condition`, `dependence` (of a service,
/// or of a need as `consumer/need`), `ceiling`, `skill`, `agents`, `demand_per_hour`, `retries`,
/// `availability`, `observed` (what the party was read to deliver) and `running` (`true` or `false`). An empty cell sets nothing. A row without a name, or without the
/// column `scenario`, is named by its line; no two rows
/// have one name.
///
/// Ranges of values, and whether a parameter is one of the party or service, are checked where the
/// scenario is solved.
///
/// # Errors
///
/// [`TableError::Unreadable`] for a table of another shape and for a column that names nothing of
/// the organisation; [`TableError::Invalid`] with every cell that is no number, and every
/// row that has the name of another, by line.
///
/// # Complexity
///
/// Time and memory linear in the length of the table.
///
/// # Examples
///
/// ```
/// use knockon::io::csv::scenarios_from_slice;
/// use knockon::io::Limits;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("deck"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let table = b"scenario,deck,condition crossing\nstorm,50%,\nfog,,0.7\n";
/// let scenarios = scenarios_from_slice(table, &organisation, &Limits::default())?;
/// assert_eq!(scenarios[0].capabilities().next(), Some(("deck", 0.5)));
/// assert_eq!(scenarios[1].conditions().next(), Some(("crossing", 0.7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn scenarios_from_slice(
    table: &[u8],
    organisation: &Organisation,
    limits: &Limits,
) -> Result<Vec<Scenario>, TableError> {
    let text = checked_text(Table::Scenarios, table, limits)?;
    let mut rows = TableRows::open(Table::Scenarios, text, &[])?;
    let header = rows.header().to_vec();
    let sets = header.iter().map(|heading| {
        set_by(heading, organisation).map_err(|message| rows.fault(rows.header_line(), message))
    });
    let sets = sets.collect::<Result<Vec<_>, _>>()?;
    let mut problems = Problems::default();
    let mut scenarios = Vec::new();
    let mut lines: IndexMap<String, u64> = IndexMap::new();
    while let Some(block) = rows.next_block()? {
        for row in block.rows() {
            let scenario = scenario(&row, &sets, &header, &mut problems);
            match lines.entry(scenario.name().to_owned()) {
                Entry::Vacant(vacant) => drop(vacant.insert(row.line())),
                Entry::Occupied(first) => problems.push(named_again(&row, &first)),
            }
            scenarios.push(scenario);
        }
    }
    if problems.is_empty() {
        Ok(scenarios)
    } else {
        Err(TableError::Invalid(Invalid::new(problems)))
    }
}

/// What the column of a heading sets, or why it sets nothing.
fn set_by<'h>(heading: &'h str, organisation: &Organisation) -> Result<Sets<'h>, String> {
    if letters(heading).eq(letters(NAME)) {
        return Ok(Sets::Name);
    }
    let party = organisation.party(heading);
    match (party.map(PartyRef::is_department), organisation.service(heading).is_some()) {
        (Some(_), true) => {
            return Err(format!(
                "column `{heading}` may be the party or the service of that id; say which \
                 parameter it is, such as `capability {heading}` or `condition {heading}`"
            ));
        }
        (Some(true), false) => return Ok(Sets::Number(CAPABILITY, heading)),
        (Some(false), false) => return Ok(Sets::Number(CEILING, heading)),
        (None, true) => return Ok(Sets::Number(CONDITION, heading)),
        (None, false) => {}
    }
    let parameter = heading.split_once(char::is_whitespace);
    if let Some((parameter, id)) = parameter.map(|(parameter, id)| (parameter, id.trim_start())) {
        let is = |known: &str| letters(parameter).eq(letters(known));
        if is(RUNNING) {
            return Ok(Sets::Running(id));
        }
        if let Some((_, set)) = NUMBERS.iter().find(|(known, _)| is(known)) {
            return Ok(Sets::Number(*set, id));
        }
    }
    let known: Vec<_> = NUMBERS.iter().map(|(name, _)| *name).collect();
    Err(format!(
        "column `{heading}` is headed by no department, external customer or service, and by none \
         of the parameters {} and {RUNNING} before an id",
        known.join(", ")
    ))
}

/// Says that a row has the name of another.
fn named_again(row: &TableRow<'_>, first: &OccupiedEntry<'_, String, u64>) -> Problem {
    let message = format!(
        "scenario `{}` is that of line {} already, where every scenario needs a name of its own",
        first.key(),
        first.get()
    );
    let place = Place::whole(Section::Scenario, NAME).at_line(row.line());
    Problem::new(ProblemCode::Duplicate, place, message)
}

/// Reads one row.
fn scenario(
    row: &TableRow<'_>,
    sets: &[Sets<'_>],
    header: &[String],
    problems: &mut Problems,
) -> Scenario {
    let name = sets.iter().position(|sets| matches!(sets, Sets::Name));
    let name = row.stated(name).map_or_else(|| format!("line {}", row.line()), str::to_owned);
    let mut scenario = Scenario::new(name);
    for (column, sets) in sets.iter().enumerate() {
        let Some(cell) = row.stated(Some(column)) else { continue };
        let refused = match sets {
            Sets::Name => None,
            Sets::Number(set, id) => match number(cell) {
                Some(value) => {
                    scenario = set(scenario, id, value);
                    None
                }
                None => Some("a number"),
            },
            Sets::Running(id) => match answer(cell) {
                Some(true) => {
                    scenario = scenario.start_service(*id);
                    None
                }
                Some(false) => {
                    scenario = scenario.stop_service(*id);
                    None
                }
                None => Some("`true` or `false`"),
            },
        };
        if let Some(needed) = refused {
            let heading = header.get(column).map_or("", String::as_str);
            let message = format!("`{cell}` of `{heading}` is not {needed}{}", remedy(cell));
            let place = Place::whole(Section::Scenario, "").at_line(row.line());
            problems.push(Problem::new(ProblemCode::Unreadable, place, message));
        }
    }
    scenario
}

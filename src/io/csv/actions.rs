//! Actions to choose from as one table: a row an action.

use super::cell::{number, remedy};
use super::table::{TableRow, TableRows};
use super::{Table, TableError, by_line, checked_text};
use crate::io::Limits;
use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Section};
use crate::outcome::{Action, Actions, ChangeKind};

/// Reads actions from the UTF-8 bytes of a table, in its order.
///
/// ```text
/// id,name,cost,changes,exclusive_with,requires
/// it+1,One more in IT,65,it.agents+1,it+2,
/// it+2,Two more in IT,120,it.agents+2,,
/// offline,,25,hr-workplaces.dependence=0.2; night-shuttle.running,,it+1
/// ```
///
/// Changes are parted by semicolons. Each is an id, a point, a key, and `=` with what it is set to or
/// `+` with what is added: `capability`, `agents` and `skill` take both, `condition`, `dependence`,
/// `demand_per_hour` and `retries` are set; `.running` starts a service. `exclusive_with` and
/// `requires` list ids, parted by semicolons as well. Only `id`, `cost` and `changes` are needed.
///
/// # Errors
///
/// [`TableError::Unreadable`] for a table of another shape; [`TableError::Invalid`] with every row
/// that means nothing, by line. Whether ids exist is checked where actions are chosen.
///
/// # Complexity
///
/// Time and memory linear in the length of the table.
///
/// # Examples
///
/// ```
/// use knockon::io::Limits;
/// use knockon::io::csv::actions_from_slice;
///
/// let table = b"id,cost,changes\nit+1,65,it.agents+1\ntills,25,tills.dependence=5%\n";
/// let actions = actions_from_slice(table, &Limits::default())?;
/// let tills = actions.iter().last().unwrap();
/// assert_eq!(tills.changes()[0].to_string(), "tills.dependence=0.05");
///
/// let table = b"id,cost,changes\nit+1,65,one more\n";
/// assert_eq!(
///     actions_from_slice(table, &Limits::default()).unwrap_err().to_string(),
///     "actions, line 2: `one more` is no change, such as `it.agents+1`, `hosting.dependence=0.3` \
///      or `night-shuttle.running`"
/// );
/// # Ok::<(), knockon::Error>(())
/// ```
pub fn actions_from_slice(table: &[u8], limits: &Limits) -> Result<Actions, TableError> {
    let text = checked_text(Table::Actions, table, limits)?;
    let mut rows = TableRows::open(Table::Actions, text, &["id", "cost", "changes"])?;
    let [id, cost, changes] = ["id", "cost", "changes"].map(|name| rows.needed(name));
    let [name, exclusive_with, requires] =
        ["name", "exclusive_with", "requires"].map(|name| rows.column(name));
    let mut builder = Actions::builder();
    let (mut lines, mut problems) = (Vec::new(), Problems::default());
    while let Some(block) = rows.next_block()? {
        for row in block.rows() {
            let id = row.cell(id);
            let mut action = Action::new(id).named(row.stated(name).unwrap_or_default());
            if let Some(cost) = number(row.cell(cost)) {
                action = action.cost(cost);
            } else {
                let cell = row.cell(cost);
                let message = format!("cost `{cell}` is not a number{}", remedy(cell));
                problems.push(refused(&row, message));
            }
            for text in parts(row.cell(changes)) {
                match change(text) {
                    Some((kind, of, value)) => action = action.change(kind, of, value),
                    None => problems.push(refused(
                        &row,
                        format!(
                            "`{text}` is no change, such as `it.agents+1`, \
                             `hosting.dependence=0.3` or `night-shuttle.running`"
                        ),
                    )),
                }
            }
            builder = builder.action(action);
            for other in parts(row.stated(exclusive_with).unwrap_or_default()) {
                builder = builder.exclusive([id, other]);
            }
            builder = builder.requires(id, parts(row.stated(requires).unwrap_or_default()));
            lines.push(row.line());
        }
    }
    if !problems.is_empty() {
        return Err(TableError::Invalid(Invalid::new(problems)));
    }
    builder.build().map_err(|invalid| {
        let problems = invalid.into_problems().moved(|place| by_line(place, &lines));
        TableError::Invalid(Invalid::new(problems))
    })
}

fn refused(row: &TableRow<'_>, message: String) -> Problem {
    let place = Place::whole(Section::Actions, "").at_line(row.line());
    Problem::new(ProblemCode::Unreadable, place, message)
}

/// What semicolons part.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Takes a change apart: its kind, of what, and the value. Ids may hold points and signs.
fn change(text: &str) -> Option<(ChangeKind, &str, f64)> {
    if let Some(service) = text.strip_suffix(".running") {
        return Some((ChangeKind::StartService, service, 1.0));
    }
    ChangeKind::ALL.into_iter().filter(|kind| *kind != ChangeKind::StartService).find_map(|kind| {
        let sign = if kind.adds() { '+' } else { '=' };
        let (of, value) = text.rsplit_once(&format!(".{}{sign}", kind.value_key()))?;
        Some((kind, of, number(value)?))
    })
}

//! Processes of Icinga's Business Process module.

use indexmap::{IndexMap, IndexSet};
use serde_json::json;

use super::error::ImportError;
use super::note::ImportNote;
use super::options::ReadOptions;
use super::record::{
    End, PartyRecord, PartyRole, Records, RelationRecord, RelationRole, SharedNeed,
};
use super::source_place::SourcePlace;
use super::text;
use crate::organisation::{Substitution, quoted};

/// How a process follows from what it names.
#[derive(Clone, Copy, PartialEq)]
enum Operator {
    /// The worst of all.
    All,
    /// The best of all.
    Any,
    /// The worst of all, of which critical counts as a warning.
    Degraded,
    /// The k-th best.
    AtLeast(u32),
}

/// Reads a configuration: a process is a department, and what it names serves it.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut reader = ProcessReader {
        records: Records::of_file(place.file()),
        parties: IndexMap::new(),
        processes: IndexSet::new(),
        used: IndexSet::new(),
        shown: Vec::new(),
    };
    for (at, line) in text.lines().enumerate() {
        let place = place.line(at as u64 + 1);
        reader.line(line.trim(), &place)?;
    }
    Ok(reader.finish())
}

struct ProcessReader {
    records: Records,
    parties: IndexMap<String, PartyRecord>,
    processes: IndexSet<String>,
    /// Processes that are part of another.
    used: IndexSet<String>,
    /// Processes that are shown on the first level.
    shown: Vec<(String, SourcePlace)>,
}

impl ProcessReader {
    fn line(&mut self, line: &str, place: &SourcePlace) -> Result<(), ImportError> {
        if let Some(comment) = line.strip_prefix('#') {
            let stated = comment.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
            if let Some(("Title", title)) = stated.filter(|(_, title)| !title.is_empty()) {
                self.records.name.get_or_insert_with(|| title.to_owned());
            }
            return Ok(());
        }
        if line.is_empty() {
            return Ok(());
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        if let Some(expression) = rest.strip_prefix('=') {
            return self.process(word, expression.trim(), place);
        }
        if let Some((name, expression)) = line.split_once('=').filter(|_| !is_setting(word)) {
            return self.process(name.trim(), expression.trim(), place);
        }
        match word {
            "display" => self.display(rest, place),
            word if is_setting(word) => {
                let (process, value) = rest.split_once(';').unwrap_or((rest, ""));
                let party = self.party(process.trim(), place);
                party.labels.insert(word.to_owned(), value.trim().to_owned());
                Ok(())
            }
            _ => Err(ImportError::unreadable(
                place.clone(),
                format!(
                    "`{}` is neither `name = expression` nor `display`, `info_url`, `template`, \
                     `statetype` or `external_info`",
                    quoted(line)
                ),
            )),
        }
    }

    fn party(&mut self, id: &str, place: &SourcePlace) -> &mut PartyRecord {
        self.parties.entry(id.to_owned()).or_insert_with(|| PartyRecord::new(id, place.clone()))
    }

    fn display(&mut self, rest: &str, place: &SourcePlace) -> Result<(), ImportError> {
        let mut parts = rest.splitn(3, ';');
        let (level, process) = (parts.next().unwrap_or_default().trim(), parts.next());
        let Some(process) = process.map(str::trim).filter(|process| !process.is_empty()) else {
            let message = "`display` needs a level, a process and a title, parted by `;`";
            return Err(ImportError::unreadable(place.clone(), message));
        };
        let title = parts.next().map(str::trim).filter(|title| !title.is_empty());
        self.party(process, place).name = title.map(str::to_owned);
        if level == "1" {
            self.shown.push((process.to_owned(), place.clone()));
        }
        Ok(())
    }

    /// Reads a definition.
    fn process(
        &mut self,
        name: &str,
        expression: &str,
        place: &SourcePlace,
    ) -> Result<(), ImportError> {
        let fault = |message: String| ImportError::unreadable(place.clone(), message);
        if !self.processes.insert(name.to_owned()) {
            return Err(fault(format!("process `{}` is stated twice", quoted(name))));
        }
        let (operator, operands) = parsed(expression).map_err(fault)?;
        let rule = if operator == Operator::Any { "independent" } else { "weakest" };
        let party = self.party(name, place);
        party.rest.get_or_insert_default().insert("rule".to_owned(), json!(rule));
        let need = |substitution, name: &str| {
            let dependence = Some(1.0);
            let substitution = Some(substitution);
            Some(SharedNeed { substitution, dependence, ..SharedNeed::new(name) })
        };
        let need = match operator {
            Operator::Any if operands.len() > 1 => need(Substitution::BestOf, "any"),
            Operator::AtLeast(k) => need(Substitution::KthBest { k }, "enough"),
            _ => None,
        };
        let mut seen = IndexSet::new();
        for operand in operands {
            if !seen.insert(operand.clone()) {
                continue;
            }
            self.party(&operand, place);
            self.used.insert(operand.clone());
            let mut record = RelationRecord::new(operand, name, place.clone());
            record.role = RelationRole::ProvidedBy(End::From);
            record.dependence = need.is_none().then_some(1.0);
            record.need.clone_from(&need);
            if operator == Operator::Degraded {
                let points = json!({ "kind": "table", "points": [[0.5, 0.5], [1, 1]] });
                record.rest.get_or_insert_default().insert("transfer".to_owned(), points);
            }
            self.records.relations.push(record);
        }
        if operator == Operator::Degraded {
            let message = format!(
                "what `{name}` names by `%` is felt as 0.5 at worst: what is critical counts as a \
                 warning"
            );
            self.records.notes.push(ImportNote::Odd { place: place.clone(), message });
        }
        Ok(())
    }

    /// Those who ask for the processes on the first level are customers.
    fn finish(self) -> Records {
        let Self { mut records, parties, used, shown, .. } = self;
        records.parties = parties.into_values().collect();
        for (process, place) in shown {
            if used.contains(&process) {
                continue;
            }
            let id = format!("users of {process}");
            let mut customer = PartyRecord::new(&*id, place.clone());
            customer.role = PartyRole::Customer(None);
            records.parties.push(customer);
            let mut record = RelationRecord::new(process, id, place);
            record.role = RelationRole::ProvidedBy(End::From);
            record.dependence = Some(1.0);
            records.relations.push(record);
        }
        records
    }
}

fn is_setting(word: &str) -> bool {
    ["info_url", "template", "statetype", "external_info", "display"].contains(&word)
}

/// Reads an expression: one operator, and what it joins.
fn parsed(expression: &str) -> Result<(Operator, Vec<String>), String> {
    let at_least = expression.split_once("of:").map(|(count, rest)| {
        let count = count.trim();
        (count.parse::<u32>().map_err(|_| count.to_owned()), rest)
    });
    if let Some((count, rest)) = at_least {
        let count = count.map_err(|count| {
            format!("`{}` is no count, where `2 of: a + b + c` has one", quoted(&count))
        })?;
        let operands = operands(rest, '+')?;
        if count == 0 || count as usize > operands.len() {
            return Err(format!("{count} of {} cannot be needed", operands.len()));
        }
        return Ok((Operator::AtLeast(count), operands));
    }
    let found = unescaped(expression, &['&', '|', '%', '^', '!', '+']);
    let mut distinct = found.clone();
    distinct.dedup();
    distinct.sort_unstable();
    distinct.dedup();
    match distinct.as_slice() {
        [] | ['&'] => Ok((Operator::All, operands(expression, '&')?)),
        ['|'] => Ok((Operator::Any, operands(expression, '|')?)),
        ['%'] => Ok((Operator::Degraded, operands(expression, '%')?)),
        list if list.contains(&'^') || list.contains(&'!') => {
            Err("exactly one (`^`) and not (`!`) are no dependences: quality never rises where \
             something fails"
                .to_owned())
        }
        _ => Err("a definition joins with one kind of operator; give each part a name of its own"
            .to_owned()),
    }
}

/// The operators that stand in an expression, in order.
fn unescaped(expression: &str, operators: &[char]) -> Vec<char> {
    let mut found = Vec::new();
    let mut letters = expression.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if operators.contains(&letter) {
            found.push(letter);
        }
    }
    found
}

/// What an operator joins: `host;service`, `host;Hoststatus`, a process, or `@file:process`.
fn operands(expression: &str, operator: char) -> Result<Vec<String>, String> {
    let mut parts = vec![String::new()];
    let mut letters = expression.chars();
    while let Some(letter) = letters.next() {
        let Some(part) = parts.last_mut() else { break };
        match letter {
            '\\' => part.extend(letters.next()),
            letter if letter == operator => parts.push(String::new()),
            letter => part.push(letter),
        }
    }
    parts
        .iter()
        .map(|part| {
            let part = part.trim();
            let part = part.strip_suffix(";Hoststatus").unwrap_or(part);
            let part = match part.strip_prefix('@').and_then(|other| other.split_once(':')) {
                Some((_, process)) => process,
                None => part,
            };
            if part.is_empty() {
                Err("an operator joins nothing".to_owned())
            } else {
                Ok(part.to_owned())
            }
        })
        .collect()
}

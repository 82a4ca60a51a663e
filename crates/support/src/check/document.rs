//! Whether what is written reads back as what it was.

#[cfg(feature = "csv")]
use knockon::Rule;

use super::{Outcome, Subject, Verdict};

/// Documents of organisations and scenarios read back equal, and solve alike bit for bit.
#[cfg(feature = "json")]
pub(super) fn written_documents_read_back(subject: &Subject<'_>) -> Verdict {
    use knockon::io::json;
    let text = json::organisation_to_string(&subject.organisation);
    let read = json::organisation_from_str(&text).map_err(|error| error.to_string())?;
    if read != subject.organisation {
        return Err("another organisation is read than was written".to_owned());
    }
    if json::organisation_to_string(&read) != text {
        return Err("another text is written than was read".to_owned());
    }
    let text = json::scenario_to_string(&subject.scenario);
    let scenario = json::scenario_from_str(&text).map_err(|error| error.to_string())?;
    if scenario != subject.scenario {
        return Err("another scenario is read than was written".to_owned());
    }
    let network = read.compile().map_err(|error| error.to_string())?;
    let solved = network.solve(&scenario).map_err(|error| error.to_string())?;
    let bits =
        |solved: &knockon::Assessment| solved.qualities().map(f64::to_bits).collect::<Vec<_>>();
    if bits(&solved) != bits(&subject.solved()[1]) {
        return Err("what is read solves to another state".to_owned());
    }
    Ok(Outcome::Held)
}

/// Without JSON there is nothing to read.
#[cfg(not(feature = "json"))]
#[expect(clippy::unnecessary_wraps, reason = "a check like any other")]
pub(super) fn written_documents_read_back(_: &Subject<'_>) -> Verdict {
    Ok(Outcome::NotAsked)
}

/// Tables of what tables can say read back as an organisation that solves alike bit for bit.
#[cfg(feature = "csv")]
pub(super) fn tables_read_back(subject: &Subject<'_>) -> Verdict {
    use crate::statement::{Needed, Statement, Supply};
    use knockon::io::csv::{TableOptions, organisation_from_str};
    use std::fmt::Write;

    let mut plain =
        Statement { parties: subject.case.statement.parties.clone(), needs: vec![], mixes: None };
    let mut nodes = "id,name,kind,parent,capability,ceiling,rule\n".to_owned();
    for party in &mut plain.parties {
        let named = party.rule.name().filter(|name| *name != "fdna" || !party.is_customer);
        party.rule = named.and_then(Rule::named).unwrap_or(Rule::INDEPENDENT);
        (party.people, party.population) = (None, 1.0);
        let kind = if party.is_customer { "external_customer" } else { "department" };
        let rule = party.rule.name().unwrap_or("independent");
        let id = &party.id;
        let row = if party.is_customer {
            writeln!(nodes, "{id},,{kind},,,{},{rule}", party.ceiling)
        } else {
            writeln!(nodes, "{id},,{kind},,{},,{rule}", party.capability)
        };
        row.map_err(|error| error.to_string())?;
    }
    let mut edges = "provider,consumer,service,id,weight,dependence,running\n".to_owned();
    for need in &subject.case.statement.needs {
        for supply in &need.services {
            let Supply { id, provider, running, .. } = supply;
            let stated = Supply { running: *running, ..Supply::new(id.clone(), *provider) };
            plain.needs.push(Needed::of(stated, need.consumer, need.dependence));
            let [provider, consumer] =
                [*provider, need.consumer].map(|party| &plain.parties[party].id);
            writeln!(edges, "{provider},{consumer},{id},{id},,{},{running}", need.dependence)
                .map_err(|error| error.to_string())?;
        }
    }
    let read = organisation_from_str(&nodes, &edges, &TableOptions::default())
        .map_err(|error| format!("{error}\n{nodes}{edges}"))?;
    let built = plain.organisation().map_err(|error| error.to_string())?;
    let solve = |organisation: &knockon::Organisation| {
        let solved = organisation.compile().map_err(|error| error.to_string())?.baseline();
        Ok::<_, String>(solved.qualities().map(f64::to_bits).collect::<Vec<_>>())
    };
    if solve(&read)? == solve(&built)? {
        Ok(Outcome::Held)
    } else {
        Err(format!("tables read to another state\n{nodes}{edges}"))
    }
}

/// Without tables there is nothing to read.
#[cfg(not(feature = "csv"))]
#[expect(clippy::unnecessary_wraps, reason = "a check like any other")]
pub(super) fn tables_read_back(_: &Subject<'_>) -> Verdict {
    Ok(Outcome::NotAsked)
}

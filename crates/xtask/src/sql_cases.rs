//! Customers under every rule, substitution and transfer that SQL can say, the queries about them, and
//! what the library answers with the same customers in memory: for engines to run.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use knockon::io::sql::{
    CustomerRule, CustomerTable, DepartmentQualities, Dialect, Statistic, customer_qualities,
    evaluate, exposure,
};
use knockon::{
    Assessment, Criticality, Department, ExternalCustomer, Need, Organisation, Rule, Scenario,
    Service, Substitution, Transfer,
};
use serde_json::{Value, json};
use support::choices::Choices;

use crate::workspace::Failure;

/// How many customers a case has.
const CUSTOMERS: usize = 1_200;
/// How many departments there are.
const DEPARTMENTS: usize = 12;
/// The regions, which no engine may take for anything but text.
const REGIONS: [&str; 3] = ["north's \"end\"", "south\\", "東; drop table customers --"];
/// The engines that run the queries.
const DIALECTS: [Dialect; 3] = [Dialect::DuckDb, Dialect::DataFusion, Dialect::Postgres];

/// A case: one rule for all customers.
struct Case {
    name: String,
    rule: CustomerRule,
    /// Whether services of one need stand in for each other.
    has_needs: bool,
}

/// One row of the table of customers.
struct Row {
    customer: usize,
    department: usize,
    dependence: f64,
    condition: f64,
    weight: f64,
    need: Option<String>,
    service_weight: f64,
}

/// Writes tables, queries and expected answers into a folder.
pub(crate) fn write(folder: &Path) -> Result<usize, Failure> {
    fs::create_dir_all(folder)?;
    let cases = cases();
    let mut written = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        written.push(write_case(folder, number, case)?);
    }
    let all = json!({ "cases": written, "refused": write_refused(folder)? });
    fs::write(folder.join("cases.json"), serde_json::to_string(&all)?)?;
    Ok(cases.len())
}

/// Every case.
fn cases() -> Vec<Case> {
    let named = |(name, rule): (&str, Rule)| (name.to_owned(), rule);
    let others = [0.5, 0.05, 0.001, -0.001, -0.01, -2.0, -60.0].map(Rule::full);
    let shares = [0.0, -60.0, -3.0, 0.001, 0.02, 2.0, 30.0, f64::NEG_INFINITY, f64::INFINITY]
        .map(Rule::share);
    let own = [1.0, 0.0, 2.0, -1.5].map(|order| Rule::share_with_own_weight(order, 0.7));
    let rules = Rule::NAMED.into_iter().map(named);
    let all = others.into_iter().chain(shares).chain(own);
    let rules = rules.chain(all.map(|rule| (rule.to_string(), rule)));
    let of_rule =
        |(name, rule)| Case { name, rule: CustomerRule::default().rule(rule), has_needs: false };
    let substitutions = [
        Substitution::BestOf,
        Substitution::KthBest { k: 2 },
        Substitution::KthBestShare { at_least_share: 0.6 },
        Substitution::Independent,
        Substitution::Pooled { required: 1.1 },
    ];
    let of_substitution = |substitution| Case {
        name: format!("{substitution:?}"),
        rule: CustomerRule::default().substitution(substitution),
        has_needs: true,
    };
    let transfers = [
        Transfer::Ramp { from: 0.2, to: 0.7 },
        Transfer::Power { exponent: 0.4 },
        Transfer::Power { exponent: 3.0 },
        Transfer::Power { exponent: 1e3 },
        Transfer::Hill { n: 4.0, threshold: 0.5 },
        Transfer::Hill { n: 1e3, threshold: 0.1 },
        Transfer::Table { points: vec![(0.1, 0.05), (0.4, 0.6), (0.9, 0.8), (1.0, 1.0)] },
    ];
    let of_transfer = |transfer: Transfer| Case {
        name: format!("{transfer:?}"),
        rule: CustomerRule::default().transfer(transfer),
        has_needs: false,
    };
    let critical = Case {
        name: "criticality".to_owned(),
        rule: CustomerRule::default().criticality(Criticality::floor(0.3).slope(0.6)),
        has_needs: false,
    };
    rules
        .map(of_rule)
        .chain(substitutions.map(of_substitution))
        .chain(transfers.map(of_transfer))
        .chain([critical])
        .collect()
}

/// Whether weights of needs count under a rule: of infinite order, whether a need has one.
fn takes_weights(rule: Rule) -> bool {
    matches!(rule, Rule::Aggregation(_))
}

/// The rows of a case: customers of one to four needs.
fn rows(case: &Case, choices: &mut Choices) -> Vec<Row> {
    let weights = takes_weights(case.rule.rule);
    let is_additive = case.rule.rule == Rule::ADDITIVE;
    let service_weights =
        matches!(case.rule.substitution, Substitution::Independent | Substitution::Pooled { .. });
    let mut rows = Vec::new();
    for customer in 0..CUSTOMERS {
        let needs = 1 + choices.below(4);
        for need in 0..needs {
            let services =
                if case.has_needs && choices.chance(0.8) { 2 + choices.below(3) } else { 1 };
            let mut dependence = choices.number(&[1.0, 0.0, 0.5]);
            let mut weight = if weights { choices.between(0.1, 2.0) } else { 1.0 };
            if weights && need > 0 && choices.chance(0.2) {
                // It does not count, however little of it is met.
                (weight, dependence) = (0.0, 0.999_999);
            } else if is_additive {
                // Together no more than all there is.
                dependence *= 0.25;
                weight = choices.between(0.1, 1.0);
            }
            for service in 0..services {
                rows.push(Row {
                    customer,
                    department: (need * 3 + service + choices.below(3)) % DEPARTMENTS,
                    dependence,
                    condition: choices.number(&[1.0, 0.9, 0.0]),
                    weight,
                    need: (services > 1).then(|| format!("need {need}")),
                    service_weight: if service_weights && services > 1 {
                        choices.between(0.6, 1.5)
                    } else {
                        1.0
                    },
                });
            }
        }
    }
    rows
}

fn population(customer: usize) -> f64 {
    [1.0, 2.5, 1e3, 0.0][customer % 4]
}

fn ceiling(customer: usize) -> f64 {
    [1.0, 0.9, 0.75][customer % 3]
}

/// The id of a department, which no engine may take for anything but text.
fn department(number: usize) -> String {
    format!("d'{number}\"\\\n;")
}

/// The customers in memory.
fn organisation(case: &Case, rows: &[Row]) -> Result<Organisation, Failure> {
    let mut builder = Organisation::builder("Warehouse");
    for number in 0..DEPARTMENTS {
        builder = builder.department(Department::new(department(number)));
    }
    for number in 1..DEPARTMENTS {
        let (from, to) = (department(number - 1), department(number));
        builder = builder.service(Service::new(format!("in {number}"), from, to).dependence(0.6));
    }
    for customer in 0..CUSTOMERS {
        let stated = ExternalCustomer::person(format!("c{customer}"))
            .rule(case.rule.rule)
            .population(population(customer))
            .ceiling(ceiling(customer));
        builder = builder.customer(stated);
    }
    let mut last_need = None;
    for (number, row) in rows.iter().enumerate() {
        let (provider, consumer) = (department(row.department), format!("c{}", row.customer));
        let mut service = Service::new(format!("s{number}"), provider, &consumer)
            .condition(row.condition)
            .transfer(case.rule.transfer.clone());
        if let Some(name) = &row.need {
            if last_need != Some((row.customer, name.clone())) {
                let need = Need::new(&consumer, name)
                    .dependence(row.dependence)
                    .weight(row.weight)
                    .substitution(case.rule.substitution);
                builder = builder.need(need);
                last_need = Some((row.customer, name.clone()));
            }
            service = service.for_need(name).weight(row.service_weight);
        } else {
            service = service.dependence(row.dependence).weight(row.weight);
            if let Some(criticality) = case.rule.criticality {
                service = service.criticality(criticality);
            }
        }
        builder = builder.service(service);
    }
    Ok(builder.build()?)
}

/// What is asked of every segment.
const STATISTICS: [Statistic; 4] =
    [Statistic::Mean, Statistic::Worst, Statistic::Below(0.6), Statistic::Quantile(0.25)];

fn write_case(folder: &Path, number: usize, case: &Case) -> Result<Value, Failure> {
    let mut choices = Choices::seeded(number as u64);
    let rows = rows(case, &mut choices);
    let network = organisation(case, &rows)?.compile()?;
    let scenario =
        Scenario::new("trouble").capability(department(0), 0.15).capability(department(7), 0.5);
    let state = network.solve(&scenario)?;

    let table_name = format!("customers {number}");
    let table = CustomerTable::new(&table_name, "customer", "department \"id\"", "dependence")
        .condition("condition")
        .population("population")
        .ceiling("ceiling")
        .group_by(["region"]);
    let table = if takes_weights(case.rule.rule) { table.weight("weight") } else { table };
    let with_needs = table.clone().need("need").service_weight("service_weight");
    let asked = if case.has_needs { &with_needs } else { &table };
    let qualities = DepartmentQualities::Of(&state);
    let mut queries = serde_json::Map::new();
    for dialect in DIALECTS {
        queries.insert(
            dialect.to_string(),
            json!({
                "customers": customer_qualities(asked, &case.rule, &qualities, dialect)?,
                "segments": evaluate(asked, &case.rule, &STATISTICS, &qualities, dialect)?,
                "exposure": exposure(asked, &case.rule, dialect).ok(),
            }),
        );
    }
    let file = format!("customers-{number}.csv");
    fs::write(folder.join(&file), table_text(&rows))?;
    Ok(json!({
        "name": case.name,
        "table": table_name,
        "file": file,
        "queries": queries,
        "departments": departments(&state),
        "customers": (0..CUSTOMERS).map(|customer| quality(&state, customer)).collect::<Vec<_>>(),
        "segments": segments(&state),
    }))
}

/// Rows each of which has one fault, and a customer with two populations.
const FAULTS: &str = "\
customer,region,department,dependence,condition,weight,population,ceiling
good,north,it,0.5,1,1,10,0.9
steep,north,it,1.5,1,1,10,0.9
none,north,it,,1,1,10,0.9
condition,north,it,0.5,-1,1,10,0.9
weight,north,it,0.5,1,-2,10,0.9
nobody,north,it,0.5,1,1,-1,0.9
ceiling,north,it,0.5,1,1,10,0
unknown,north,itt,0.5,1,1,10,0.9
,north,it,0.5,1,1,10,0.9
two,north,it,0.5,1,1,10,0.9
two,north,hr,0.5,1,1,500,0.9
,south,it,0.5,1,1,10,0.9
";

/// Writes what every engine has to refuse, and count.
fn write_refused(folder: &Path) -> Result<Value, Failure> {
    fs::write(folder.join("refused.csv"), FAULTS)?;
    let departments = ["it", "hr"].map(|id| Department::new(id).capability(0.0));
    let state =
        Organisation::builder("Faults").departments(departments).build()?.compile()?.baseline();
    let table = CustomerTable::new("refused", "customer", "department", "dependence")
        .condition("condition")
        .weight("weight")
        .population("population")
        .ceiling("ceiling")
        .group_by(["region"]);
    let qualities = DepartmentQualities::Of(&state);
    let product = CustomerRule::default().rule(Rule::INDEPENDENT);
    let mut queries = serde_json::Map::new();
    for dialect in DIALECTS {
        let segments = evaluate(&table, &product, &STATISTICS, &qualities, dialect)?;
        let exposure = exposure(&table, &CustomerRule::default(), dialect)?;
        queries.insert(dialect.to_string(), json!({ "segments": segments, "exposure": exposure }));
    }
    Ok(json!({
        "table": "refused",
        "file": "refused.csv",
        "queries": queries,
        "segments": { "north": 9, "south": 1 },
        // Whoever reads an exposure knows what departments there are.
        "exposure": { "north": 8, "south": 1 },
    }))
}

/// The qualities of departments by id.
fn departments(state: &Assessment) -> Value {
    let parties = state.parties().filter(knockon::quality::PartyQuality::is_department);
    Value::Object(parties.map(|it| (it.id().to_string(), json!(it.quality().get()))).collect())
}

fn quality(state: &Assessment, customer: usize) -> f64 {
    state.quality(format!("c{customer}")).map_or(f64::NAN, f64::from)
}

/// The statistics of every segment, with the customers in memory.
fn segments(state: &Assessment) -> Value {
    let of_region = |(region, name): (usize, &&str)| {
        let members = (0..CUSTOMERS).filter(|customer| customer % REGIONS.len() == region);
        let mut members: Vec<(f64, f64)> =
            members.map(|customer| (quality(state, customer), population(customer))).collect();
        members.sort_by(|one, two| one.0.total_cmp(&two.0));
        let total: f64 = members.iter().map(|(_, people)| people).sum();
        let mean = members.iter().map(|(quality, people)| quality * people).sum::<f64>() / total;
        let mut so_far = 0.0;
        let quantile = members.iter().find(|(_, people)| {
            so_far += people;
            so_far >= 0.25 * total
        });
        let below = members.iter().filter(|(quality, _)| *quality < 0.6);
        json!({
            "region": name,
            "customers": members.len(),
            "population": total,
            "mean": mean,
            "worst": members.first().map(|(quality, _)| quality),
            "customers_below_0_6": below.clone().count(),
            "population_below_0_6": below.map(|(_, people)| people).sum::<f64>(),
            "quantile_0_25": quantile.map(|(quality, _)| quality),
        })
    };
    Value::Array(REGIONS.iter().enumerate().map(of_region).collect())
}

/// The table of customers as comma-separated values.
fn table_text(rows: &[Row]) -> String {
    let mut text = "customer,region,\"department \"\"id\"\"\",dependence,condition,weight,need,\
                    service_weight,population,ceiling\n"
        .to_owned();
    for row in rows {
        let region = REGIONS[row.customer % REGIONS.len()].replace('"', "\"\"");
        let _ = writeln!(
            text,
            "c{},\"{region}\",\"{}\",{},{},{},{},{},{},{}",
            row.customer,
            department(row.department).replace('"', "\"\""),
            row.dependence,
            row.condition,
            row.weight,
            row.need.as_deref().unwrap_or_default(),
            row.service_weight,
            population(row.customer),
            ceiling(row.customer),
        );
    }
    text
}

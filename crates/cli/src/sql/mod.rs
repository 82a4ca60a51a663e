//! Queries for customers that live in a warehouse: the engine that has them runs what is printed.
//!
//! ```text
//! $ knockon sql ORG.json --segment region --mean --below 0.8 --set it=0.5 --dialect duckdb
//! $ knockon sql ORG.json --query exposure --segment region > exposure.sql
//! $ duckdb -csv warehouse.db < exposure.sql > exposure.csv
//! $ knockon assess ORG.json --exposure exposure.csv --set it=0.5
//! ```
//!
//! The table of customers has a row for every service that a customer receives. Without arguments it
//! asks what the customers of `customers` feel when the IT of an embedded organisation works at half:
//!
//! ```text
//! $ knockon sql
//! with knockon_departments as (
//! ...
//! from knockon_customers
//! ```

mod arguments;

use knockon::io::sql::{
    CustomerRule, DepartmentQualities, Statistic, customer_qualities, departments, evaluate,
    exposure,
};
use knockon::{Scenario, Workspace};

pub(crate) use arguments::Arguments;
use arguments::Question;

use crate::advice::advise;
use crate::answer::Failure;

/// Writes the query that is asked for.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let table = arguments.table()?;
    let rule = CustomerRule::default().rule(arguments.rule);
    let dialect = arguments.dialect;
    let mut statistics = arguments.statistics();
    if !statistics.is_empty() && !matches!(arguments.query, Question::Segments) {
        return Err("--mean, --worst, --below and --quantile are for --query segments".into());
    }
    let has_segments = matches!(arguments.query, Question::Segments | Question::Exposure);
    if !table.group_by.is_empty() && !has_segments {
        return Err("--segment is for --query segments and --query exposure".into());
    }
    let has_states = matches!(arguments.query, Question::Segments | Question::Customers);
    if arguments.departments_table.is_some() && !has_states {
        return Err("--departments-table is for --query segments and --query customers".into());
    }
    let organisation = arguments.organisation()?;
    let scenario = arguments.scenario()?;
    let network = organisation.compile()?;
    let solve = |scenario: &Scenario| {
        let options = arguments.solve.options();
        network.solve_with(scenario, &options, &mut Workspace::new())
    };
    let state = solve(&scenario).map_err(|invalid| advise(&invalid, &organisation))?;
    let qualities = match &arguments.departments_table {
        Some(table) => DepartmentQualities::Table {
            schema: Vec::new(),
            table,
            department: "department",
            quality: "quality",
        },
        None => DepartmentQualities::Of(&state),
    };
    Ok(match arguments.query {
        Question::Departments => departments(&state, dialect)?,
        Question::Customers => customer_qualities(&table, &rule, &qualities, dialect)?,
        // It is the same in every state.
        Question::Exposure => exposure(&table, &rule, dialect)?,
        Question::Segments => {
            if statistics.is_empty() {
                statistics.push(Statistic::Mean);
            }
            evaluate(&table, &rule, &statistics, &qualities, dialect)?
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::shown;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("sql {line}"))
    }

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("mod.rs"), "sql", ask);
    }

    #[test]
    fn columns_are_named_as_the_table_has_them() {
        let line = "--table people --column customer=id --column population=heads --segment region \
                    --segment tier --below 80% --quantile 0.05 --dialect bigquery";
        let query = ask(line).unwrap();
        for part in [
            "from `people` as t",
            "t.`id` as customer_id",
            "then cast(t.`heads` as float64) end as population",
            "group_2 as `tier`",
            "as `customers_below_0_8`",
            "as `quantile_0_05`",
            "struct('facilities' as department_id, 1e0 as quality)",
            "struct('it', 4.5945945945945943e-1)",
        ] {
            assert!(query.contains(part), "{part} is not in\n{query}");
        }
        assert!(
            ask("--query departments --dialect duckdb")
                .unwrap()
                .contains("('it', 4.5945945945945943e-1)")
        );
        assert!(ask("--query customers --departments-table q").unwrap().contains("from \"q\""));
        assert!(ask("--query exposure --rule fdna").unwrap().contains("as \"exposure\""));
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let refused = ask("--query exposure --rule weakest").unwrap_err();
        assert!(refused.starts_with("customers have no exposure with a rule other"), "{refused}");
        let refused = ask("--query exposure --below 0.8").unwrap_err();
        assert!(refused.ends_with("are for --query segments"), "{refused}");
        let refused = ask("--query customers --segment region").unwrap_err();
        assert_eq!(refused, "--segment is for --query segments and --query exposure");
        let refused = ask("--query departments --departments-table q").unwrap_err();
        assert_eq!(refused, "--departments-table is for --query segments and --query customers");
        let refused = ask("--segment population").unwrap_err();
        assert!(refused.starts_with("segments are made by column `population`"), "{refused}");
        let refused = ask("--column colour=red").unwrap_err();
        assert!(refused.contains("`colour` is no column"), "{refused}");
        let refused = ask("--dialect oracle").unwrap_err();
        assert!(refused.contains("dialect `oracle` is unknown"), "{refused}");
    }
}

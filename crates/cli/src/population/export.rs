//! The organisation as tables.

use std::fs::{File, create_dir_all};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use support::bench::generate::Organisation;

use super::arguments::DepartmentRule;
use crate::answer::Failure;

/// Writes `nodes.csv` and `edges.csv` with parties named as a network made from columns names
/// them, in its order, and digits that read back as the same numbers.
pub(crate) fn write(
    organisation: &Organisation,
    rule: DepartmentRule,
    directory: &Path,
) -> Result<(), Failure> {
    let written = create_dir_all(directory)
        .and_then(|()| to_file(&directory.join("nodes.csv"), |to| nodes(organisation, rule, to)))
        .and_then(|()| to_file(&directory.join("edges.csv"), |to| edges(organisation, to)));
    Ok(written.map_err(|error| format!("--export {}: {error}", directory.display()))?)
}

fn to_file(path: &Path, write: impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    write(&mut file)?;
    file.flush()
}

fn nodes(organisation: &Organisation, rule: DepartmentRule, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "id,name,kind,parent,capability,rule")?;
    for (department, capability) in organisation.capability.iter().enumerate() {
        let rule = rule.in_tables();
        writeln!(to, "d{department},,department,,{capability},{rule}")?;
    }
    for customer in 0..organisation.customer_count {
        writeln!(to, "c{customer},,external_customer,,,mean")?;
    }
    Ok(())
}

fn edges(organisation: &Organisation, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "provider,consumer,service,weight,id,dependence")?;
    let ends = organisation.provider.iter().zip(&organisation.consumer);
    let services = ends.zip(&organisation.dependence).enumerate();
    for (service, ((provider, consumer), dependence)) in services {
        match (*consumer as usize).checked_sub(organisation.department_count) {
            None => writeln!(to, "d{provider},d{consumer},,1,s{service},{dependence}")?,
            Some(customer) => {
                writeln!(to, "d{provider},c{customer},,1,s{service},{dependence}")?;
            }
        }
    }
    Ok(())
}

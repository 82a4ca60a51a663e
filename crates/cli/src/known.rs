//! What is known of numbers that are not known for certain, as options.

use clap::Args;
use knockon::Organisation;
use knockon::uncertainty::{Distribution, Draws, Input};

use crate::answer::{Failure, say};

/// How a number may be known, for the end of a page of help.
pub(crate) const HELP: &str = "A number is known as\n  beta(0.6, 0.4..0.8)        its mean and the interval that holds \
    it with 95 %\n  beta(3, 2)                 two shape parameters\n  \
    triangular(0.2, 0.5, 0.9)  its ends, and where it most likely lies\n  \
    uniform(0.2..0.8)          its ends\n  fixed(0.5)                 one value";

/// Numbers that are drawn.
#[derive(Debug, Args)]
pub(crate) struct KnownNumbers {
    /// What is known of the dependence on a service, or on a need (`consumer/need`); may be given
    /// again for others
    #[arg(long, value_name = "SERVICE=KNOWN", value_parser = known)]
    dependence: Vec<Known>,

    /// What is known of the capability of a department
    #[arg(long, value_name = "DEPARTMENT=KNOWN", value_parser = known)]
    capability: Vec<Known>,

    /// What is known of the condition of a service
    #[arg(long, value_name = "SERVICE=KNOWN", value_parser = known)]
    condition: Vec<Known>,

    /// What is known of the ceiling of an external customer
    #[arg(long, value_name = "CUSTOMER=KNOWN", value_parser = known)]
    ceiling: Vec<Known>,

    /// Numbers that are high together, by the ids they are given for; may be given again for
    /// others. All else is independent
    #[arg(long, value_name = "NAME=ID,ID...", value_parser = group)]
    together: Vec<(String, Vec<String>)>,

    /// Where random numbers start; 1 unless given
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

/// Where random numbers start unless said.
const SEED: u64 = 1;

/// What a number is of, and what is known of it.
type Known = (String, Distribution);
/// States what is known of a number of one kind.
type State = fn(String, Distribution) -> Input;

impl KnownNumbers {
    /// Whether any is given.
    pub(crate) fn is_given(&self) -> bool {
        self.given().iter().any(|(known, _)| !known.is_empty()) || !self.together.is_empty()
    }

    /// Refuses what has no effect where nothing is drawn.
    pub(crate) fn refuse_without_draws(&self) -> Result<(), Failure> {
        if self.is_given() {
            return Err("numbers known as distributions are for --draws".into());
        }
        if self.seed.is_some() {
            return Err("--seed is for --draws".into());
        }
        Ok(())
    }

    fn given(&self) -> [(&[Known], State); 4] {
        [
            (&self.dependence, Input::dependence),
            (&self.capability, Input::capability),
            (&self.condition, Input::condition),
            (&self.ceiling, Input::ceiling),
        ]
    }

    /// So many draws of what is given, else of what the organisation states, else of what is embedded.
    pub(crate) fn draws(
        &self,
        count: usize,
        organisation: &Organisation,
        embedded: impl FnOnce() -> Option<Vec<Input>>,
    ) -> Result<Draws, Failure> {
        let mut inputs = self.inputs(organisation, embedded)?;
        let mut draws = Draws::new(count).seed(self.seed.unwrap_or(SEED));
        for (name, ids) in &self.together {
            let is_known = |id: &&String| inputs.iter().any(|input| input.id == **id);
            if let Some(id) = ids.iter().find(|id| !is_known(id)) {
                return Err(format!(
                    "--together: nothing is known of `{id}`, or it is in another group already; \
                     state it by --dependence, --capability, --condition or --ceiling"
                )
                .into());
            }
            let of_group =
                inputs.extract_if(.., |input| ids.contains(&input.id)).collect::<Vec<_>>();
            draws = draws.together(name, of_group);
        }
        Ok(inputs.into_iter().fold(draws, Draws::input))
    }

    fn inputs(
        &self,
        organisation: &Organisation,
        embedded: impl FnOnce() -> Option<Vec<Input>>,
    ) -> Result<Vec<Input>, Failure> {
        let given = self.given();
        if given.iter().any(|(known, _)| !known.is_empty()) {
            let inputs = given.into_iter().flat_map(|(known, state)| {
                known.iter().map(move |(id, known)| state(id.clone(), *known))
            });
            return Ok(inputs.collect());
        }
        if let Some(embedded) = embedded() {
            return Ok(embedded);
        }
        let stated: Vec<Input> = Draws::from_stated(organisation).inputs().cloned().collect();
        if stated.is_empty() {
            return Err("no number of the organisation states its range; state one where the number \
                        stands, as { \"value\": 0.6, \"low\": 0.4, \"high\": 0.8, \"origin\": \"judged\" \
                        } in a document or in the columns dependence_low, dependence_high and origin \
                        of a table, or give --dependence, --capability, --condition or --ceiling"
                .into());
        }
        let (count, have) =
            (stated.len(), if stated.len() == 1 { "number has" } else { "numbers have" });
        say(&format!(
            "{count} {have} a stated range and {} drawn",
            if count == 1 { "is" } else { "are" }
        ));
        Ok(stated)
    }
}

/// What is known of some dependences of the embedded organisation.
pub(crate) fn embedded_dependences() -> Result<Vec<Input>, Failure> {
    let known = [
        ("tills", "beta(0.15, 0.05..0.3)"),
        ("hosting", "beta(0.6, 0.4..0.8)"),
        ("ticket-desk", "beta(0.4, 0.2..0.6)"),
    ];
    let input = |(service, known): (&str, &str)| {
        Ok(Input::dependence(service, known.parse::<Distribution>()?))
    };
    known.into_iter().map(input).collect()
}

/// Splits `X=KNOWN` at the last `=` before a distribution.
fn known(text: &str) -> Result<Known, String> {
    let needed = "`NAME=KNOWN` is needed, such as `it-hr=beta(0.6, 0.4..0.8)`";
    let opening = text.find('(').ok_or(needed)?;
    let (head, _) = text.split_at(opening);
    let (name, _) = head.rsplit_once('=').ok_or(needed)?;
    let known =
        text[name.len() + 1..].parse::<Distribution>().map_err(|error| error.to_string())?;
    Ok((name.to_owned(), known))
}

/// Splits `NAME=ID,ID`.
fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let needed = "`NAME=ID,ID` is needed, such as `supplier=it-hr,it-ops`";
    let (name, ids) = text.split_once('=').ok_or(needed)?;
    let ids: Vec<String> = ids.split(',').map(str::to_owned).collect();
    if ids.len() < 2 { Err(needed.to_owned()) } else { Ok((name.to_owned(), ids)) }
}

//! What a document states of people who come, go, tire and are paid.

use serde::de::{Deserialize, Deserializer};
use serde::{Serialize, Serializer};

use super::fields::{Fields, object};
use super::stated_number::StatedNumber;
use super::strict::Object;
use crate::organisation::{Absence, Coefficient, Employment, Reserve, Strain, Turnover};

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TurnoverDocument {
    quits_per_year: StatedNumber,
    ratio: Option<StatedNumber>,
    hired_through: Option<String>,
    hires_per_vacancy_year: Option<StatedNumber>,
    learning_days: Option<StatedNumber>,
    shortfall: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AbsenceDocument {
    share: StatedNumber,
    ratio: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct StrainDocument {
    share: StatedNumber,
    from: Option<StatedNumber>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ReserveDocument {
    share: StatedNumber,
    tires_days: Option<StatedNumber>,
    rests_days: Option<StatedNumber>,
}

/// What a department states of these, as it stands in a document.
pub(super) struct EmploymentDocuments {
    pub(super) turnover: Option<Box<Object<TurnoverDocument>>>,
    pub(super) absence: Option<Box<Object<AbsenceDocument>>>,
    pub(super) strain: Option<Box<Object<StrainDocument>>>,
    pub(super) reserve: Option<Box<Object<ReserveDocument>>>,
    pub(super) budget_elasticity: Option<Box<StatedNumber>>,
}

impl EmploymentDocuments {
    pub(super) fn employment(self) -> Option<Box<Employment>> {
        let employment = Employment {
            turnover: self.turnover.map(|stated| turnover(*stated)),
            absence: self.absence.map(|stated| absence(*stated)),
            strain: self.strain.map(|stated| strain(*stated)),
            reserve: self.reserve.map(|stated| reserve(*stated)),
            budget_elasticity: self.budget_elasticity.map(|stated| coefficient(*stated)),
        };
        employment.boxed()
    }
}

fn coefficient(StatedNumber { value, range }: StatedNumber) -> Coefficient {
    let mut coefficient = Coefficient::new(value);
    coefficient.range = range;
    coefficient
}

/// Sets a coefficient where one is stated.
fn set(coefficient_of: &mut Coefficient, stated: Option<StatedNumber>) {
    if let Some(stated) = stated {
        *coefficient_of = coefficient(stated);
    }
}

fn turnover(Object(document): Object<TurnoverDocument>) -> Turnover {
    let mut turnover = Turnover::per_year(coefficient(document.quits_per_year));
    set(&mut turnover.ratio, document.ratio);
    turnover.hired_through = document.hired_through;
    turnover.hires_per_vacancy_year = document.hires_per_vacancy_year.map(coefficient);
    set(&mut turnover.learning_days, document.learning_days);
    set(&mut turnover.shortfall, document.shortfall);
    turnover
}

fn absence(Object(document): Object<AbsenceDocument>) -> Absence {
    let mut absence = Absence::share(coefficient(document.share));
    set(&mut absence.ratio, document.ratio);
    absence
}

fn strain(Object(document): Object<StrainDocument>) -> Strain {
    let mut strain = Strain::share(coefficient(document.share));
    set(&mut strain.from, document.from);
    strain
}

fn reserve(Object(document): Object<ReserveDocument>) -> Reserve {
    let mut reserve = Reserve::share(coefficient(document.share));
    set(&mut reserve.tires_days, document.tires_days);
    set(&mut reserve.rests_days, document.rests_days);
    reserve
}

/// Reads and writes a statement as its document.
macro_rules! statement {
    ($type:ty, $document:ty, $read:ident) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Object::<$document>::deserialize(deserializer).map($read)
            }
        }
    };
}

statement!(Turnover, TurnoverDocument, turnover);
statement!(Absence, AbsenceDocument, absence);
statement!(Strain, StrainDocument, strain);
statement!(Reserve, ReserveDocument, reserve);

impl Serialize for Turnover {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hires = self.hires_per_vacancy_year;
        object(serializer, |fields| {
            put(fields, "quits_per_year", self.quits_per_year, None)?;
            put(fields, "ratio", self.ratio, Some(1.0))?;
            fields.optional("hired_through", self.hired_through.as_ref())?;
            hires.map_or(Ok(()), |hires| put(fields, "hires_per_vacancy_year", hires, None))?;
            put(fields, "learning_days", self.learning_days, Some(0.0))?;
            put(fields, "shortfall", self.shortfall, Some(0.0))
        })
    }
}

impl Serialize for Absence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            put(fields, "share", self.share, None)?;
            put(fields, "ratio", self.ratio, Some(1.0))
        })
    }
}

impl Serialize for Strain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            put(fields, "share", self.share, None)?;
            put(fields, "from", self.from, Some(Self::USUAL_FROM))
        })
    }
}

impl Serialize for Reserve {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            put(fields, "share", self.share, None)?;
            put(fields, "tires_days", self.tires_days, Some(Self::USUAL_TIRES_DAYS))?;
            put(fields, "rests_days", self.rests_days, Some(Self::USUAL_RESTS_DAYS))
        })
    }
}

/// Writes a coefficient that is not at its default.
pub(super) fn put<M: serde::ser::SerializeMap>(
    fields: &mut Fields<M>,
    key: &'static str,
    coefficient: Coefficient,
    default: Option<f64>,
) -> Result<(), M::Error> {
    fields.stated(key, Some(coefficient.value), coefficient.range.as_ref(), default)
}

/// Writes what a department states of these.
pub(super) fn write<M: serde::ser::SerializeMap>(
    fields: &mut Fields<M>,
    employment: Option<&Employment>,
) -> Result<(), M::Error> {
    let Some(employment) = employment else { return Ok(()) };
    fields.optional("turnover", employment.turnover.as_ref())?;
    fields.optional("absence", employment.absence.as_ref())?;
    fields.optional("strain", employment.strain.as_ref())?;
    fields.optional("reserve", employment.reserve.as_ref())?;
    let elasticity = employment.budget_elasticity;
    elasticity.map_or(Ok(()), |elasticity| put(fields, "budget_elasticity", elasticity, None))
}

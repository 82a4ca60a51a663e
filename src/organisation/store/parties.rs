//! Who there is: departments first, then external customers, found by id.

use super::interner::{Interned, Interner};
use super::names::SHARED_TEXT_BYTES;
use crate::id::PartyId;
use crate::numerics::csr::ix;
use crate::organisation::{Department, Dependability, ExternalCustomer, Inertia, NONE, Rule};

/// Departments and external customers in the order stated, numbered through, and their ids.
///
/// Numbers beyond the last party stand for texts that name none. A checked organisation mentions
/// none such.
#[derive(Debug)]
pub(crate) struct Parties {
    pub(crate) departments: Vec<Department>,
    pub(crate) customers: Vec<ExternalCustomer>,
    /// The texts that name parties.
    interner: Interner,
    /// Of each mention.
    number: Vec<u32>,
    /// Of each number; those of parties that share an id are the same.
    mention: Vec<u32>,
    /// The mentions of parties that were left out for what is wrong with them, in order.
    left_out: Vec<u32>,
}

impl Parties {
    /// Joins parties and the numbers of mentions, of which those of nobody are
    /// [`NONE`](crate::organisation::NONE).
    pub(in crate::organisation) fn new(
        departments: Interned<Department>,
        customers: Interned<ExternalCustomer>,
        interner: Interner,
        mut number: Vec<u32>,
    ) -> Self {
        let mut mention = departments.id;
        mention.extend(customers.id);
        for (unknown, number) in (0..).zip(&mut number).filter(|(_, number)| **number == NONE) {
            *number = ix(mention.len());
            mention.push(unknown);
        }
        let mut left_out = departments.left_out_ids;
        left_out.extend(customers.left_out_ids);
        left_out.sort_unstable();
        let (departments, customers) = (departments.stated, customers.stated);
        Self { departments, customers, interner, number, mention, left_out }
    }

    pub(crate) fn count(&self) -> usize {
        self.departments.len() + self.customers.len()
    }

    /// Numbers of parties and of texts that name none lie below this.
    pub(in crate::organisation) fn number_count(&self) -> usize {
        self.mention.len()
    }

    /// Of each mention the number it stands for.
    pub(in crate::organisation) fn numbers(&self) -> &[u32] {
        &self.number
    }

    /// Whether a text that was mentioned holds what stands between the ends in a derived id.
    pub(in crate::organisation) fn any_with_separator(&self) -> bool {
        self.interner.any_with_separator()
    }

    /// Whether a text was mentioned where a party is named.
    pub(in crate::organisation) fn interner(&self, text: &str) -> bool {
        self.interner.find(text).is_some()
    }

    /// Whether a text is the id of a party that was left out for what is wrong with it.
    pub(in crate::organisation) fn leaves_out(&self, id: &str) -> bool {
        let mention = || self.interner.find(id);
        !self.left_out.is_empty()
            && mention().is_some_and(|mention| self.left_out.binary_search(&mention).is_ok())
    }

    /// Finds a party.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        let number = *self.number.get(self.interner.find(id)? as usize)? as usize;
        (number < self.count()).then_some(number)
    }

    pub(crate) fn is_department(&self, party: usize) -> bool {
        party < self.departments.len()
    }

    pub(crate) fn id(&self, party: usize) -> Option<&PartyId> {
        match party.checked_sub(self.departments.len()) {
            None => self.departments.get(party).map(|department| &department.id),
            Some(customer) => self.customers.get(customer).map(|customer| &customer.id),
        }
    }

    /// The text of a number: the id of a party, or what names none.
    pub(crate) fn text(&self, number: u32) -> &str {
        let mention = self.mention.get(number as usize);
        mention.map_or("", |&mention| self.interner.text(mention))
    }

    /// The rule a party states, if it does.
    pub(crate) fn stated_rule(&self, party: usize) -> Option<Rule> {
        match party.checked_sub(self.departments.len()) {
            None => self.departments.get(party)?.rule,
            Some(customer) => self.customers.get(customer)?.rule,
        }
    }

    /// The time constants of a party; none of what is no party.
    pub(crate) fn inertia(&self, party: usize) -> Inertia {
        let stated = match party.checked_sub(self.departments.len()) {
            None => self.departments.get(party).and_then(|stated| stated.inertia.as_deref()),
            Some(customer) => self.customers.get(customer).and_then(|it| it.inertia.as_deref()),
        };
        Inertia::of(stated)
    }

    /// What a party states of chances; nothing of what is no party.
    pub(crate) fn dependability(&self, party: usize) -> Dependability {
        let stated = match party.checked_sub(self.departments.len()) {
            None => self.departments.get(party).and_then(|stated| stated.dependability.as_deref()),
            Some(customer) => {
                self.customers.get(customer).and_then(|it| it.dependability.as_deref())
            }
        };
        Dependability::of(stated)
    }

    /// About how many bytes are held, without labels.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        let id = |id: &PartyId| SHARED_TEXT_BYTES + id.as_str().len();
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        let department =
            |stated: &Department| id(&stated.id) + text(&stated.name) + text(&stated.part_of);
        let customer = |stated: &ExternalCustomer| {
            let text = |text: &Option<Box<str>>| text.as_ref().map_or(0, |text| text.len());
            id(&stated.id) + text(&stated.name) + text(&stated.also_department)
        };
        self.departments.capacity() * size_of::<Department>()
            + self.customers.capacity() * size_of::<ExternalCustomer>()
            + self.departments.iter().map(department).sum::<usize>()
            + self.customers.iter().map(customer).sum::<usize>()
            + self.interner.bytes()
            + (self.number.capacity() + self.mention.capacity()) * size_of::<u32>()
            + self.left_out.capacity() * size_of::<u32>()
    }
}

/// Equal where the same parties are stated in the same order.
impl PartialEq for Parties {
    fn eq(&self, other: &Self) -> bool {
        self.departments == other.departments && self.customers == other.customers
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::parties::*;

    fn parties() -> Parties {
        let mut interner = Interner::default();
        for text in ["nobody", "x", "a", "nowhere", "b"] {
            interner.number(text);
        }
        let stated = vec![Department::new("a"), Department::new("b").rule(Rule::WEAKEST)];
        let departments = Interned { stated, id: vec![2, 4], ..Interned::default() };
        let stated = vec![ExternalCustomer::new("x").rule(Rule::MEAN)];
        let customers = Interned { stated, id: vec![1], ..Interned::default() };
        Parties::new(departments, customers, interner, vec![NONE, 2, 0, NONE, 1])
    }

    #[test]
    fn parties_are_found_by_id_and_others_are_not() {
        let parties = parties();
        let found = ["a", "b", "x", "nobody", "nowhere", ""].map(|id| parties.find(id));
        assert_eq!(found, [Some(0), Some(1), Some(2), None, None, None]);
        let departments = [0, 1, 2].map(|party| parties.is_department(party));
        assert_eq!(departments, [true, true, false]);
        let rules = [0, 1, 2, 3].map(|party| parties.stated_rule(party));
        assert_eq!(rules, [None, Some(Rule::WEAKEST), Some(Rule::MEAN), None]);
    }

    #[test]
    fn texts_that_name_nobody_are_numbered_behind() {
        let parties = parties();
        assert_eq!((parties.count(), parties.number_count()), (3, 5));
        assert_eq!(parties.numbers(), [3, 2, 0, 4, 1]);
        let texts = [0, 1, 2, 3, 4, 5].map(|number| parties.text(number));
        assert_eq!(texts, ["a", "b", "x", "nobody", "nowhere", ""]);
        assert_eq!((parties.id(2).map(PartyId::as_str), parties.id(3)), (Some("x"), None));
    }
}

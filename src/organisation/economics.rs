//! `Economics`: everything that a customer states of money, loyalty and word of mouth.

use super::{Loyalty, Revenue, WordOfMouth};

/// What a customer states of money, loyalty and word of mouth; each is neutral where it is absent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Economics {
    pub(crate) revenue: Option<Revenue>,
    pub(crate) loyalty: Option<Loyalty>,
    pub(crate) word_of_mouth: Option<WordOfMouth>,
}

impl Economics {
    /// `None` where nothing is stated.
    pub(crate) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// Both together; `None` where both state one thing differently.
    pub(super) fn joined(self, other: Self) -> Option<Self> {
        fn agree<T: PartialEq>(one: Option<T>, two: Option<T>) -> bool {
            one.zip(two).is_none_or(|(one, two)| one == two)
        }
        let all_agree = agree(self.revenue, other.revenue)
            && agree(self.loyalty, other.loyalty)
            && agree(self.word_of_mouth, other.word_of_mouth);
        all_agree.then(|| Self {
            revenue: self.revenue.or(other.revenue),
            loyalty: self.loyalty.or(other.loyalty),
            word_of_mouth: self.word_of_mouth.or(other.word_of_mouth),
        })
    }
}

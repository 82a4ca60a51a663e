//! A column that few elements have a value in.

/// Values of some elements by position; nothing is held where no element has one.
#[derive(Debug, Clone)]
pub(crate) struct Sparse<T>(Vec<Option<T>>);

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Sparse<T> {
    /// Sets the value of an element.
    pub(crate) fn set(&mut self, index: usize, value: T) {
        if index >= self.0.len() {
            self.0.resize_with(index + 1, || None);
        }
        if let Some(slot) = self.0.get_mut(index) {
            *slot = Some(value);
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index)?.as_ref()
    }

    /// Returns the elements that have a value, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().enumerate().filter_map(|(index, value)| Some((index, value.as_ref()?)))
    }

    /// Keeps the elements whose position is chosen; those after them move up.
    #[cfg(feature = "csv")]
    pub(crate) fn retain(&mut self, mut is_kept: impl FnMut(usize) -> bool) {
        let mut index = 0;
        self.0.retain(|_| {
            index += 1;
            is_kept(index - 1)
        });
    }

    /// Returns how many bytes the column itself holds.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Option<T>>()
    }
}

/// Equal where the same elements have equal values.
impl<T: PartialEq> PartialEq for Sparse<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::sparse::*;

    #[test]
    fn nothing_is_held_until_something_is_set() {
        let mut column = Sparse::default();
        assert_eq!((column.bytes(), column.get(7)), (0, None));
        column.set(2, 'c');
        column.set(0, 'a');
        column.set(2, 'd');
        assert_eq!(
            [0, 1, 2, 3].map(|index| column.get(index)),
            [Some(&'a'), None, Some(&'d'), None]
        );
        assert_eq!(column.iter().collect::<Vec<_>>(), [(0, &'a'), (2, &'d')]);
    }

    #[test]
    fn equality_does_not_see_the_order_of_setting() {
        let (mut one, mut two) = (Sparse::default(), Sparse::default());
        assert_eq!(one, two);
        one.set(3, 1);
        one.set(1, 2);
        assert_ne!(one, two);
        two.set(1, 2);
        two.set(3, 1);
        assert_eq!(one, two);
    }

    #[cfg(feature = "csv")]
    #[test]
    fn what_is_kept_moves_up() {
        let mut column = Sparse::default();
        for (index, value) in [(0, 'a'), (2, 'c'), (3, 'd')] {
            column.set(index, value);
        }
        column.retain(|index| index != 1 && index != 2);
        assert_eq!(column.iter().collect::<Vec<_>>(), [(0, &'a'), (1, &'d')]);
    }
}

//! Finds where the elements of an array end, without parsing them.
//!
//! The elements are separated before anything is parsed, so that a bad one does not spoil the good ones.

/// The position after a string whose content begins at `at`.
fn after_string(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        at += match byte {
            b'"' => return at + 1,
            b'\\' => 2,
            _ => 1,
        };
    }
    text.len()
}

/// The position after the first object or array in the text. `None` if it never ends, or if a string in it contains a
/// line break, which JSON does not allow.
pub(super) fn end_of_first(text: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0_usize, 0_usize);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let start = at;
                at = after_string(text, at);
                if text[start..at].contains(&b'\n') {
                    return None;
                }
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Iterates over the elements of an array.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    text: &'a [u8],
    at: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// After `[`, where the array may end immediately.
    Opened,
    /// After a comma.
    Further,
    /// After `]`, where nothing may follow.
    Closed,
    Done,
}

/// The offset from which the array cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub offset: usize,
}

impl<'a> Elements<'a> {
    /// `text` must begin with `[`.
    pub(super) fn of(text: &'a [u8]) -> Elements<'a> {
        Elements {
            text,
            at: 1,
            state: State::Opened,
        }
    }

    fn element(&mut self) -> Option<Result<&'a [u8], Broken>> {
        let start = self.at;
        let before = std::mem::replace(&mut self.state, State::Done);
        let broken = Some(Err(Broken { offset: start }));
        let Some(end) = self.end() else { return broken };
        let element = self.text[start..end].trim_ascii();
        let is_last = self.text[end] == b']';
        if element.is_empty() && !(before == State::Opened && is_last) {
            return broken;
        }
        self.at = end + 1;
        self.state = if is_last {
            State::Closed
        } else {
            State::Further
        };
        if element.is_empty() {
            return self.next();
        }
        Some(Ok(element))
    }

    /// Where the element that starts here ends: at the comma or bracket after it.
    fn end(&self) -> Option<usize> {
        let (mut at, mut depth) = (self.at, 0_usize);
        loop {
            match self.text.get(at)? {
                b'"' => {
                    at = after_string(self.text, at + 1);
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b',' | b']' if depth == 0 => return Some(at),
                b']' | b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<&'a [u8], Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.state {
            State::Opened | State::Further => self.element(),
            State::Closed => {
                self.state = State::Done;
                let is_end = self.text[self.at..].trim_ascii().is_empty();
                (!is_end).then_some(Err(Broken { offset: self.at }))
            }
            State::Done => None,
        }
    }
}

//! What the functions of the stacks of one thread may do and do, over a run of several tests on it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;

use local::Stack;
use local::template::Right;

/// What was seen of all stacks together: by function.
#[derive(Default)]
pub(crate) struct Seen {
    /// What the template lets them do.
    pub(crate) rights: BTreeSet<(String, Right)>,
    /// What they did of it.
    pub(crate) used: BTreeSet<(String, Right)>,
    /// What they asked without being allowed to.
    pub(crate) refused: BTreeSet<String>,
}

thread_local! {
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// What is seen while `run` runs, on this thread.
pub(crate) fn while_running(run: impl FnOnce()) -> Seen {
    SEEN.set(Some(Seen::default()));
    run();
    SEEN.take().unwrap()
}

/// A stack whose end is noted where somebody watches.
pub(crate) struct Watched(Option<Stack>);

impl Watched {
    pub(crate) fn new(stack: Stack) -> Self {
        Self(Some(stack))
    }

    /// Stops it, and waits until it has.
    pub(crate) async fn stop(mut self) {
        note(&self);
        self.0.take().unwrap().stop().await;
    }
}

impl Deref for Watched {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        self.0.as_ref().unwrap()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.0.is_some() {
            note(self);
        }
    }
}

fn note(stack: &Stack) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen {
            seen.rights.extend(stack.rights());
            seen.used.extend(stack.used());
            seen.refused.extend(stack.refused());
        }
    });
}

//! The lifecycle against DOMAIN.md: which action by whom in which state, and what it does.

mod deadlines;
mod history;
mod matrix;
mod rules;
mod walk;

//! The registry from outside: several agencies in one house, what their lists show, what a check
//! of the folder finds, who is right when two act at once.

mod suite;

//! The program as a whole, from outside: started, used over HTTP, killed, checked.

mod kill;
mod pack;
mod program;

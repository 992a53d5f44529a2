//! The program as a whole, from outside: started, used over HTTP, killed, checked.

mod evidence;
mod kill;
mod pack;
mod program;

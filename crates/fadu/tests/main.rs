//! The program as a whole, from outside: started, used over HTTP, killed, checked.

mod backup;
mod bucket;
mod database;
mod evidence;
mod kill;
mod pack;
mod program;
mod redact;
mod told;
mod witness;

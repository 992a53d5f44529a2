//! Every pack's scenarios through the real core, and the runner itself: what it accepts, what it
//! calls a fault, and that nothing written by hand can make it panic.

mod suite {
    pub mod elsewhere;
    pub mod faults;
    pub mod language;
    pub mod mutations;
    pub mod packs;
    pub mod proofs;
    pub mod support;
}

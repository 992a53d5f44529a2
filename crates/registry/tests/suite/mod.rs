mod agencies;
mod at_once;
mod damage;
mod district;
mod lists;
mod retention;
mod scrub;
mod timeline;

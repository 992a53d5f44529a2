mod agencies;
mod at_once;
mod damage;
mod district;
mod lists;
mod scrub;
mod timeline;

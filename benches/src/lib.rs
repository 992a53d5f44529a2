//! What the benchmarks share: an agency at work, the plain database it is held against, and the
//! measuring. Knows the records of one pack, which is the load; knows nothing of the house inside.

pub mod measure;
pub mod plain;
pub mod work;

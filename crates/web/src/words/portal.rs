//! Words of the portal.

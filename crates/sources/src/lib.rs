//! Where orders come from besides HTTP and files.

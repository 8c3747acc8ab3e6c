//! Hash-tree-roots and branches.

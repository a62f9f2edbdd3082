"""How every process of sfa_live begins, is kept alive, stays one of a kind, and writes its log."""

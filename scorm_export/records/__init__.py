"""Learning records: LRSs, a store of statements, and reports."""

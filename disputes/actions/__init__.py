"""Everything that changes disputes, risks and committees: one function per verb, a module per topic."""

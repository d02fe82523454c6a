"""The parts of the store as its callers see them: `store.people`, `tx.drafts`; each with its queries and its writes.

A class named `...View` has the queries of a part; both the store and a transaction have it. The class named after the
part adds the writes, which only a transaction has. The SQL is here, or in the modules of `cardscan.store` that several
parts share.
"""

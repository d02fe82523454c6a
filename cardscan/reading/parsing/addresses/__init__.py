"""Find postal addresses: which pieces belong to one, and its parts."""

"""What pages share.

What a post does (actions, confirmations, the edit guard, forms sent once, unsent forms), personal links without
accounts (link proofs), previews of imports and the sealed cache they lie in, the renderer of forms, the day asked for.
"""

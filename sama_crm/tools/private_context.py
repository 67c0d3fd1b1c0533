"""Values in the context that no client can forge."""


class PrivateContext(dict):
    """What one method of ours tells another through the context.

    A client chooses the context of his call, but cannot make one of this class. What
    reads it acts on instances only.

    >>> PrivateContext.get_from({"key": PrivateContext(a=1)}, "key")
    {'a': 1}
    >>> PrivateContext.get_from({"key": {"a": 1}}, "key") is None
    True
    """

    @classmethod
    def get_from(cls, context, key):
        """Return the value of the key if it was made by us, else None."""
        value = context.get(key)
        return value if isinstance(value, cls) else None

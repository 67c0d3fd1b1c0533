"""What installing and uninstalling do beyond creating our own models."""


def pre_init_hook(env):
    """Prepare the columns of core tables before the ORM sees them."""


def post_init_hook(env):
    """Fill what the data files cannot know."""


def uninstall_hook(env):
    """Put back what the addon changed on records that are not its own."""

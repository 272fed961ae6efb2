"""The limit of open files, of which every station takes one."""

import resource


def raise_file_limit() -> None:
    """Raise the soft limit of this process to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

"""Where rooms are joined: jobs that read, fold and write."""

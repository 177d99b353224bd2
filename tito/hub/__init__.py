"""JupyterHub on one machine: what `hub/jupyterhub_config.py` and `tito hub` are made of.

    setup = Setup.of(os.environ, folder)       what `tito hub start` decided: state folder, courses, ports
    Room(...).command(inner)                   the bubblewrap in which one server, or one program of a course's, runs
    formgrader/                                the service in which teaching assistants grade

The hub, its proxy and the exchange run outside; whatever a person can type into runs in a room. Nothing is imported
here, since what runs inside a room has to start quickly.
"""

"""What can go wrong with a development stack; every text is one line that says what to do.

DevRefused
├── PortTaken         the port the user asked for is in use
├── AlreadyRunning    another `adaccess dev` holds the folder
├── StateUnreadable   a file of the folder is damaged or not ours to read
└── StartFailed       a part did not come up; names the part and its log file
"""


class DevRefused(Exception):
    """The stack cannot run; the text is the one line the user sees."""


class PortTaken(DevRefused):
    """The user asked for a port that somebody else uses."""


class AlreadyRunning(DevRefused):
    """One folder, one stack: two would fight over its databases."""


class StateUnreadable(DevRefused):
    """A file the folder keeps between runs cannot be used."""


class StartFailed(DevRefused):
    """A part of the stack ended, or did not answer in time, before everything was ready."""

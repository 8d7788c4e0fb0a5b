"""A stand-in for facebook.com's login dialog and the part of graph.facebook.com that shares Pages.

Run it with ``python -m graph_sandbox --port P``, or build it in process with ``graph_sandbox.app.create_app``.
It imports nothing of the service it stands beside: its ledger is the ground truth tests judge by.
The dialog's flow for programs is in ``graph_sandbox.dialog``, the control API in ``graph_sandbox.control``.
"""

from graph_sandbox.default_world import default_world

__all__ = ["default_world"]

"""Asks windows to close, as the cross in a title bar does; there is no window manager to do it."""

import sys

from Xlib import X, display
from Xlib.protocol import event

screen = display.Display()
protocols, delete = screen.intern_atom("WM_PROTOCOLS"), screen.intern_atom("WM_DELETE_WINDOW")
for number in sys.argv[1:]:
    window = screen.create_resource_object("window", int(number))
    asked = (32, [delete, X.CurrentTime, 0, 0, 0])
    window.send_event(event.ClientMessage(window=window, client_type=protocols, data=asked))
screen.flush()
screen.sync()

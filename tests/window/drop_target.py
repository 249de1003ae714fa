#!/usr/bin/python3
"""A window that takes files, and writes the addresses of what is dropped on it into the file of its argument."""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def took(_widget, _context, _x, _y, selection, _info, _time):
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(selection.get_uris()))


window = Gtk.Window(title="upbeat drop target")
window.set_default_size(160, 120)
window.set_decorated(False)
window.set_keep_above(True)
targets = [Gtk.TargetEntry.new("text/uri-list", 0, 0)]
window.drag_dest_set(Gtk.DestDefaults.ALL, targets, Gdk.DragAction.COPY)
window.connect("drag-data-received", took)
window.connect("destroy", Gtk.main_quit)
window.show_all()
window.move(0, 0)
Gtk.main()

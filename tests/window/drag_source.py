#!/usr/bin/python3
"""A window that offers the files of its arguments to whatever they are dragged onto."""
import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uris = [pathlib.Path(name).resolve().as_uri() for name in sys.argv[1:]]
window = Gtk.Window(title="upbeat drag source")
window.set_default_size(120, 80)
window.set_decorated(False)
window.set_keep_above(True)
box = Gtk.EventBox()
box.add(Gtk.Label(label="drag me"))
window.add(box)
targets = [Gtk.TargetEntry.new("text/uri-list", 0, 0)]
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, targets, Gdk.DragAction.COPY)
box.connect("drag-data-get", lambda _w, _c, selection, _i, _t: selection.set_uris(uris))
box.connect("drag-end", lambda *_: Gtk.main_quit())
window.connect("destroy", Gtk.main_quit)
window.show_all()
window.move(0, 0)
Gtk.main()

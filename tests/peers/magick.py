"""The work of `cargo xtask bench peers` by ImageMagick, once: one decode, then every rendition of the list from a copy
in memory, cut in the middle (it has no smart crop). Prints one line of JSON with what it took.

magick.py PHOTO FOLDER LIST SRGB_ICC"""

import json
import resource
import shutil
import subprocess
import sys
import time

photo, folder, renditions, profile = sys.argv[1:5]
program = shutil.which("magick") or "convert"
line = [program, photo, "-auto-orient", "-profile", profile, "-write", "mpr:photo", "+delete"]
for wanted in json.load(open(renditions, encoding="utf-8")):
    size = f"{wanted['width']}x{wanted['height']}"
    if wanted["fit"] == "cover":
        shape = ["-resize", f"{size}^", "-gravity", "center", "-extent", size]
    else:
        shape = ["-resize", f"{size}>"]
    line += ["(", "mpr:photo", *shape, "-sampling-factor", "4:2:0", "-quality", "85"]
    # Why only there: it looks for the quality by encoding again and again.
    if wanted["max_bytes"] <= 1_000_000:
        line += ["-define", f"jpeg:extent={wanted['max_bytes']}b"]
    line += ["-write", f"{folder}/{wanted['name']}.jpg", "+delete", ")"]
line += ["null:"]
started = time.monotonic()
# Why true: with nothing left to write it ends with a complaint.
subprocess.run(line, check=False, stderr=subprocess.DEVNULL)
wall = time.monotonic() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
print(json.dumps({"wall_ms": wall * 1000, "cpu_ms": cpu * 1000, "peak_kib": used.ru_maxrss}))

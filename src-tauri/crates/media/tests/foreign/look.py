"""Reads pictures with Pillow and writes each as our engine should: upright, sRGB, on white, at a size.

Lines of standard input: source, width, height, file to write, separated by tabs. One line of output for each:
what stood in the way, or nothing.
"""

import io
import sys
import warnings

import pillow_heif
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener()
warnings.simplefilter("ignore")
SRGB = ImageCms.createProfile("sRGB")


def look(source, size, target):
    picture = Image.open(source)
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = picture.point(lambda level: level / 256).convert("L")
    if picture.mode == "CMYK" and not profile:
        picture = picture.convert("RGB")
    elif profile and picture.mode in ("RGB", "CMYK", "L"):
        source_profile = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        picture = ImageCms.profileToProfile(picture, source_profile, SRGB, renderingIntent=intent, outputMode="RGB")
    picture = picture.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(white, picture).convert("RGB")
    picture.resize(size, Image.Resampling.LANCZOS).save(target)


for line in sys.stdin:
    source, width, height, target = line.rstrip("\n").split("\t")
    try:
        look(source, (int(width), int(height)), target)
        print()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other pictures go on
        print(f"{type(error).__name__}: {error}".replace("\n", " "))
    sys.stdout.flush()

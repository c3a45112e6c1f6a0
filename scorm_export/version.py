"""The version of scorm-export; packages name it as the software that plays them."""

__version__ = "0.1.0"

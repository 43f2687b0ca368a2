"""Column scale."""

from dukcapil._frame_nik import *
from dukcapil._frame_obligation import *
from dukcapil._frame_schema import *

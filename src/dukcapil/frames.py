"""Column scale."""

from dukcapil._frame_nik import *
from dukcapil._frame_obligation import *
from dukcapil._frame_schema import *
from dukcapil._frame_register import *
from dukcapil._frame_series import *
from dukcapil._frame_measures import *
from dukcapil._frame_flows import *

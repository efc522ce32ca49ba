"""Longitude and latitude to metres: SWEREF 99 TM in Sweden, elsewhere a plane centred on the events."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# A box around Sweden: longitude, then latitude.
SWEDEN = ((10.0, 25.0), (55.0, 70.0))


def in_sweden(longitude: Floats, latitude: Floats) -> bool:
    """Whether all points lie in the box around Sweden."""
    (west, east), (south, north) = SWEDEN
    inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    return bool(inside.all())


def to_metres(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats, str]:
    """Easting and northing in metres and the name of the projection.

    Outside Sweden: an azimuthal equidistant plane around the median point, right to a few parts in
    a thousand within some hundred kilometres.
    """
    from pyproj import Transformer

    if in_sweden(longitude, latitude):
        target, name = "EPSG:3006", "SWEREF 99 TM"
    else:
        centre = f"+lat_0={np.median(latitude):.4f} +lon_0={np.median(longitude):.4f}"
        target, name = f"+proj=aeqd {centre} +datum=WGS84 +units=m", f"azimuthal equidistant {centre}"
    east, north = Transformer.from_crs("EPSG:4326", target, always_xy=True).transform(longitude, latitude)
    return np.asarray(east), np.asarray(north), name

"""What a community is about: the words that fill its conversations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject. ``things`` are what people own and build, ``parts`` what breaks, ``acts`` what they try to do."""

    guild_name: str
    things: tuple[str, ...]
    parts: tuple[str, ...]
    acts: tuple[str, ...]
    errors: tuple[str, ...]
    fixes: tuple[str, ...]
    codes: tuple[str, ...]
    projects: tuple[str, ...]


THEMES: tuple[Theme, ...] = (
    Theme(
        guild_name="Hearth: homes that run themselves",
        things=("the bridge", "my thermostat", "the dashboard", "the door sensor", "the plug", "the hub", "the blinds"),
        parts=("zigbee", "the broker", "the automation", "the database", "the backup", "the add-on", "the mesh"),
        acts=(
            "pair a bulb",
            "move to a new SSD",
            "update to 4.2",
            "group the lights",
            "read the meter",
            "share a scene",
        ),
        errors=("timeout after 30 s", "device not found", "401 from the broker", "database is locked", "CRC mismatch"),
        fixes=("re-pair it close to the hub", "move the stick to a longer cable", "clear the cache and restart"),
        codes=("automation:\n  trigger: sunset\n  action: lights.on", "docker logs hearth --tail 50"),
        projects=("an e-ink panel for the hallway", "a plant that complains", "a doorbell made of a tin can"),
    ),
    Theme(
        guild_name="Lantern Engine",
        things=(
            "my sprite",
            "the tilemap",
            "the camera",
            "the shader",
            "my save file",
            "the editor",
            "the physics body",
        ),
        parts=("the scene tree", "the importer", "collision", "the audio bus", "the exporter", "input mapping"),
        acts=(
            "export to the web",
            "load a level",
            "animate a door",
            "pause the game",
            "draw an outline",
            "port from 2.x",
        ),
        errors=("null instance in _ready", "stack overflow", "shader compile error", "missing texture", "index 4 of 4"),
        fixes=("call it deferred", "free the node first", "turn off the import filter", "use a signal for that"),
        codes=("func _ready():\n    door.open()", "for body in bodies:\n    body.wake()"),
        projects=("a game about lost luggage", "a tiny farming sim", "a puzzle with mirrors", "a jam entry"),
    ),
    Theme(
        guild_name="Open Loom makers",
        things=(
            "the extruder",
            "my printer",
            "the hot end",
            "the belt",
            "the nozzle",
            "the heated bed",
            "the firmware",
        ),
        parts=("the slicer", "bed levelling", "the probe", "the stepper driver", "the fan", "retraction"),
        acts=(
            "print PETG",
            "tune the flow",
            "flash the board",
            "calibrate the axes",
            "print a bridge",
            "swap the nozzle",
        ),
        errors=("thermal runaway", "layer shift at 12 mm", "probe failed", "under-extrusion", "Error: heating failed"),
        fixes=("tighten the belt a quarter turn", "raise the temperature by five degrees", "slow the first layer down"),
        codes=("G28\nG29\nM500", "[extruder]\nrotation_distance: 22.6"),
        projects=("a lamp shade out of one spiral", "a loom for my daughter", "a replacement hinge for the oven"),
    ),
    Theme(
        guild_name="Tidewater radio mesh 📡",
        things=(
            "my node",
            "the repeater",
            "the antenna",
            "the solar panel",
            "the gateway",
            "the handheld",
            "my battery",
        ),
        parts=("routing", "the radio firmware", "GPS", "the bluetooth link", "the companion app", "channel keys"),
        acts=(
            "flash the node",
            "reach the hill",
            "set the frequency",
            "read telemetry",
            "share a channel",
            "save power",
        ),
        errors=("no route to node", "battery at 3.1 V", "RSSI of -128", "bootloader not found", "queue full"),
        fixes=("lower the hop limit", "mount it two metres higher", "erase the flash before you update"),
        codes=("mesh --set lora.region EU_868", "mesh --info | grep rssi"),
        projects=("a node in a bird house", "a map of the whole valley", "a repeater on the church tower"),
    ),
)


def theme_called(guild_name: str) -> Theme:
    """The theme of a guild by its name; the first one where nobody knows it."""
    return next((theme for theme in THEMES if theme.guild_name == guild_name), THEMES[0])
